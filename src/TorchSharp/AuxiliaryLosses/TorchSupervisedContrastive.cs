using MLNet.Autoencoder.AuxiliaryLosses;
using MLNet.Autoencoder.Torch.Tensors;
using static TorchSharp.torch;

namespace MLNet.Autoencoder.Torch.AuxiliaryLosses;

/// <summary>The supervised contrastive loss of the labeled rows of a batch, in groups of consecutive ones.</summary>
internal sealed class TorchSupervisedContrastive(SupervisedContrastive loss, LabelKind kind) : TorchLabelLoss(loss.Definition)
{
    /// <inheritdoc/>
    protected override Tensor LabeledLosses(Tensor codes, Tensor labels)
    {
        Tensor directions = TorchDirections.Of(codes);
        return directions.shape[0] <= SupervisedContrastiveLayer.MaxGroup(kind)
            ? GroupLosses(directions, labels)
            : cat([.. Groups(directions).Zip(Groups(labels), GroupLosses)]);
    }

    private Tensor[] Groups(Tensor rows) => rows.split(SupervisedContrastiveLayer.MaxGroup(kind));

    /// <summary>
    /// −Σⱼ pᵢⱼ log(exp(uᵢ·uⱼ/τ) / Σₐ exp(uᵢ·uₐ/τ)) for each row i of a group, with pᵢⱼ = kᵢⱼ / Σₐ kᵢₐ and sums over the other rows; 0 for a row without
    /// neighbors.
    /// </summary>
    private Tensor GroupLosses(Tensor directions, Tensor labels)
    {
        // The similarity of a row to itself is left out.
        Tensor self = eye(labels.shape[0], dtype: ScalarType.Bool, device: labels.device);
        Tensor similarities = directions.mm(directions.t()).DividedBy(loss.Temperature).Replaced(self, double.NegativeInfinity);
        Tensor costs = nn.functional.log_softmax(similarities, 1).Replaced(self, 0).neg();
        Tensor weights = Weights(labels.unsqueeze(1), labels.unsqueeze(0)).Replaced(self, 0);
        Tensor totals = weights.sum(1);
        return (costs * weights).sum(1) / totals.Replaced(totals.IsBelow(LabelNeighbors.MinTotal), double.PositiveInfinity);
    }

    /// <summary>kᵢⱼ: exp(−½((yᵢ − yⱼ)/σ)²) for numbers; for classes, 1 for the same one and 0 for another.</summary>
    private Tensor Weights(Tensor labels, Tensor others)
    {
        if (kind != LabelKind.Number)
        {
            return labels.eq(others).to_type(ScalarType.Float32);
        }

        // Not square(): its exponent, a temporary scalar, could be collected before libtorch reads it.
        Tensor distances = (labels - others).DividedBy(loss.Bandwidth);
        return (distances * distances).Times(-0.5).exp();
    }
}
