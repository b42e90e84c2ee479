using MLNet.Autoencoder.AuxiliaryLosses;
using MLNet.Autoencoder.Torch.Tensors;
using static TorchSharp.torch;

namespace MLNet.Autoencoder.Torch.AuxiliaryLosses;

/// <summary>The supervised contrastive loss of the labeled rows of a batch, in groups of consecutive ones.</summary>
internal sealed class TorchSupervisedContrastive(SupervisedContrastive loss) : TorchLabelLoss(loss.Definition)
{
    /// <inheritdoc/>
    protected override Tensor LabeledLosses(Tensor codes, Tensor labels)
    {
        Tensor directions = TorchDirections.Of(codes);
        return directions.shape[0] <= SupervisedContrastiveLayer.MaxGroup
            ? GroupLosses(directions, labels)
            : cat([.. Groups(directions).Zip(Groups(labels), GroupLosses)]);
    }

    private static Tensor[] Groups(Tensor rows) => rows.split(SupervisedContrastiveLayer.MaxGroup);

    /// <summary>−log(exp(uᵢ·uₚ/τ) / Σₐ exp(uᵢ·uₐ/τ)) for each row i of a group, as a mean over the other rows p of its class; 0 if there are none.</summary>
    private Tensor GroupLosses(Tensor directions, Tensor labels)
    {
        // The similarity of a row to itself is left out.
        Tensor self = eye(labels.shape[0], dtype: ScalarType.Bool, device: labels.device);
        Tensor similarities = directions.mm(directions.t()).DividedBy(loss.Temperature).Replaced(self, double.NegativeInfinity);
        Tensor costs = nn.functional.log_softmax(similarities, 1).Replaced(self, 0).neg();
        Tensor positives = labels.unsqueeze(1).eq(labels.unsqueeze(0)).to_type(ScalarType.Float32).Replaced(self, 0);
        return (costs * positives).sum(1) / positives.sum(1).AtLeast(1);
    }
}
