using MLNet.Autoencoder.AuxiliaryLosses;
using MLNet.Autoencoder.Torch.Tensors;
using static TorchSharp.torch;
using Reduction = TorchSharp.torch.nn.Reduction;

namespace MLNet.Autoencoder.Torch.AuxiliaryLosses;

/// <summary>The linear layer that predicts labels, and its loss.</summary>
internal sealed class TorchLabelHead(TorchParameters parameters, AuxiliaryDefinition definition, LabelKind kind) : TorchLabelLoss(definition)
{
    private readonly TorchDense _head = parameters.Dense(parameters.Layout.Dense(LabelHeadDefinition.Head));

    /// <summary>½(ŷ − y)² for numbers, or −log softmax(a) of the class.</summary>
    protected override Tensor LabeledLosses(Tensor codes, Tensor labels)
    {
        Tensor outputs = _head.Forward(codes);
        return kind == LabelKind.Number
            ? nn.functional.mse_loss(outputs.squeeze(1), labels, Reduction.None).Times(0.5)
            : nn.functional.cross_entropy(outputs, labels.to_type(ScalarType.Int64), reduction: Reduction.None);
    }
}
