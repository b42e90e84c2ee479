namespace MLNet.Autoencoder;

/// <summary>The value of a latent unit that replaces the one in a code.</summary>
/// <param name="Unit">The unit, 0 to q − 1.</param>
/// <param name="Value">The value, a finite number. 0 removes a unit of a sparse code.</param>
public readonly record struct CodeEdit(int Unit, float Value);
