namespace MLNet.Autoencoder;

/// <summary>A term of the loss and its value.</summary>
/// <param name="Term">The term.</param>
/// <param name="Value">Its value, as a weighted mean over rows.</param>
public readonly record struct LossTermValue(LossTerm Term, double Value);
