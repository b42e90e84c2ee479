using static TorchSharp.torch;

namespace MLNet.Autoencoder.Torch.Tensors;

/// <summary>A batch on the device: of a <see cref="TrainingBatch"/> what the fit needs, each copied once.</summary>
internal sealed class TorchBatch
{
    /// <param name="batch">The batch.</param>
    /// <param name="architecture">The network, whose dimensions the batch has to have.</param>
    /// <param name="isSampled">Whether codes are samples, and the noise is needed.</param>
    /// <param name="device">Where to.</param>
    /// <exception cref="ArgumentException">The batch is of other dimensions.</exception>
    public TorchBatch(TrainingBatch batch, NetworkArchitecture architecture, bool isSampled, Device device)
    {
        (Count, Device) = (batch.Count, device);
        (TotalWeight, ContinuousWeight) = (batch.TotalWeight, batch.ContinuousWeight);
        Rows = TorchMemory.ToDevice(batch.Rows, device, Count, architecture.InputDimension);

        // Equal spans are the same memory.
        Input = batch.Input == batch.Rows ? Rows : TorchMemory.ToDevice(batch.Input, device, Count, architecture.InputDimension);
        Noise = isSampled ? TorchMemory.ToDevice(batch.Noise, device, Count, architecture.LatentDimension) : null;
        Weights = batch.Weights.IsEmpty ? null : TorchMemory.ToDevice(batch.Weights, device, Count, 1);
        Observed = batch.Observed.IsEmpty ? null : TorchMemory.ToDevice(batch.Observed, device, Count, architecture.InputDimension);
        Importance = (Observed, Weights) switch
        {
            (null, null) => null,
            (null, { } weights) => weights.expand(Count, architecture.InputDimension),
            ({ } mask, null) => mask,
            ({ } mask, { } weights) => mask * weights,
        };
        DeadUnits = UnitsOf(batch.DeadUnits);
    }

    /// <summary>n.</summary>
    public int Count { get; }

    /// <summary>Where the tensors are.</summary>
    public Device Device { get; }

    /// <summary>The sum of the weights of the rows.</summary>
    public double TotalWeight { get; }

    /// <summary>By weight, how many observed values the rows have in continuous slots.</summary>
    public double ContinuousWeight { get; }

    /// <summary>x, what the reconstruction is held to, <c>[n, d]</c>.</summary>
    public Tensor Rows { get; }

    /// <summary>What the encoder sees, <c>[n, d]</c>.</summary>
    public Tensor Input { get; }

    /// <summary>ε, <c>[n, q]</c>; null where codes are no samples.</summary>
    public Tensor? Noise { get; }

    /// <summary>The weights of the rows, <c>[n, 1]</c>; null where all count alike.</summary>
    public Tensor? Weights { get; }

    /// <summary>1 for an observed value and 0 for a missing one, <c>[n, d]</c>; <see langword="null"/> if no value can be missing.</summary>
    public Tensor? Observed { get; }

    /// <summary>What each value of a reconstruction counts, <c>[n, d]</c>: the weight of its row, 0 if missing. Null where all count 1.</summary>
    public Tensor? Importance { get; }

    /// <summary>The numbers of the dead units.</summary>
    public long[] DeadUnits { get; }

    /// <summary>The sum of losses, each counted as it should.</summary>
    /// <param name="losses">One for each value, <c>[n, m]</c>.</param>
    /// <param name="importance">What they count, <c>[n, m]</c> or <c>[n, 1]</c>; null for 1.</param>
    public static Tensor Sum(Tensor losses, Tensor? importance) => (importance is null ? losses : losses * importance).sum();

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
