using MLNet.Autoencoder.Numerics;
using MLNet.Autoencoder.Objectives;

namespace MLNet.Autoencoder;

/// <summary>The rows of one step, and the noise for the sampler. The same object is used again for the next step.</summary>
public sealed class TrainingBatch
{
    private readonly SlotRange[] _slots;
    private readonly int _continuousSlots;
    private readonly float[] _rows;
    private readonly float[] _noise;
    private readonly float[] _corrupted;
    private readonly float[] _observed;
    private readonly float[] _weights;
    private readonly float[] _codes;
    private readonly float[] _unitDivergences;
    private readonly bool[] _deadUnits;

    internal TrainingBatch(int capacity, int latentDimension, IReadOnlyList<SlotRange> slots, BatchParts parts = BatchParts.None)
    {
        _slots = [.. slots];
        _continuousSlots = slots.Sum(range => range.Kind == SlotKind.Continuous ? range.Count : 0);
        Capacity = capacity;
        InputDimension = slots[^1].Start + slots[^1].Count;
        LatentDimension = latentDimension;
        int values = checked(capacity * InputDimension);
        _rows = new float[values];
        _noise = new float[checked(capacity * latentDimension)];
        _corrupted = parts.HasFlag(BatchParts.Corrupted) ? new float[values] : [];
        _observed = parts.HasFlag(BatchParts.Missing) ? new float[values] : [];
        _weights = parts.HasFlag(BatchParts.Weighted) ? new float[capacity] : [];
        _codes = new float[capacity * latentDimension];
        _unitDivergences = new float[latentDimension];
        _deadUnits = new bool[latentDimension];
    }

    /// <summary>How many rows there are.</summary>
    public int Count { get; internal set; }

    /// <summary>x, what the reconstruction is held to, in scaled units, <c>[count, d]</c>.</summary>
    public ReadOnlySpan<float> Rows => _rows.AsSpan(0, Count * InputDimension);

    /// <summary>What the encoder sees, <c>[count, d]</c>: the rows, corrupted where the kind is <see cref="Denoising"/>.</summary>
    public ReadOnlySpan<float> Input => _corrupted.Length == 0 ? Rows : _corrupted.AsSpan(0, Count * InputDimension);

    /// <summary>ε, drawn from N(0, 1), <c>[count, q]</c>.</summary>
    public ReadOnlySpan<float> Noise => _noise.AsSpan(0, Count * LatentDimension);

    /// <summary>
    /// 1 for a value that was observed and 0 for one that was missing, which the reconstruction is not held to, <c>[count, d]</c>; empty where none
    /// can be missing. <see cref="Rows"/> holds a stand-in for what is missing.
    /// </summary>
    public ReadOnlySpan<float> Observed => _observed.Length == 0 ? [] : _observed.AsSpan(0, Count * InputDimension);

    /// <summary>What the loss of each row is multiplied by, 1 in the mean over all rows, <c>[count]</c>; empty where all rows count alike.</summary>
    public ReadOnlySpan<float> Weights => _weights.Length == 0 ? [] : _weights.AsSpan(0, Count);

    /// <summary>Which latent units answered to no row in the last epoch, <c>[q]</c>; for <see cref="TopK"/>.</summary>
    public ReadOnlySpan<bool> DeadUnits => _deadUnits;

    /// <summary>Receives from the engine the codes of the rows, <c>[count, q]</c>: μ where they have a distribution.</summary>
    public Span<float> Codes => _codes.AsSpan(0, Count * LatentDimension);

    /// <summary>
    /// Receives from the engine the Kullback-Leibler divergence of each latent unit from N(0, 1), in nats, summed over the rows by weight,
    /// <c>[q]</c>; 0 where codes have no distribution.
    /// </summary>
    public Span<float> UnitDivergences => _unitDivergences;

    /// <summary>The sum of the weights: <see cref="Count"/> where all rows count alike.</summary>
    public double TotalWeight => Weights.IsEmpty ? Count : Reductions.Sum(Weights);

    /// <summary>By weight, how many observed values the rows have in continuous slots.</summary>
    public double ContinuousWeight => Observed.IsEmpty ? _continuousSlots * TotalWeight : ObservedContinuousWeight();

    /// <summary>The most rows there can be.</summary>
    internal int Capacity { get; }

    internal int InputDimension { get; }

    internal int LatentDimension { get; }

    /// <summary>Room for a full batch.</summary>
    internal Span<float> RowBuffer => _rows;

    internal Span<float> CorruptedBuffer => _corrupted.AsSpan(0, Count * InputDimension);

    internal Span<float> ObservedBuffer => _observed;

    internal Span<float> WeightBuffer => _weights;

    internal Span<bool> DeadUnitBuffer => _deadUnits;

    /// <summary>Room for the noise of <see cref="Count"/> rows.</summary>
    internal Span<float> NoiseBuffer => _noise.AsSpan(0, Count * LatentDimension);

    /// <summary>What the loss of a row is multiplied by.</summary>
    internal float WeightOf(int row) => _weights.Length == 0 ? 1 : _weights[row];

    private double ObservedContinuousWeight()
    {
        double sum = 0;
        for (int row = 0; row < Count; row++)
        {
            double observed = 0;
            foreach (SlotRange range in _slots)
            {
                observed += range.Kind == SlotKind.Continuous
                    ? Reductions.Sum(Observed.Slice((row * InputDimension) + range.Start, range.Count))
                    : 0;
            }

            sum += observed * WeightOf(row);
        }

        return sum;
    }
}
