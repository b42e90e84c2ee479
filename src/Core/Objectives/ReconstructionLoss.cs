namespace MLNet.Autoencoder;

/// <summary>What a reconstruction is held to.</summary>
public enum ReconstructionLoss
{
    /// <summary>
    /// The squared error Σⱼ (x̂ⱼ − xⱼ)², the negative log-likelihood of a Gaussian of fixed variance up to scale. For values of any range.
    /// </summary>
    Gaussian,

    /// <summary>
    /// The cross-entropy −Σⱼ (xⱼ log x̂ⱼ + (1 − xⱼ) log(1 − x̂ⱼ)) with x̂ = sigmoid of the decoder's output. For values in [0, 1].
    /// </summary>
    Bernoulli,
}
