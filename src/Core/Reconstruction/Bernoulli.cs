namespace MLNet.Autoencoder;

/// <summary>
/// The cross-entropy −Σⱼ (xⱼ log x̂ⱼ + (1 − xⱼ) log(1 − x̂ⱼ)), where x̂ is the sigmoid of the decoder's output. For values in [0, 1].
/// </summary>
public sealed record Bernoulli : ReconstructionLoss
{
    internal override float? NoiseVariance => null;

    internal override bool IsOnUnitInterval => true;

    internal override bool WeighsSlots => false;

    internal override void Validate()
    {
    }

    internal override IReadOnlyList<SlotRange> SlotsOf(int dimension) => [SlotRange.Binary(0, dimension)];
}
