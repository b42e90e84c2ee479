using static TorchSharp.torch;

namespace MLNet.Autoencoder.Torch;

/// <summary>
/// What brings dead units of a <see cref="TopK"/> code back (Gao et al., 2024): α·‖(x − x̂) − W·a‖² for a row, with the error taken for a
/// constant, a the largest activations of the dead units, and W the weights that lead straight from code to output.
/// </summary>
internal sealed class TorchDeadUnits(TopK sparsity, Tensor weight)
{
    /// <summary>The penalty, summed over the rows by weight; null while no unit is dead.</summary>
    /// <param name="activations">Of all units, not rectified: <c>[n, q]</c>.</param>
    /// <param name="errors">Computes x̂ − x, a constant, <c>[n, d]</c>.</param>
    /// <param name="batch">The batch.</param>
    public Tensor? Penalty(Tensor activations, Func<Tensor> errors, TorchBatch batch)
    {
        if (batch.DeadUnits.Length == 0 || sparsity.AuxiliaryWeight == 0)
        {
            return null;
        }

        Tensor units = tensor(batch.DeadUnits, ScalarType.Int64, batch.Device);
        Tensor explained = Largest(activations.index_select(1, units)).mm(weight.index_select(1, units).t());
        return TorchBatch.Sum((errors() + explained).square(), batch.Importance) * sparsity.AuxiliaryWeight;
    }

    /// <summary>The largest max(k, d/2) activations of each row, and 0 elsewhere.</summary>
    private Tensor Largest(Tensor dead)
    {
        int most = Math.Max(sparsity.ActiveUnitsOf((int)weight.shape[1]), (int)weight.shape[0] / 2);
        return dead.shape[1] <= most ? dead : dead * TorchSparseLatent.MaskOfLargest(dead, most);
    }
}
