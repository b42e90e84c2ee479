using MLNet.Autoencoder.Torch.Tensors;
using static TorchSharp.torch;
using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;

namespace MLNet.Autoencoder.Torch;

/// <summary>What the ranks of a fit exchange. Values travel through the memory of the host, whatever the device.</summary>
/// <param name="request">The fit.</param>
internal sealed class TorchRanks(TrainingRequest request)
{
    private float[] _values = [];

    /// <summary>Replaces values by their mean over the rows of all ranks.</summary>
    /// <param name="values">The mean over the rows of this rank; ignored if it has none.</param>
    /// <param name="batch">The rows of this rank.</param>
    public void Average(Tensor values, TrainingBatch batch)
    {
        if (request.Ranks.Size == 1)
        {
            return;
        }

        int count = checked((int)values.numel());
        _values = _values.Length >= count ? _values : new float[count];
        Span<float> sums = _values.AsSpan(0, count);
        if (batch.Count > 0)
        {
            TorchMemory.ToManaged(values, sums);
            TensorPrimitives.Multiply(sums, (float)batch.Count / batch.CountOfRanks, sums);
        }
        else
        {
            sums.Clear();
        }

        request.SumOverRanks(sums);
        values.copy_(TorchMemory.ToDevice(sums, values.device, values.shape));
    }
}
