using static TorchSharp.torch;

namespace MLNet.Autoencoder.Torch.Tensors;

/// <summary>The labels of a batch on the device. Rows without a label are left out.</summary>
internal sealed class TorchLabels
{
    private readonly Device _device;
    private readonly long _count;
    private readonly Tensor _rows;

    /// <param name="batch">The batch.</param>
    /// <param name="device">The device.</param>
    public TorchLabels(TrainingBatch batch, Device device)
    {
        var rows = new List<long>();
        var labels = new List<float>();
        for (int row = 0; row < batch.Count; row++)
        {
            if (!float.IsNaN(batch.Labels[row]))
            {
                rows.Add(row);
                labels.Add(batch.Labels[row]);
            }
        }

        _device = device;
        _count = batch.Count;
        _rows = tensor([.. rows], ScalarType.Int64, device);
        Count = rows.Count;
        Values = TorchMemory.ToDevice([.. labels], device, Count);
        Factor = batch.LabelFactor;
    }

    /// <summary>The number of labeled rows, m.</summary>
    public int Count { get; }

    /// <summary>Their labels, <c>[m]</c>: indices of classes, or numbers.</summary>
    public Tensor Values { get; }

    /// <summary>The factor on the loss of a labeled row.</summary>
    public double Factor { get; }

    /// <summary>The labeled rows of a matrix, <c>[m, q]</c>.</summary>
    /// <param name="matrix">All rows, <c>[n, q]</c>.</param>
    public Tensor Select(Tensor matrix) => matrix.index_select(0, _rows);

    /// <summary>The losses of all rows, <c>[n]</c>: 0 for those without a label.</summary>
    /// <param name="losses">The losses of the labeled rows, <c>[m]</c>.</param>
    public Tensor Spread(Tensor losses) => zeros(_count, ScalarType.Float32, _device).scatter(0, _rows, losses);
}
