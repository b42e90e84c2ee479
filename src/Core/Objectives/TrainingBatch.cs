using System.Numerics.Tensors;
using MLNet.Autoencoder.Numerics;
using MLNet.Autoencoder.Objectives;
using MLNet.Autoencoder.Reconstruction;

namespace MLNet.Autoencoder;

/// <summary>The rows of one step, with everything that belongs to them. The next step reuses the same object.</summary>
public sealed class TrainingBatch
{
    private readonly SlotRange[] _slots;
    private readonly int _continuousSlots;
    private readonly float[] _rows;
    private readonly float[] _noise;
    private readonly float[] _corrupted;
    private readonly float[] _observed;
    private readonly float[] _weights;
    private readonly float[] _labels;
    private readonly float[] _secondView;
    private readonly float[] _termWeights;
    private readonly DenseRows _dense = new(threads: null);
    private float[] _codes = [];
    private readonly float[] _unitDivergences;
    private readonly float[] _rowSquaredErrors;
    private readonly float[] _rowPenalties;
    private readonly float[] _rowNats;
    private readonly bool[] _deadUnits;
    private int _count;

    /// <param name="capacity">The maximum number of rows.</param>
    /// <param name="latentDimension">q.</param>
    /// <param name="slots">What the slots of a row hold.</param>
    /// <param name="terms">The terms of the loss.</param>
    /// <param name="parts">What the batch holds besides rows and noise.</param>
    internal TrainingBatch(
        int capacity, int latentDimension, IReadOnlyList<SlotRange> slots, IReadOnlyList<LossTerm> terms, BatchParts parts = BatchParts.None)
    {
        _slots = [.. slots];
        _continuousSlots = slots.Sum(range => range.Definition.IsContinuous ? range.Count : 0);
        Loss = new BatchLoss(terms);
        _termWeights = new float[terms.Count];
        Array.Fill(_termWeights, 1f);
        Capacity = capacity;
        InputDimension = slots[^1].Start + slots[^1].Count;
        LatentDimension = latentDimension;
        int values = checked(capacity * InputDimension);
        _rows = new float[values];
        int codes = checked(capacity * latentDimension);
        _noise = new float[parts.HasFlag(BatchParts.SparseCodes) ? 0 : codes];
        _codes = new float[_noise.Length];
        _corrupted = parts.HasFlag(BatchParts.Corrupted) ? new float[values] : [];
        _observed = parts.HasFlag(BatchParts.Missing) ? new float[values] : [];
        _weights = parts.HasFlag(BatchParts.Weighted) ? new float[capacity] : [];
        _secondView = parts.HasFlag(BatchParts.Viewed) ? new float[values] : [];
        _labels = parts.HasFlag(BatchParts.Labeled) ? new float[capacity] : [];
        _unitDivergences = new float[latentDimension];
        _rowSquaredErrors = new float[capacity];
        _rowPenalties = new float[capacity];
        _rowNats = new float[capacity];
        _deadUnits = new bool[latentDimension];
    }

    /// <summary>The number of rows. It may be 0 if other ranks have rows.</summary>
    public int Count
    {
        get => _count;
        internal set => (_count, CountOfRanks) = (value, value);
    }

    /// <summary>The number of rows in the batches of all ranks together; <see cref="Count"/> in a fit by one process.</summary>
    public int CountOfRanks { get; internal set; }

    /// <summary>x, the rows that the reconstruction is compared with, in scaled units, <c>[count, d]</c>.</summary>
    public ReadOnlySpan<float> Rows => _rows.AsSpan(0, Count * InputDimension);

    /// <summary>The input of the encoder, <c>[count, d]</c>: the rows, or a corrupted copy of them.</summary>
    public ReadOnlySpan<float> Input => _corrupted.Length == 0 ? Rows : _corrupted.AsSpan(0, Count * InputDimension);

    /// <summary>
    /// A second view of each row, in which some slots have the values of other rows, <c>[count, d]</c>; empty if no loss compares views.
    /// </summary>
    public ReadOnlySpan<float> SecondView => _secondView.Length == 0 ? [] : _secondView.AsSpan(0, Count * InputDimension);

    /// <summary>ε, drawn from N(0, 1), <c>[count, q]</c>; empty for sparse codes with a dictionary.</summary>
    public ReadOnlySpan<float> Noise => NoiseBuffer;

    /// <summary>
    /// 1 for an observed value and 0 for a missing one, which takes no part in the loss, <c>[count, d]</c>; empty if no value can be missing. In
    /// place of a missing value, <see cref="Rows"/> holds the fill value of the slot.
    /// </summary>
    public ReadOnlySpan<float> Observed => _observed.Length == 0 ? [] : _observed.AsSpan(0, Count * InputDimension);

    /// <summary>The weight of each row in the loss, 1 on average over all rows, <c>[count]</c>; empty if all weights are 1.</summary>
    public ReadOnlySpan<float> Weights => _weights.Length == 0 ? [] : _weights.AsSpan(0, Count);

    /// <summary>
    /// The label of each row, <c>[count]</c>: the index of its class, from 0 without gaps, or a number, standardized over all labeled rows; NaN if it is
    /// missing. Empty if no loss term reads labels.
    /// </summary>
    public ReadOnlySpan<float> Labels => _labels.Length == 0 ? [] : _labels.AsSpan(0, Count);

    /// <summary>
    /// The factor on the loss of a labeled row, 1 or more: the reciprocal of the share of such rows, so that few labels together count as much as many.
    /// </summary>
    public double LabelFactor { get; internal set; } = 1;

    /// <summary>
    /// Which latent units are dead, because they fired for none or hardly any of the rows in the last epoch, <c>[q]</c>; all <see langword="false"/> for kinds that do not
    /// revive dead units.
    /// </summary>
    public ReadOnlySpan<bool> DeadUnits => _deadUnits;

    /// <summary>
    /// The weight of each loss term, in the order of <see cref="TrainingRequest.Terms"/>: the current λ of the schedule for the divergence, the weight of an
    /// auxiliary loss times d, and 1 for the others.
    /// </summary>
    public ReadOnlySpan<float> TermWeights => _termWeights;

    /// <summary>
    /// v, the noise variance of the decoder: a term in nats is multiplied by 2v before it is added to a squared error. It is the given variance; if it
    /// is calibrated, an average over the steps so far; and ½ if no slot is continuous.
    /// </summary>
    public double NoiseVariance { get; internal set; } = 0.5;

    /// <summary>The share of the fit that is done, 0 to 1; 1 when rows are evaluated.</summary>
    public double Progress { get; internal set; } = 1;

    /// <summary>The terms of the loss, which the engine sets to their weighted sums over the rows.</summary>
    public BatchLoss Loss { get; }

    /// <summary>The codes of the rows, which the engine writes, <c>[count, q]</c>; μ if codes have a distribution.</summary>
    public Span<float> Codes
    {
        get
        {
            _codes = _codes.Length == 0 ? new float[checked(Capacity * LatentDimension)] : _codes;
            if (SparseCodes is { } sparse)
            {
                _dense.Scatter(sparse, _codes);
                SparseCodes = null;
            }

            return _codes.AsSpan(0, Count * LatentDimension);
        }
    }

    /// <summary>
    /// The Kullback-Leibler divergence of each latent unit from N(0, 1), in nats, as a weighted sum over the rows, which the engine writes,
    /// <c>[q]</c>; 0 if codes have no distribution.
    /// </summary>
    public Span<float> UnitDivergences => _unitDivergences;

    /// <summary>
    /// The squared error of each row, without its weight, <c>[count]</c>, which <see cref="ITrainingSession.EvaluateBatch"/> writes; 0 if no slot is
    /// continuous.
    /// </summary>
    public Span<float> RowSquaredErrors => _rowSquaredErrors.AsSpan(0, Count);

    /// <summary>
    /// The penalty of each row, without its weight, <c>[count]</c>, which <see cref="ITrainingSession.EvaluateBatch"/> writes; what concerns all rows of a batch
    /// is divided among them. 0 if the loss has no penalty.
    /// </summary>
    public Span<float> RowPenalties => _rowPenalties.AsSpan(0, Count);

    /// <summary>
    /// The cross-entropy of each row, plus its divergence and its auxiliary losses, each times the weight of its term, in nats, without free bits and the
    /// weight of the row, <c>[count]</c>, which <see cref="ITrainingSession.EvaluateBatch"/> writes; 0 if the loss has no such terms.
    /// </summary>
    public Span<float> RowNats => _rowNats.AsSpan(0, Count);

    /// <summary>The sum of the row weights; <see cref="Count"/> if all weights are 1.</summary>
    public double TotalWeight => Weights.IsEmpty ? Count : Reductions.Sum(Weights);

    /// <summary>The weighted number of observed values in continuous slots.</summary>
    public double ContinuousWeight => Observed.IsEmpty ? _continuousSlots * TotalWeight : ObservedContinuousWeight();

    /// <summary>The maximum number of rows.</summary>
    internal int Capacity { get; }

    /// <summary>The number of the first row, among those of an epoch or the validation rows of all ranks. It decides what is random about a row.</summary>
    internal long FirstRow { get; set; }

    internal int InputDimension { get; }

    internal int LatentDimension { get; }

    /// <summary>The rows of a full batch.</summary>
    internal Span<float> RowBuffer => _rows;

    internal Span<float> CorruptedBuffer => _corrupted.AsSpan(0, Count * InputDimension);

    internal Span<float> SecondViewBuffer => _secondView.AsSpan(0, Count * InputDimension);

    internal Span<float> ObservedBuffer => _observed;

    internal Span<float> WeightBuffer => _weights;

    internal Span<float> LabelBuffer => _labels;

    internal Span<bool> DeadUnitBuffer => _deadUnits;

    internal Span<float> TermWeightBuffer => _termWeights;

    /// <summary>The noise of <see cref="Count"/> rows.</summary>
    internal Span<float> NoiseBuffer => _noise.AsSpan(0, Math.Min(_noise.Length, Count * LatentDimension));

    /// <summary>
    /// The codes of the rows, <c>[count, q]</c>, as long as nobody has read <see cref="Codes"/>, which is then filled from them; <see langword="null"/> if the
    /// engine has written <see cref="Codes"/> itself.
    /// </summary>
    internal SparseMatrix? SparseCodes { get; private set; }

    /// <summary>Reports sparse codes. They must not change before the next batch.</summary>
    internal void SetCodes(SparseMatrix codes) => SparseCodes = codes;

    /// <summary>The weight of a row in the loss.</summary>
    internal float WeightOf(int row) => _weights.Length == 0 ? 1 : _weights[row];

    /// <summary>Sets what belongs to missing values to 0.</summary>
    /// <param name="values"><c>[count, d]</c>.</param>
    internal void ClearMissing(Span<float> values)
    {
        if (!Observed.IsEmpty)
        {
            TensorPrimitives.Multiply(values, Observed, values);
        }
    }

    /// <summary>Consecutive rows.</summary>
    internal BatchRows Slice(int start, int count) => new(
        Rows.Slice(start * InputDimension, count * InputDimension),
        Observed.IsEmpty ? [] : Observed.Slice(start * InputDimension, count * InputDimension),
        Weights.IsEmpty ? [] : Weights.Slice(start, count),
        count);

    /// <summary>The weight of a term; 0 if the loss has no such term.</summary>
    internal float WeightOf(LossTerm term) => Loss.IndexOf(term) is var index and >= 0 ? _termWeights[index] : 0;

    private double ObservedContinuousWeight()
    {
        double sum = 0;
        for (int row = 0; row < Count; row++)
        {
            double observed = 0;
            foreach (SlotRange range in _slots)
            {
                observed += range.Definition.IsContinuous
                    ? Reductions.Sum(Observed.Slice((row * InputDimension) + range.Start, range.Count))
                    : 0;
            }

            sum += observed * WeightOf(row);
        }

        return sum;
    }
}
