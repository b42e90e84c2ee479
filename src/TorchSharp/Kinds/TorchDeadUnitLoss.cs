using MLNet.Autoencoder.Torch.Tensors;
using static TorchSharp.torch;

namespace MLNet.Autoencoder.Torch.Kinds;

/// <summary>
/// The loss that revives dead units (Gao et al., 2024): α·‖(x − x̂) − D·a‖² for a row. It treats the error as a constant; a are the largest activations of
/// the dead units, and D is the dictionary.
/// </summary>
/// <param name="dictionary">D, <c>[d, q]</c>.</param>
/// <param name="sparsity">The options.</param>
internal sealed class TorchDeadUnitLoss(Tensor dictionary, TopKSparsity sparsity)
{
    /// <summary>The loss as a weighted sum over the rows; <see langword="null"/> without dead units.</summary>
    /// <param name="activations">The activations of all units, <c>[n, q]</c>.</param>
    /// <param name="errors">Computes x̂ − x as a constant, <c>[n, d]</c>.</param>
    /// <param name="batch">The batch.</param>
    public Tensor? Of(Tensor activations, Func<Tensor> errors, TorchBatch batch)
    {
        if (batch.DeadUnits.Length == 0 || sparsity.AuxiliaryWeight == 0)
        {
            return null;
        }

        Tensor units = tensor(batch.DeadUnits, ScalarType.Int64, batch.Device);
        Tensor explained = Largest(activations.index_select(1, units)).mm(dictionary.index_select(1, units).t());
        Tensor residuals = errors().Plus(explained);
        return TorchBatch.Sum(residuals * residuals, batch.Importance).Times(sparsity.AuxiliaryWeight);
    }

    /// <summary>The largest activations of the dead units in each row, and 0 elsewhere.</summary>
    private Tensor Largest(Tensor dead)
    {
        int count = sparsity.RevivedUnits((int)dictionary.shape[1], (int)dictionary.shape[0]);
        return dead.shape[1] <= count ? dead : dead * TorchLargest.MaskPerRow(dead, count);
    }
}
