using static TorchSharp.torch;

namespace MLNet.Autoencoder.Torch.Kinds;

/// <summary>The codes of a batch.</summary>
/// <param name="Values">What the decoder sees, <c>[n, q]</c>.</param>
/// <param name="Reported">The codes as they are reported, <c>[n, q]</c>: without the noise of the sampler.</param>
internal sealed record TorchCode(Tensor Values, Tensor Reported)
{
    /// <summary>The divergence of each unit from N(0, 1), in nats, summed over the rows by weight, <c>[q]</c>; <see langword="null"/> without a distribution.</summary>
    public Tensor? UnitDivergences { get; init; }

    /// <summary>The activations of all units before the code was made sparse, <c>[n, q]</c>; <see langword="null"/> if it was not.</summary>
    public Tensor? Activations { get; init; }
}
