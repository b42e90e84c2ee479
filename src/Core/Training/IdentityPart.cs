namespace MLNet.Autoencoder.Training;

/// <summary>A part of the identity of a fit.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Text">Its value.</param>
/// <param name="Difference">
/// What to say of a fit with another value; <see langword="null"/> if both values, side by side, say it better.
/// </param>
internal readonly record struct IdentityPart(string Name, string Text, string? Difference = null);
