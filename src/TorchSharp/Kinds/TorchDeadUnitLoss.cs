using MLNet.Autoencoder.Kinds;
using MLNet.Autoencoder.Torch.Tensors;
using static TorchSharp.torch;

namespace MLNet.Autoencoder.Torch.Kinds;

/// <summary>
/// The loss that revives dead units (Gao et al., 2024): α·(v/u)·‖(x − x̂) − D·a‖² for a row. It treats the error as a constant; a are the largest activations
/// of the dead units, D is the dictionary, v the variance of the rows of the batch, and u their mean squared error.
/// </summary>
/// <param name="dictionary">D, <c>[d, q]</c>.</param>
/// <param name="weight">α.</param>
/// <param name="maxUnits">The number of units in a.</param>
internal sealed class TorchDeadUnitLoss(Tensor dictionary, float weight, int maxUnits)
{
    /// <summary>The loss of each row, <c>[n]</c>; <see langword="null"/> without dead units.</summary>
    /// <param name="activations">The activations of all units, <c>[n, q]</c>.</param>
    /// <param name="errors">Computes x̂ − x as a constant, <c>[n, d]</c>.</param>
    /// <param name="batch">The batch.</param>
    public Tensor? Of(Tensor activations, Func<Tensor> errors, TorchBatch batch)
    {
        if (batch.DeadUnits.Length == 0 || weight == 0)
        {
            return null;
        }

        Tensor units = tensor(batch.DeadUnits, ScalarType.Int64, batch.Device);
        Tensor explained = Largest(activations.index_select(1, units)).mm(dictionary.index_select(1, units).t());
        Tensor constant = errors();
        return batch.SquaredErrors(constant.Plus(explained)).Times(weight) * Scale(constant, batch);
    }

    /// <summary>v/u, or 1 if all rows are the same.</summary>
    private static Tensor Scale(Tensor errors, TorchBatch batch)
    {
        Tensor weighted = batch.Weights is null ? batch.Rows : batch.Rows * batch.Weights;
        Tensor deviations = batch.Rows - weighted.sum(0, keepdim: true).DividedBy(batch.TotalWeight);
        Tensor variance = TorchBatch.Sum(deviations * deviations, batch.Weights), unexplained = TorchBatch.Sum(errors * errors, batch.Importance);
        return (variance / unexplained).AtMost(DeadUnitLoss.MaxScale).Replaced(variance.logical_not(), 1);
    }

    /// <summary>The largest activations of the dead units in each row, and 0 elsewhere.</summary>
    private Tensor Largest(Tensor dead) => dead.shape[1] <= maxUnits ? dead : dead * TorchLargest.MaskPerRow(dead, maxUnits);
}
