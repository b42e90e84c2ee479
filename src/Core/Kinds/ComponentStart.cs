namespace MLNet.Autoencoder.Kinds;

/// <summary>How codes start from principal components.</summary>
/// <param name="IsRectified">Whether codes are 0 or more: each component then takes two units, one for either sign.</param>
/// <param name="NoiseWeight">
/// For a kind with a distribution, the weight λ of the divergence: the noise variance of the linear model is multiplied by it. 0 for others, whose codes
/// start with unit variance.
/// </param>
internal sealed record ComponentStart(bool IsRectified, float NoiseWeight);
