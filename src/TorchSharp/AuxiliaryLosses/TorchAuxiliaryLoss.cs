using MLNet.Autoencoder.AuxiliaryLosses;
using MLNet.Autoencoder.Torch.Tensors;
using static TorchSharp.torch;

namespace MLNet.Autoencoder.Torch.AuxiliaryLosses;

/// <summary>A loss on the codes of a batch, one class per auxiliary loss.</summary>
/// <param name="definition">What follows from the loss.</param>
internal abstract class TorchAuxiliaryLoss(AuxiliaryDefinition definition)
{
    /// <summary>The term of the loss.</summary>
    /// <param name="codes">The codes that the batch reports, <c>[n, q]</c>.</param>
    /// <param name="view">The codes of its second view, <c>[n, q]</c>; null if it has none.</param>
    /// <param name="batch">The batch.</param>
    public TorchTerm Term(Tensor codes, Tensor? view, TorchBatch batch)
    {
        Tensor losses = RowLosses(codes, view, batch);
        Tensor sum = TorchBatch.Sum(losses.unsqueeze(1), batch.Weights);
        return new TorchTerm(definition.Term, sum, sum) { RowLosses = losses };
    }

    /// <summary>The loss of each row in nats, without its weight, <c>[n]</c>; 0 for a row that takes no part.</summary>
    /// <param name="codes">The codes, <c>[n, q]</c>.</param>
    /// <param name="view">The codes of the second view, <c>[n, q]</c>; null if the batch has none.</param>
    /// <param name="batch">The batch.</param>
    protected abstract Tensor RowLosses(Tensor codes, Tensor? view, TorchBatch batch);
}
