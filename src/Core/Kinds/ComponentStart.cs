namespace MLNet.Autoencoder.Kinds;

/// <summary>How codes start from principal components.</summary>
/// <param name="IsRectified">Whether codes are rectified: each component then takes two units, one per sign.</param>
/// <param name="NoiseWeight">
/// For a kind with a distribution, the weight λ of the divergence, which multiplies the noise variance of the linear model. 0 for other kinds, whose
/// codes start with variance 1.
/// </param>
internal sealed record ComponentStart(bool IsRectified, float NoiseWeight);
