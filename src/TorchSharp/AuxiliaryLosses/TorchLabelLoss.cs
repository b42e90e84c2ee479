using MLNet.Autoencoder.AuxiliaryLosses;
using MLNet.Autoencoder.Torch.Tensors;
using static TorchSharp.torch;

namespace MLNet.Autoencoder.Torch.AuxiliaryLosses;

/// <summary>A loss in which only labeled rows take part.</summary>
/// <param name="definition">What follows from the loss.</param>
internal abstract class TorchLabelLoss(AuxiliaryDefinition definition) : TorchAuxiliaryLoss(definition)
{
    /// <inheritdoc/>
    protected sealed override Tensor RowLosses(Tensor codes, Tensor? view, TorchBatch batch)
    {
        TorchLabels labels = batch.Labels!;
        return labels.Spread(LabeledLosses(labels.Select(codes), labels.Values).Times(labels.Factor));
    }

    /// <summary>The loss of each labeled row in nats, <c>[m]</c>.</summary>
    /// <param name="codes">Their codes, <c>[m, q]</c>.</param>
    /// <param name="labels">Their labels, <c>[m]</c>.</param>
    protected abstract Tensor LabeledLosses(Tensor codes, Tensor labels);
}
