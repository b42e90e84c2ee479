namespace MLNet.Autoencoder.Tests.Engines;

/// <summary>What a gradient treats as constant, from the parameters at which it is taken.</summary>
/// <param name="Errors">x − x̂ of each row; 0 for missing values.</param>
/// <param name="Codes">The latent layer, where straight-through slopes are taken; <see langword="null"/> for kinds without a dictionary.</param>
/// <param name="ViewCodes">The same for second views, if the batch has any.</param>
internal sealed record ReferencePoint(double[][] Errors, SparseState? Codes, SparseState? ViewCodes);
