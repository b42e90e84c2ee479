using System.Globalization;
using System.Numerics;
using System.Numerics.Tensors;
using MLNet.Autoencoder.Communication;
using MLNet.Autoencoder.Foundation;
using MLNet.Autoencoder.Numerics;
using MLNet.Autoencoder.Objectives;

namespace MLNet.Autoencoder.Data;

/// <summary>
/// The rows of a fit, in a new random order each epoch. The order is a function of the seed, the epoch and the rows. Rows that fit the cache are read
/// once and kept; otherwise part of the order is read at a time, again in each epoch. Some rows are held out for validation.
/// </summary>
/// <remarks>
/// Each rank reads its own part of the rows. Members refer to the rows of all ranks unless their summaries say otherwise. Rows are numbered from rank to rank, and
/// samples and validation rows are drawn by these numbers.
/// </remarks>
internal sealed class RowPool : IDisposable
{
    // With fewer rows than this, held-out rows say too little to be worth losing from the fit.
    private const int MinRowsToHoldOutFrom = 40;

    // A tenth of a small table says too little about the loss: hold out at least this many rows, but no more than one in five.
    private const int MinHeldOutRows = 50;
    private const int MinRowsPerHeldOutRow = 5;

    // More rows than this say nothing more about the loss.
    private const int MaxHeldOutRows = 10_000;

    // In scaled units, no given validation row may be further out, so that its loss is finite.
    private const float MaxStrangeness = 1e9f;

    // The most that each rank holds of the rows that ranks exchange: samples, and validation rows.
    private const int MaxGatheredBytes = 1 << 30;

    // How many rows ahead the next row is prefetched.
    private const int PrefetchDistance = 8;

    // An odd number with bits at random, 2⁶⁴ divided by the golden ratio.
    private const ulong RankMultiplier = 0x9E3779B97F4A7C15;

    private readonly IRowSource _source;
    private readonly IRowSource? _validationSource;
    private readonly RowOptions _options;
    private readonly IMonitor _monitor;
    private readonly Ranks _ranks;
    private readonly ulong _seed;
    private readonly RowStore _rows;
    private readonly long _cacheBytes;

    // The number of usable rows of this rank, and the number of values that storing them takes.
    private long _count;
    private long _length;
    private RankParts _parts = new([0], rank: 0);
    private bool _holdsAllRows;

    // The store of this rank's validation rows, and their indices in it. If the first store holds all rows, it also holds these.
    private RowStore _validation;
    private int[] _heldOut = [];
    private RankParts _validationParts = new([0], rank: 0);

    // Whether each of the given validation rows has a value that no training row has.
    private bool[] _strangers = [];
    private RowShare _heldOutShare;
    private double _inverseMeanWeight = 1;
    private LabelStatistics? _labelStatistics;

    // The order of this rank's training rows, if it has any, and the rest of its current part, which is in memory.
    private RankParts _trainingParts = new([0], rank: 0);
    private ShuffledRows? _shuffled;
    private ReadOnlyMemory<int> _order;

    // How many training rows of the epoch the batches so far had, if each had as many as wanted.
    private long _position;

    // What is being appended to a batch. The delegate is kept, because a new one would be allocated in every step.
    private (RowStore Store, ReadOnlyMemory<int> Rows, TrainingBatch Batch) _gathering;
    private Action<RowBlock>? _gatherRows;

    /// <param name="source">The rows of this rank.</param>
    /// <param name="validationSource">The validation rows of this rank; <see langword="null"/> to hold out some rows.</param>
    /// <param name="options">The options that concern rows.</param>
    /// <param name="seed">The seed of the fit.</param>
    /// <param name="monitor">Receives warnings, and may cancel passes.</param>
    /// <param name="ranks">The ranks; <see langword="null"/> for a single process.</param>
    public RowPool(IRowSource source, IRowSource? validationSource, RowOptions options, int seed, IMonitor monitor, Ranks? ranks = null)
    {
        _source = source;
        _validationSource = validationSource;
        _options = options;
        _monitor = monitor;
        _ranks = ranks ?? Ranks.Alone;
        _seed = (ulong)seed;
        _rows = StoreFor(source);
        _cacheBytes = Math.Min(options.RowCacheBytes, AvailableBytes() / 2);
        _validation = _rows;
        Statistics = new ColumnStatistics(source.Dimension);
        Scaling = InputScaling.Identity(source.Dimension);
    }

    /// <summary>The number of training rows.</summary>
    public long RowCount => _trainingParts.Total;

    /// <summary>The number of rows left out.</summary>
    public long SkippedRowCount { get; private set; }

    /// <summary>The number of validation rows.</summary>
    public int ValidationRowCount => (int)_validationParts.Total;

    /// <summary>The number of validation rows that were held out of the rows to train on; 0 if they were given.</summary>
    public int HeldOutRowCount => _heldOutShare.IsNone ? 0 : ValidationRowCount;

    /// <summary>How many times an epoch reads all rows of this rank from their source; 0 if they are held in memory.</summary>
    public int PassesPerEpoch => _holdsAllRows ? 0 : _shuffled?.Parts ?? 0;

    /// <summary>The memory that the rows of this rank, separate validation rows and the order of the rows take, in bytes.</summary>
    public long HeldBytes
    {
        get
        {
            long separate = _validation == _rows ? 0 : (long)sizeof(float) * _validation.Count * _source.Dimension;
            return Math.Min(_cacheBytes, sizeof(float) * _length) + separate + (sizeof(int) * (long)(_shuffled?.HeldRows ?? 0));
        }
    }

    /// <summary>The digest of all usable rows of this rank, including those held out.</summary>
    public RowDigest Digest { get; private set; } = new();

    /// <summary>The digest of the validation rows given to this rank; <see langword="null"/> if there are none.</summary>
    public RowDigest? ValidationDigest { get; private set; }

    /// <summary>Statistics of all usable rows, including those held out.</summary>
    public ColumnStatistics Statistics { get; }

    /// <summary>The scaling applied to the rows of a batch.</summary>
    public InputScaling Scaling { get; private set; }

    /// <summary>The labels, if they are numbers that are probably classes; otherwise empty.</summary>
    public IReadOnlyList<float> PossibleClasses => _labelStatistics?.PossibleClasses ?? [];

    /// <summary>The labels of the rows; <see langword="null"/> if rows have none.</summary>
    public LabelEncoding? Labels { get; private set; }

    /// <summary>The first pass: reads, checks and counts the rows, and keeps them if they fit the cache.</summary>
    /// <param name="scaling">The scaling to use; <see langword="null"/> to compute it from the rows.</param>
    /// <exception cref="InvalidOperationException">There are no rows to train on, or a value does not suit the reconstruction.</exception>
    public void Prepare(InputScaling? scaling)
    {
        ReadAll();
        ThrowIfRangeOverflows();
        Scaling = scaling is null
            ? ScalingRules.Fit(_options, Statistics, new ColumnSample(RawSample, Statistics.Dimension).ValuesOf)
            : ScalingRules.Reuse(scaling, _options, Statistics);
        _inverseMeanWeight = _parts.Total / Statistics.TotalWeight;
        Labels = _labelStatistics?.Encoding(Statistics.TotalWeight);
        _heldOutShare = new RowShare(_seed, RandomPurpose.Validation, HeldOutShare());
        HoldOut();
        _validationParts = PartsOf(_heldOut.Length);
        _trainingParts = PartsOf(_heldOutShare.IsNone ? _count : _count - _heldOut.Length);
        ValidationWeights = _validation.HasWeights ? Gather(Array.ConvertAll(_heldOut, _validation.Weight)) : [];
        if (RowCount == 0)
        {
            throw new InvalidOperationException(
                $"All {ValidationRowCount} rows were held out for validation, so there is nothing to train on. Lower ValidationFraction.");
        }

        Shuffle();
    }

    /// <summary>Adds the held-out rows to the training rows, from the next epoch on.</summary>
    public void ReturnHeldOutRows()
    {
        _trainingParts = _parts;
        _heldOutShare = default;
        _shuffled?.Dispose();
        Shuffle();
    }

    /// <summary>The mean variance of the slots that vary, in scaled units; 0 if none does.</summary>
    public double ScaledVariance()
    {
        double sum = 0;
        int varying = 0;
        for (int slot = 0; slot < Statistics.Dimension; slot++)
        {
            double scale = Scaling.Scales[slot];
            double variance = Scaling.Tails?.Includes(slot) ?? false ? 1 : Statistics.Variance(slot) / (scale * scale);
            sum += variance;
            varying += variance > 0 ? 1 : 0;
        }

        return varying == 0 ? 0 : sum / varying;
    }

    /// <summary>The weight of each validation row; empty if rows have no weights.</summary>
    public float[] ValidationWeights { get; private set; } = [];

    /// <summary>
    /// The loss of predicting the label of each validation row from nothing but how common each label is, in nats, as a weighted sum; 0 for rows without a
    /// label.
    /// </summary>
    public double ValidationLabelLoss() => Labels is null
        ? 0
        : _ranks.SumOf(_heldOut.Sum(row => _validation.Weight(row) * Labels.LossOfConstant(Labels.Encode(_validation.Label(row)))));

    /// <summary>The sum of the weights of the validation rows.</summary>
    public double ValidationWeight() => _ranks.SumOf(_heldOut.Sum(row => (double)_validation.Weight(row)));

    /// <summary>Whether all values of a validation row are in the range of the training rows. Held-out rows are.</summary>
    public bool IsInRange(int row) => _strangers.Length == 0 || !_strangers[row];

    /// <summary>A sample of the rows, including those held out, scaled.</summary>
    /// <param name="maxRows">The size of the sample, approximately, if there are that many rows.</param>
    public RowStore Sample(int maxRows)
    {
        RowStore sample = StoreFor(_source);
        float[] scaled = new float[_source.Dimension];
        ForEachSample(maxRows, (row, weight, label, _) =>
        {
            Scaling.Apply(row, scaled);
            sample.Add(scaled, weight, label);
        });
        return Gather(sample);
    }

    /// <summary>A sample of the rows, including those held out, in the units of the input, <c>[n, d]</c>.</summary>
    /// <param name="maxRows">The size of the sample, approximately, if there are that many rows.</param>
    public float[] RawSample(int maxRows)
    {
        var values = new List<float>();
        ForEachSample(maxRows, (row, _, _, _) => values.AddRange(row));
        return Gather([.. values]);
    }

    /// <summary>A sample of the rows to train on, without those held out, in the units of the input.</summary>
    /// <param name="maxRows">The size of the sample, approximately, if there are that many rows.</param>
    public RowStore FittedSample(int maxRows)
    {
        RowStore sample = StoreFor(_source);
        ForEachSample(maxRows, (row, weight, label, index) =>
        {
            if (!_heldOutShare.Includes(index))
            {
                sample.Add(row, weight, label);
            }
        });
        return Gather(sample);
    }

    /// <summary>The validation rows, in the units of the input.</summary>
    public RowStore ValidationRows()
    {
        RowStore rows = StoreFor(_validationSource ?? _source);
        float[] buffer = new float[_source.Dimension];
        foreach (int row in _heldOut)
        {
            rows.Add(_validation.Read(row, buffer), _validation.Weight(row), _validation.Label(row));
        }

        return Gather(rows);
    }

    /// <summary>Starts an epoch; the first is 1.</summary>
    public void StartEpoch(int epoch)
    {
        _position = 0;
        _shuffled?.StartEpoch(epoch);
        _order = _shuffled?.Next() ?? default;
    }

    /// <summary>The capacity that a batch needs on a rank, if the batches of all ranks together have so many rows.</summary>
    public int CapacityFor(int rows) => Math.Max(_trainingParts.LargestShareOf(SizeOf(rows)), _parts.LargestShareOf(SizeOf(rows)));

    /// <summary>Fills a batch with the next rows of this rank in the epoch, scaled.</summary>
    /// <param name="batch">The batch to fill; the last of an epoch may be smaller than the others.</param>
    /// <param name="size">The number of rows wanted on all ranks together.</param>
    /// <param name="sharedRows">Processes the rows.</param>
    /// <returns>Whether there were any rows left on any rank.</returns>
    public bool Next(TrainingBatch batch, int size, SharedRows sharedRows)
    {
        long start = _position;
        _position = Math.Min(RowCount, start + SizeOf(size));
        (int all, int own, long before) = _trainingParts.Between(start, _position);
        batch.Count = 0;
        while (batch.Count < own)
        {
            int count = Math.Min(own - batch.Count, _order.Length);
            Gather(_rows, _order[..count], batch, sharedRows);
            _order = count < _order.Length ? _order[count..] : _shuffled!.Next();
        }

        (batch.CountOfRanks, batch.FirstRow) = (all, before);
        return _position > start;
    }

    /// <summary>Fills a batch with validation rows of this rank, scaled.</summary>
    /// <param name="batch">The batch to fill.</param>
    /// <param name="start">The number of validation rows of this rank before them.</param>
    /// <param name="sharedRows">Processes the rows.</param>
    /// <returns>Whether there were any rows left.</returns>
    public bool NextValidation(TrainingBatch batch, int start, SharedRows sharedRows)
    {
        batch.Count = 0;
        ReadOnlyMemory<int> rows = _heldOut.AsMemory(Math.Min(start, _heldOut.Length));
        Gather(_validation, rows[..Math.Min(batch.Capacity, rows.Length)], batch, sharedRows);
        batch.FirstRow = _validationParts.First + start;
        if (_strangers.Length > 0)
        {
            TensorPrimitives.Clamp(batch.Rows, -MaxStrangeness, MaxStrangeness, batch.RowBuffer);
        }

        return batch.Count > 0;
    }

    public void Dispose() => _shuffled?.Dispose();

    private void ReadAll()
    {
        using var rows = new UsableRows(_source, _options, _monitor);
        _labelStatistics = _source.Labels is { } kind ? new LabelStatistics(kind) : null;
        int extraLength = (_source.HasWeights ? 1 : 0) + (_labelStatistics is null ? 0 : 1);
        while (rows.MoveNext())
        {
            _count++;
            _length += RowStore.LengthOf(rows.Row) + extraLength;
            Statistics.Add(rows.Row, rows.Weight);
            _labelStatistics?.Add(rows.Label, rows.Weight);
            _holdsAllRows = _length <= _cacheBytes / sizeof(float) && _count <= Array.MaxLength;
            if (_holdsAllRows)
            {
                _rows.Add(rows.Row, rows.Weight, rows.Label);
            }
        }

        Digest = rows.Digest;
        SkippedRowCount = (long)_ranks.SumOf(rows.SkippedCount);
        _parts = PartsOf(_count);
        Statistics.AddRanks(_ranks);
        _labelStatistics?.AddRanks(_ranks);
        if (_parts.Total == 0)
        {
            throw new InvalidOperationException(SkippedRowCount == 0
                ? "There are no rows to train on. Pass at least one row, with a weight above 0 if rows have weights."
                : $"All {SkippedRowCount} rows contain a NaN or an infinity, or have a weight that is not finite, so there is nothing to train on. "
                    + "Replace missing values first, or let the model handle them (MissingValues = Mask).");
        }
    }

    /// <summary>
    /// The memory that is left for this process, by the machine, its container or the limit of the managed heap. It decides how many rows are held, not
    /// which model they give.
    /// </summary>
    private static long AvailableBytes() =>
        Math.Max(0, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes - GC.GetTotalMemory(forceFullCollection: false));

    private void ThrowIfRangeOverflows()
    {
        for (int slot = 0; slot < Statistics.Dimension; slot++)
        {
            if (Statistics.Range(slot) > float.MaxValue)
            {
                throw new InvalidOperationException(string.Create(
                    CultureInfo.InvariantCulture,
                    $"The values of slot {slot} span a range of {Statistics.Range(slot):G3}, but the largest number in single precision is "
                    + $"{float.MaxValue:G3}, so they cannot be scaled. Divide the column by ten or more, or clip it."));
            }
        }
    }

    private void Shuffle()
    {
        long count = _trainingParts.Own;

        // In the same order on all ranks, rows from the same places of all parts would always meet in a batch.
        ulong seed = _seed ^ ((ulong)_ranks.Rank * RankMultiplier);
        _shuffled = count == 0
            ? null
            : new ShuffledRows(count, RowsIn(_options.ShuffleBytes), _holdsAllRows ? count : RowsIn(_cacheBytes), seed, StartPass);
    }

    private double HeldOutShare()
    {
        long count = _parts.Total;
        if (_validationSource is not null || _options.ValidationFraction == 0 || count < MinRowsToHoldOutFrom)
        {
            return 0;
        }

        double minimum = Math.Min(MinHeldOutRows, (double)count / MinRowsPerHeldOutRow) / count;
        return Math.Min(Math.Max(_options.ValidationFraction, minimum), (double)MaxHeldOutRows / count);
    }

    private RankParts PartsOf(long count) => new([.. _ranks.Gather([count]).Select(own => own[0])], _ranks.Rank);

    /// <summary>The size of a batch of all ranks, so that no batch is empty.</summary>
    private int SizeOf(int rows) => Math.Max(rows, _ranks.Size);

    /// <summary>The number of rows that take this many bytes on average; 1 or more.</summary>
    private long RowsIn(long bytes) => (long)Math.Max(1, (double)(bytes / sizeof(float)) / _length * _count);

    /// <summary>Finds the validation rows in the store if it holds all rows, and copies them to a store of their own otherwise.</summary>
    private void HoldOut()
    {
        if (_validationSource is not null)
        {
            _validation = StoreFor(_validationSource);
            ReadValidationRows(_validationSource);
        }
        else if (!_holdsAllRows && !_heldOutShare.IsNone)
        {
            _validation = StoreFor(_source);
            ForEachRow((row, weight, label, index) =>
            {
                if (_heldOutShare.Includes(index))
                {
                    _validation.Add(row, weight, label);
                }
            });
        }

        bool isSeparate = _validation != _rows;
        if (isSeparate || !_heldOutShare.IsNone)
        {
            _heldOut = [.. Enumerable.Range(0, _validation.Count).Where(row => isSeparate || _heldOutShare.Includes(_parts.First + row))];
        }
    }

    private void ReadValidationRows(IRowSource source)
    {
        using var rows = new UsableRows(source, _options, _monitor);
        var strangers = new List<float>();
        while (rows.MoveNext())
        {
            if (source.Labels is { } kind)
            {
                LabelStatistics.Check(rows.Label, kind);
            }

            ThrowIfTooManyToValidate(_validation.Count + 1L);

            _validation.Add(rows.Row, rows.Weight, rows.Label);
            strangers.Add(Statistics.Covers(rows.Row) ? 0 : 1);
        }

        ThrowIfTooManyToValidate((long)_ranks.SumOf(_validation.Count));
        ValidationDigest = rows.Digest;
        long skipped = (long)_ranks.SumOf(rows.SkippedCount);
        SkippedRowCount += skipped;
        _strangers = Array.ConvertAll(Gather([.. strangers]), stranger => stranger > 0);
        if (_strangers.Length == 0)
        {
            string fault = skipped == 0
                ? "There are no validation rows, or none with a weight above 0. Pass at least one,"
                : $"None of the validation rows can be used: {skipped} of them contain a NaN or an infinity, or have a weight that is not "
                    + "finite. Pass other rows,";
            throw new InvalidOperationException($"{fault} or pass none to hold out some of the training rows (ValidationFraction).");
        }
    }

    private static void ThrowIfTooManyToValidate(long rows)
    {
        if (rows > RowLosses.MaxCount)
        {
            throw new InvalidOperationException(
                $"There are more than {RowLosses.MaxCount} validation rows, the most whose losses can be held. Pass fewer: {MaxHeldOutRows} say enough.");
        }
    }

    private delegate void RowAction(ReadOnlySpan<float> row, float weight, float label, long index);

    private static RowStore StoreFor(IRowSource source) => new(source.Dimension, source.HasWeights, source.Labels is not null);

    private void ForEachSample(int maxRows, RowAction action)
    {
        var share = new RowShare(_seed, RandomPurpose.StartSample, (double)maxRows / _parts.Total);
        ForEachRow((row, weight, label, index) =>
        {
            if (share.Includes(index))
            {
                action(row, weight, label, index);
            }
        });
    }

    /// <summary>Performs an action for each usable row of this rank, in the original order, with its number among the rows of all ranks.</summary>
    private void ForEachRow(RowAction action)
    {
        if (_holdsAllRows)
        {
            float[] buffer = new float[_source.Dimension];
            for (int i = 0; i < _rows.Count; i++)
            {
                action(_rows.Read(i, buffer), _rows.Weight(i), _rows.Label(i), _parts.First + i);
            }

            return;
        }

        using UsableRows rows = StartLaterPass();
        for (long i = _parts.First; rows.MoveNext(); i++)
        {
            action(rows.Row, rows.Weight, rows.Label, i);
        }
    }

    /// <summary>The numbers of all ranks, in their order.</summary>
    private float[] Gather(float[] own) => _ranks.Size == 1 ? own : [.. _ranks.Gather(own).SelectMany(values => values)];

    /// <summary>The rows of all ranks, in their order.</summary>
    private RowStore Gather(RowStore own)
    {
        if (_ranks.Size == 1)
        {
            return own;
        }

        double values = _ranks.SumOf((double)own.Count * _source.Dimension);
        if (values * sizeof(float) > MaxGatheredBytes)
        {
            throw new InvalidOperationException(string.Create(
                CultureInfo.InvariantCulture,
                $"The ranks would have to exchange {values:G4} values of rows, but no more than {MaxGatheredBytes / sizeof(float)} can be. Pass fewer validation rows: "
                + $"{MaxHeldOutRows} say enough."));
        }

        var all = new RowStore(_source.Dimension, own.HasWeights, own.HasLabels);
        foreach (float[] part in _ranks.Gather(own.ToArray()))
        {
            all.AddRange(part);
        }

        return all;
    }

    private ITrainingPass StartPass() => _holdsAllRows
        ? new StoredPass(_heldOutShare.IsNone ? [] : _heldOut)
        : new StreamedPass(StartLaterPass(), _heldOutShare, _rows, _parts.First);

    private UsableRows StartLaterPass() => new(_source, _options, _monitor, Digest);

    /// <summary>Appends rows of a store, scaled, to a batch.</summary>
    private void Gather(RowStore store, ReadOnlyMemory<int> rows, TrainingBatch batch, SharedRows sharedRows)
    {
        _gathering = (store, rows, batch);
        sharedRows.Run(rows.Length, _gatherRows ??= GatherRows);
        batch.Count += rows.Length;
        _gathering = default;
    }

    private void GatherRows(RowBlock block)
    {
        (RowStore store, ReadOnlyMemory<int> allRows, TrainingBatch batch) = _gathering;
        ReadOnlySpan<int> rows = allRows.Span;
        int dimension = _source.Dimension;
        for (int i = block.Start; i < block.Start + block.Count; i++)
        {
            if (i + PrefetchDistance < rows.Length)
            {
                store.Prefetch(rows[i + PrefetchDistance]);
            }

            int place = batch.Count + i;
            Span<float> scaled = batch.RowBuffer.Slice(place * dimension, dimension);
            ReadOnlySpan<float> row = store.Read(rows[i], scaled);
            if (!batch.ObservedBuffer.IsEmpty)
            {
                Mark(row, batch.ObservedBuffer.Slice(place * dimension, dimension));
            }

            Scaling.Apply(row, scaled);
            if (!batch.WeightBuffer.IsEmpty)
            {
                // In double precision, because the mean of tiny weights has a reciprocal that single precision cannot hold.
                batch.WeightBuffer[place] = (float)(store.Weight(rows[i]) * _inverseMeanWeight);
            }

            if (!batch.LabelBuffer.IsEmpty)
            {
                batch.LabelBuffer[place] = Labels!.Encode(store.Label(rows[i]));
            }
        }
    }

    /// <summary>Marks a present value with 1 and a missing one with 0.</summary>
    private static void Mark(ReadOnlySpan<float> row, Span<float> observed)
    {
        int slot = 0;
        for (; slot + Vector<float>.Count <= row.Length; slot += Vector<float>.Count)
        {
            var values = new Vector<float>(row[slot..]);
            Vector.ConditionalSelect(Vector.Equals(values, values), Vector<float>.One, Vector<float>.Zero).CopyTo(observed[slot..]);
        }

        for (; slot < row.Length; slot++)
        {
            observed[slot] = float.IsNaN(row[slot]) ? 0 : 1;
        }
    }
}
