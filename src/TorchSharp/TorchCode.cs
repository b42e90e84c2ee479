using static TorchSharp.torch;

namespace MLNet.Autoencoder.Torch;

/// <summary>What the encoder made of a batch.</summary>
/// <param name="Values">What the decoder sees, <c>[n, q]</c>.</param>
/// <param name="Reported">The codes as they are reported, <c>[n, q]</c>: without the noise of the sampler.</param>
internal sealed record TorchCode(Tensor Values, Tensor Reported)
{
    /// <summary>The divergence of each unit from N(0, 1), in nats, summed over the rows by weight, <c>[q]</c>; null without a distribution.</summary>
    public Tensor? UnitDivergences { get; init; }

    /// <summary>The divergence that is paid for; null likewise.</summary>
    public Tensor? ChargedDivergence { get; init; }

    /// <summary>What the code costs because it is not sparse enough; null for nothing.</summary>
    public Tensor? Penalty { get; init; }

    /// <summary>What the units would answer if all were let, <c>[n, q]</c>; null where codes need not be sparse.</summary>
    public Tensor? Activations { get; init; }
}
