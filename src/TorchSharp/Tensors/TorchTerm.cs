using static TorchSharp.torch;

namespace MLNet.Autoencoder.Torch.Tensors;

/// <summary>The value of a loss term for a batch, as a weighted sum over its rows.</summary>
/// <param name="Term">The term.</param>
/// <param name="Sum">The sum that is reported.</param>
/// <param name="Charged">The sum that enters the objective.</param>
internal sealed record TorchTerm(LossTerm Term, Tensor Sum, Tensor Charged)
{
    /// <summary>
    /// The loss of each row in the unit of the term, without its weight, <c>[n]</c>; <see langword="null"/> for the reconstruction and the divergence, whose
    /// rows are computed only when they are reported.
    /// </summary>
    public Tensor? RowLosses { get; init; }
}
