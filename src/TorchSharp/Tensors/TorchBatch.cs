using static TorchSharp.torch;

namespace MLNet.Autoencoder.Torch.Tensors;

/// <summary>A batch on the device: the parts of a <see cref="TrainingBatch"/> that the fit needs, each copied once.</summary>
internal sealed class TorchBatch
{
    /// <param name="batch">The batch.</param>
    /// <param name="architecture">The network, whose dimensions the batch must have.</param>
    /// <param name="isSampled">Whether codes are sampled, so that the noise is needed.</param>
    /// <param name="device">The device.</param>
    /// <exception cref="ArgumentException">The batch has the wrong dimensions.</exception>
    public TorchBatch(TrainingBatch batch, NetworkArchitecture architecture, bool isSampled, Device device)
    {
        int count = batch.Count;
        Device = device;
        TotalWeight = batch.TotalWeight;
        Progress = batch.Progress;
        Rows = TorchMemory.ToDevice(batch.Rows, device, count, architecture.InputDimension);

        // Equal spans are the same memory.
        Input = batch.Input == batch.Rows ? Rows : TorchMemory.ToDevice(batch.Input, device, count, architecture.InputDimension);
        SecondView = batch.SecondView.IsEmpty ? null : TorchMemory.ToDevice(batch.SecondView, device, count, architecture.InputDimension);
        Noise = isSampled ? TorchMemory.ToDevice(batch.Noise, device, count, architecture.LatentDimension) : null;
        Weights = batch.Weights.IsEmpty ? null : TorchMemory.ToDevice(batch.Weights, device, count, 1);
        Observed = batch.Observed.IsEmpty ? null : TorchMemory.ToDevice(batch.Observed, device, count, architecture.InputDimension);
        Importance = (Observed, Weights) switch
        {
            (null, null) => null,
            (null, { } weights) => weights.expand(count, architecture.InputDimension),
            ({ } mask, null) => mask,
            ({ } mask, { } weights) => mask * weights,
        };
        Labels = batch.Labels.IsEmpty ? null : new TorchLabels(batch, device);
        DeadUnits = UnitsOf(batch.DeadUnits);
    }

    /// <summary>Whether the batch is trained on, or evaluated as by a served model.</summary>
    public required bool IsTraining { get; init; }

    /// <summary>The device of the tensors.</summary>
    public Device Device { get; }

    /// <summary>The sum of the row weights.</summary>
    public double TotalWeight { get; }

    /// <summary>The share of the fit that is done, 0 to 1.</summary>
    public double Progress { get; }

    /// <summary>x, the target of the reconstruction, <c>[n, d]</c>.</summary>
    public Tensor Rows { get; }

    /// <summary>The input of the encoder, <c>[n, d]</c>.</summary>
    public Tensor Input { get; }

    /// <summary>The second view of each row, <c>[n, d]</c>; null if no loss compares views.</summary>
    public Tensor? SecondView { get; }

    /// <summary>ε, <c>[n, q]</c>; null if codes are not sampled.</summary>
    public Tensor? Noise { get; }

    /// <summary>The row weights, <c>[n, 1]</c>; null if all are 1.</summary>
    public Tensor? Weights { get; }

    /// <summary>1 for an observed value and 0 for a missing one, <c>[n, d]</c>; null if no value can be missing.</summary>
    public Tensor? Observed { get; }

    /// <summary>The weight of each value in the loss, <c>[n, d]</c>: that of its row, or 0 if it is missing; null if all are 1.</summary>
    public Tensor? Importance { get; }

    /// <summary>The labels of rows; null if no loss term reads them.</summary>
    public TorchLabels? Labels { get; }

    /// <summary>The indices of the dead units.</summary>
    public long[] DeadUnits { get; }

    /// <summary>The weighted sum of losses.</summary>
    /// <param name="losses">The loss of each value, <c>[n, m]</c>.</param>
    /// <param name="importance">The weights, <c>[n, m]</c> or <c>[n, 1]</c>; null for 1.</param>
    public static Tensor Sum(Tensor losses, Tensor? importance) => (importance is null ? losses : losses * importance).sum();

    /// <summary>The squared error of each row over its observed values, without its weight, <c>[n]</c>.</summary>
    /// <param name="errors">The errors, <c>[n, d]</c>.</param>
    public Tensor SquaredErrors(Tensor errors)
    {
        Tensor squares = errors * errors;
        return (Observed is null ? squares : squares * Observed).sum(dim: 1);
    }

    /// <summary>The same value for each row, <c>[n]</c>.</summary>
    /// <param name="value">The value, without dimensions.</param>
    public Tensor ForEachRow(Tensor value) => value.expand(Rows.shape[0]);

    private static long[] UnitsOf(ReadOnlySpan<bool> flags)
    {
        if (!flags.Contains(true))
        {
            return [];
        }

        var units = new List<long>();
        for (int unit = 0; unit < flags.Length; unit++)
        {
            if (flags[unit])
            {
                units.Add(unit);
            }
        }

        return [.. units];
    }
}
