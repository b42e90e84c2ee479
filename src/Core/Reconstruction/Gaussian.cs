using MLNet.Autoencoder.Foundation;

namespace MLNet.Autoencoder;

/// <summary>
/// The squared error Σⱼ (x̂ⱼ − xⱼ)² in scaled units, which corresponds to normal noise of variance v. For values in any range.
/// </summary>
public sealed record Gaussian : ReconstructionLoss
{
    /// <summary>
    /// v, the variance of the noise in scaled units; greater than 0, finite. If <see langword="null"/>, the decoder is calibrated (Rybkin, Daniilidis
    /// and Levine, Simple and Effective VAE Training with Calibrated Decoders, 2021): v is the mean squared error of the batch, its most likely
    /// value, so there is no weight to choose.
    /// </summary>
    /// <value>The default is <see langword="null"/>.</value>
    public float? Variance { get; init; }

    internal override float? NoiseVariance => Variance;

    internal override bool IsOnUnitInterval => false;

    internal override bool WeighsSlots => false;

    internal override void Validate()
    {
        if (Variance is { } variance)
        {
            Require.Positive(variance, nameof(Variance));
        }
    }

    internal override IReadOnlyList<SlotRange> SlotsOf(int dimension) => [SlotRange.Continuous(0, dimension)];
}
