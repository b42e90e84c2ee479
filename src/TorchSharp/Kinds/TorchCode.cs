using static TorchSharp.torch;

namespace MLNet.Autoencoder.Torch.Kinds;

/// <summary>The codes of a batch.</summary>
/// <param name="Values">The input of the decoder, <c>[n, q]</c>.</param>
/// <param name="Reported">The reported codes, <c>[n, q]</c>: without the noise of the sampler.</param>
internal sealed record TorchCode(Tensor Values, Tensor Reported)
{
    /// <summary>
    /// The divergence of each unit from N(0, 1) in nats, as a weighted sum over the rows, <c>[q]</c>; <see langword="null"/> without a distribution.
    /// </summary>
    public Tensor? UnitDivergences { get; init; }

    /// <summary>The divergence of each row from N(0, 1) in nats, <c>[n]</c>; <see langword="null"/> without a distribution.</summary>
    public Tensor? RowDivergences { get; init; }

    /// <summary>The activations of all units before sparsity is applied, <c>[n, q]</c>; <see langword="null"/> if the code is not sparse.</summary>
    public Tensor? Activations { get; init; }
}
