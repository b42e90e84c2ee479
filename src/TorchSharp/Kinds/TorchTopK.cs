using MLNet.Autoencoder.Torch.Tensors;
using static TorchSharp.torch;

namespace MLNet.Autoencoder.Torch.Kinds;

/// <summary>
/// Codes of the k largest activations. The loss α·‖(x − x̂) − W·a‖² of a row revives dead units (Gao et al., 2024). It treats the error as a
/// constant; a are the largest activations of the dead units, and W are the weights from the code directly to the output.
/// </summary>
internal sealed class TorchTopK(TorchParameters parameters, TopK sparsity) : TorchSparse(parameters)
{
    private readonly Tensor _codeToOutput = parameters.Dense(parameters.Layout.DecoderSkip ?? parameters.Layout.DecoderOutput).Weight;

    /// <inheritdoc/>
    protected override Tensor ToCode(Tensor activations)
    {
        Tensor rectified = nn.functional.relu(activations);
        return rectified * MaskOfLargest(rectified, sparsity.ActiveUnitsOf(Dimension));
    }

    /// <inheritdoc/>
    protected override Tensor? Penalty(TorchCode code, Func<Tensor> errors, TorchBatch batch)
    {
        if (batch.DeadUnits.Length == 0 || sparsity.AuxiliaryWeight == 0)
        {
            return null;
        }

        Tensor units = tensor(batch.DeadUnits, ScalarType.Int64, batch.Device);
        Tensor explained = Largest(code.Activations!.index_select(1, units)).mm(_codeToOutput.index_select(1, units).t());
        Tensor residuals = errors().Plus(explained);
        return TorchBatch.Sum(residuals * residuals, batch.Importance).Times(sparsity.AuxiliaryWeight);
    }

    /// <summary>1 at the largest values of each row and 0 elsewhere, <c>[n, m]</c>. Among equal values, the first count as larger.</summary>
    /// <remarks>Sorts, because libtorch's topk does not define which of several equal values it returns.</remarks>
    private static Tensor MaskOfLargest(Tensor values, int count)
    {
        Tensor order = values.detach().sort(1, descending: true, stable: true).Indices;
        return zeros_like(values).scatter_(1, order.narrow(1, 0, count), ones_like(values));
    }

    /// <summary>The largest activations of the dead units in each row, and 0 elsewhere.</summary>
    private Tensor Largest(Tensor dead)
    {
        int count = sparsity.RevivedUnits(Dimension, (int)_codeToOutput.shape[0]);
        return dead.shape[1] <= count ? dead : dead * MaskOfLargest(dead, count);
    }
}
