using static TorchSharp.torch;

namespace MLNet.Autoencoder.Torch.Tensors;

/// <summary>The value of a loss term for a batch, as a weighted sum over its rows.</summary>
/// <param name="Term">The term.</param>
/// <param name="Sum">The sum that is reported.</param>
/// <param name="Charged">The sum that enters the objective.</param>
internal sealed record TorchTerm(LossTerm Term, Tensor Sum, Tensor Charged)
{
    /// <summary>
    /// The loss of each row in nats, without its weight, <c>[n]</c>; <see langword="null"/> for a term of the reconstruction or the kind, which report
    /// their rows themselves.
    /// </summary>
    public Tensor? RowLosses { get; init; }
}
