using System.Globalization;
using System.Numerics;
using MLNet.Autoencoder.Foundation;

namespace MLNet.Autoencoder.Data;

/// <summary>
/// The rows of a fit, in a new random order each epoch, which is a function of the seed, the epoch and the rows. Rows that fit the budget are read
/// once and kept; of more than that a part of the order is read at a time, each epoch anew. Some rows are held out for validation.
/// </summary>
internal sealed class RowPool : IDisposable
{
    // Of fewer rows than this a part says too little to be worth missing in the fit.
    private const int FewestRowsToHoldOutFrom = 40;

    // Of few rows a tenth says too little about the loss: so many are held out, if they are not more than one in five.
    private const int FewHeldOutRows = 50;
    private const int LeastTrainingShare = 5;

    // More rows than this say nothing more about the loss.
    private const int MostHeldOutRows = 10_000;

    // So many rows ahead memory is asked for the next one.
    private const int PrefetchDistance = 8;

    private readonly IRowSource _source;
    private readonly IRowSource? _validationSource;
    private readonly RowOptions _options;
    private readonly IMonitor _monitor;
    private readonly ulong _seed;
    private readonly RowStore _rows;

    // Of all usable rows: how many there are, and how many values' room they take.
    private long _count;
    private long _length;
    private bool _holdsAllRows;

    // Where the rows to validate on are, and which of those there: if the first store holds all rows, they need no other.
    private RowStore _validation;
    private int[] _heldOut = [];
    private RowShare _heldOutShare;
    private float _inverseMeanWeight = 1;

    // The rows to train on, and those of them that are held and still to come.
    private ShuffledRows? _shuffled;
    private ReadOnlyMemory<int> _order;

    public RowPool(IRowSource source, IRowSource? validationSource, RowOptions options, int seed, IMonitor monitor)
    {
        _source = source;
        _validationSource = validationSource;
        _options = options;
        _monitor = monitor;
        _seed = (ulong)seed;
        _rows = new RowStore(source.Dimension, source.HasWeights);
        _validation = _rows;
        Statistics = new ColumnStatistics(source.Dimension);
        Scaling = InputScaling.Identity(source.Dimension);
    }

    /// <summary>Rows to train on.</summary>
    public long RowCount { get; private set; }

    /// <summary>Rows left out.</summary>
    public long SkippedRowCount { get; private set; }

    /// <summary>Rows to validate on.</summary>
    public int ValidationRowCount => _heldOut.Length;

    /// <summary>Of all usable rows, those held out included.</summary>
    public ColumnStatistics Statistics { get; }

    /// <summary>How the rows are scaled before they are given out.</summary>
    public InputScaling Scaling { get; private set; }

    /// <summary>The first pass: reads, checks and counts the rows, and keeps them if there is room.</summary>
    /// <param name="scaling">The scaling to use; null to learn it from the rows.</param>
    /// <exception cref="InvalidOperationException">There is no row to train on, or a value does not suit the reconstruction.</exception>
    public void Prepare(InputScaling? scaling)
    {
        ReadAll();
        ThrowIfTooFarApart();
        Scaling = scaling is null ? ScalingRules.Fit(_options, Statistics) : ScalingRules.GoOn(scaling, _options, Statistics);
        _inverseMeanWeight = (float)(_count / Statistics.TotalWeight);
        _heldOutShare = new RowShare(_seed, RandomPurpose.Validation, HeldOutShare());
        HoldOut();
        RowCount = _count - (_validationSource is null ? _heldOut.Length : 0);
        if (RowCount == 0)
        {
            throw new InvalidOperationException(
                $"All {_heldOut.Length} rows were held out for validation, so there is nothing to train on. Lower ValidationFraction.");
        }

        _shuffled = new ShuffledRows(RowCount, RowsIn(_options.ShuffleBytes), _holdsAllRows ? RowCount : RowsIn(_options.RowCacheBytes), _seed, StartPass);
    }

    /// <summary>The root mean square deviation of the slots that vary, in scaled units; 0 where none does.</summary>
    public double ScaledDeviation()
    {
        double sum = 0;
        int varying = 0;
        for (int slot = 0; slot < Statistics.Dimension; slot++)
        {
            double scale = Scaling.Scales[slot];
            double variance = Statistics.Variance(slot) / (scale * scale);
            sum += variance;
            varying += variance > 0 ? 1 : 0;
        }

        return varying == 0 ? 0 : Math.Sqrt(sum / varying);
    }

    /// <summary>The mean of each slot over the rows to validate on, in the units of the input; empty where there are none.</summary>
    public float[] ValidationMeans()
    {
        var statistics = new ColumnStatistics(_source.Dimension);
        float[] room = new float[_source.Dimension];
        foreach (int row in _heldOut)
        {
            statistics.Add(_validation.Read(row, room), _validation.Weight(row));
        }

        return _heldOut.Length == 0 ? [] : [.. Enumerable.Range(0, _source.Dimension).Select(slot => (float)statistics.Mean(slot))];
    }

    /// <summary>A share of the rows, those held out included, scaled.</summary>
    /// <param name="atMost">About how many rows are wanted at the most.</param>
    public RowStore Sample(int atMost)
    {
        var sample = new RowStore(_source.Dimension, _source.HasWeights);
        float[] scaled = new float[_source.Dimension];
        ForEachSample(atMost, (row, weight, _) =>
        {
            Scaling.Apply(row, scaled);
            sample.Add(scaled, weight);
        });
        return sample;
    }

    /// <summary>The same in the units of the input, one after the other, <c>[n, d]</c>.</summary>
    /// <param name="atMost">About how many rows are wanted at the most.</param>
    public float[] RawSample(int atMost)
    {
        var values = new List<float>();
        ForEachSample(atMost, (row, _, _) => values.AddRange(row));
        return [.. values];
    }

    /// <summary>Starts an epoch; the first is 1.</summary>
    public void StartEpoch(int epoch)
    {
        _shuffled!.StartEpoch(epoch);
        _order = _shuffled.Next();
    }

    /// <summary>Fills a batch with the next rows of the epoch, scaled.</summary>
    /// <param name="batch">The batch to fill; the last of an epoch may be smaller than the others.</param>
    /// <param name="size">How many rows are wanted; no more than the batch was made for.</param>
    /// <returns>Whether there were any.</returns>
    public bool Next(TrainingBatch batch, int size)
    {
        batch.Count = 0;
        while (batch.Count < size && !_order.IsEmpty)
        {
            int count = Math.Min(size - batch.Count, _order.Length);
            Gather(_rows, _order.Span[..count], batch);
            _order = count < _order.Length ? _order[count..] : _shuffled!.Next();
        }

        return batch.Count > 0;
    }

    /// <summary>Fills a batch with rows held out, scaled.</summary>
    /// <param name="batch">The batch to fill.</param>
    /// <param name="start">The first of them; 0 and up.</param>
    /// <returns>Whether there were any.</returns>
    public bool NextValidation(TrainingBatch batch, int start)
    {
        batch.Count = 0;
        ReadOnlySpan<int> rows = _heldOut.AsSpan(Math.Min(start, _heldOut.Length));
        Gather(_validation, rows[..Math.Min(batch.Capacity, rows.Length)], batch);
        return batch.Count > 0;
    }

    public void Dispose() => _shuffled?.Dispose();

    private void ReadAll()
    {
        using var rows = new UsableRows(_source, _options, _monitor);
        while (rows.MoveNext())
        {
            _count++;
            _length += RowStore.LengthOf(rows.Row) + (_source.HasWeights ? 1 : 0);
            Statistics.Add(rows.Row, rows.Weight);
            _holdsAllRows = _length <= _options.RowCacheBytes / sizeof(float) && _count <= Array.MaxLength;
            if (_holdsAllRows)
            {
                _rows.Add(rows.Row, rows.Weight);
            }
        }

        SkippedRowCount = rows.SkippedCount;
        if (_count == 0)
        {
            throw new InvalidOperationException(SkippedRowCount == 0
                ? "There are no rows to train on. Give the fit at least one row, with a weight above 0 if rows have weights."
                : $"All {SkippedRowCount} rows hold a NaN or an infinity, or have a weight that is no number, so there is nothing to train on. Replace "
                    + "missing values first, or let the model do without them (MissingValues = Mask).");
        }
    }

    private void ThrowIfTooFarApart()
    {
        for (int slot = 0; slot < Statistics.Dimension; slot++)
        {
            if (Statistics.Range(slot) > float.MaxValue)
            {
                throw new InvalidOperationException(string.Create(
                    CultureInfo.InvariantCulture,
                    $"The values of slot {slot} are as far apart as {Statistics.Range(slot):G3}, but single precision ends at {float.MaxValue:G3}: no scaling "
                    + $"can take one from the other. Divide the column by ten or more before, or clip it."));
            }
        }
    }

    private double HeldOutShare()
    {
        if (_validationSource is not null || _options.ValidationFraction == 0 || _count < FewestRowsToHoldOutFrom)
        {
            return 0;
        }

        double few = Math.Min(FewHeldOutRows, (double)_count / LeastTrainingShare) / _count;
        return Math.Min(Math.Max(_options.ValidationFraction, few), (double)MostHeldOutRows / _count);
    }

    /// <summary>How many rows take so many bytes, on the average; 1 or more.</summary>
    private long RowsIn(long bytes) => (long)Math.Max(1, (double)(bytes / sizeof(float)) / _length * _count);

    /// <summary>Learns which of the rows in the store are validated on, where it holds them; else copies those that are.</summary>
    private void HoldOut()
    {
        if (_validationSource is not null)
        {
            _validation = new RowStore(_source.Dimension, _validationSource.HasWeights);
            ReadValidationRows(_validationSource);
        }
        else if (!_holdsAllRows && !_heldOutShare.IsNone)
        {
            _validation = new RowStore(_source.Dimension, _source.HasWeights);
            ForEachRow((row, weight, index) =>
            {
                if (_heldOutShare.Includes(index))
                {
                    _validation.Add(row, weight);
                }
            });
        }

        bool isApart = _validation != _rows;
        if (isApart || !_heldOutShare.IsNone)
        {
            _heldOut = [.. Enumerable.Range(0, _validation.Count).Where(row => isApart || _heldOutShare.Includes(row))];
        }
    }

    private void ReadValidationRows(IRowSource source)
    {
        using var rows = new UsableRows(source, _options, _monitor);
        while (rows.MoveNext())
        {
            _validation.Add(rows.Row, rows.Weight);
        }

        SkippedRowCount += rows.SkippedCount;
        if (_validation.Count == 0)
        {
            string fault = rows.SkippedCount == 0
                ? "There are no rows to validate on, or none with a weight above 0. Give at least one,"
                : $"None of the rows to validate on can be used; {rows.SkippedCount} of them hold a NaN or an infinity, or have a weight that is no number. "
                    + "Give others,";
            throw new InvalidOperationException($"{fault} or leave them out: then a part of the others is held out (ValidationFraction).");
        }
    }

    private delegate void RowAction(ReadOnlySpan<float> row, float weight, long index);

    private void ForEachSample(int atMost, RowAction action)
    {
        var share = new RowShare(_seed, RandomPurpose.StartSample, (double)atMost / _count);
        ForEachRow((row, weight, index) =>
        {
            if (share.Includes(index))
            {
                action(row, weight, index);
            }
        });
    }

    /// <summary>Does something with all usable rows, in their own order.</summary>
    private void ForEachRow(RowAction action)
    {
        if (_holdsAllRows)
        {
            float[] room = new float[_source.Dimension];
            for (int i = 0; i < _rows.Count; i++)
            {
                action(_rows.Read(i, room), _rows.Weight(i), i);
            }

            return;
        }

        using var rows = new UsableRows(_source, _options, _monitor);
        for (long i = 0; rows.MoveNext(); i++)
        {
            action(rows.Row, rows.Weight, i);
        }
    }

    private ITrainingPass StartPass() => _holdsAllRows
        ? new StoredPass(_validationSource is null ? _heldOut : [])
        : new StreamedPass(new UsableRows(_source, _options, _monitor), _heldOutShare, _rows);

    /// <summary>Puts rows of a store, scaled, behind those that a batch has.</summary>
    private void Gather(RowStore store, ReadOnlySpan<int> rows, TrainingBatch batch)
    {
        int dimension = _source.Dimension;
        for (int i = 0; i < rows.Length; i++, batch.Count++)
        {
            if (i + PrefetchDistance < rows.Length)
            {
                store.Prefetch(rows[i + PrefetchDistance]);
            }

            Span<float> scaled = batch.RowBuffer.Slice(batch.Count * dimension, dimension);
            ReadOnlySpan<float> row = store.Read(rows[i], scaled);
            if (!batch.ObservedBuffer.IsEmpty)
            {
                Mark(row, batch.ObservedBuffer.Slice(batch.Count * dimension, dimension));
            }

            Scaling.Apply(row, scaled);
            if (!batch.WeightBuffer.IsEmpty)
            {
                batch.WeightBuffer[batch.Count] = store.Weight(rows[i]) * _inverseMeanWeight;
            }
        }
    }

    /// <summary>1 for a value that is there, and 0 for one that is missing.</summary>
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
