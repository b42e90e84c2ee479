using MLNet.Autoencoder.Kinds;
using MLNet.Autoencoder.Torch.Tensors;
using static TorchSharp.torch;

namespace MLNet.Autoencoder.Torch.Kinds;

/// <summary>Codes of the n·k largest activations of a batch of n rows, rectified; in a served model, of the activations above a threshold.</summary>
internal sealed class TorchBatchTopK(TorchParameters parameters, BatchTopK sparsity) : TorchLargestActivations(parameters, sparsity)
{
    // Without a gradient, because codes depend on it only in a served model.
    private readonly Tensor _threshold = parameters.Own(parameters.Vector(parameters.Layout.Find(DictionaryDefinition.Threshold)!).detach());

    /// <summary>The threshold follows the smallest activation that the batch keeps, as an exponential moving average over steps.</summary>
    public override void FinishStep(TorchCode code)
    {
        base.FinishStep(code);
        Tensor smallest = Smallest(code.Values.detach());
        Tensor next = _threshold.Plus((smallest - _threshold).Times(BatchTopK.ThresholdRate));
        _threshold.copy_(where(_threshold.logical_not(), smallest, next));
    }

    /// <inheritdoc/>
    protected override Tensor ToCode(Tensor activations, bool isTraining)
    {
        if (!isTraining)
        {
            return activations * activations.gt(_threshold).to_type(ScalarType.Float32);
        }

        Tensor rectified = nn.functional.relu(activations);
        return rectified * TorchLargest.MaskOverall(rectified, rectified.shape[0] * ActiveUnits);
    }

    /// <summary>The smallest value that is not 0; 0 if there is none.</summary>
    private static Tensor Smallest(Tensor codes)
    {
        Tensor smallest = codes.Replaced(codes.logical_not(), double.PositiveInfinity).min();
        return smallest.Replaced(smallest.isinf(), 0);
    }
}
