using System.Numerics;
using MLNet.Autoencoder.Networks;
using MLNet.Autoencoder.Numerics;

namespace MLNet.Autoencoder.Training;

/// <summary>
/// The rows of a fit, in a new random order each epoch. Rows that fit the budget are read once and kept; more than that pass through
/// the pool a poolful at a time, each epoch anew, and are shuffled within it. Some rows are held out for validation.
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
    private readonly AutoencoderOptions _options;
    private readonly ITrainingMonitor _monitor;
    private readonly ulong _seed;
    private readonly int _capacity;
    private readonly RandomStream _validationDraws;
    private readonly RowStore _rows;

    // Where the rows to validate on are, and which of those there: if the first store holds all rows, they need no other.
    private RowStore _validation;
    private int[] _heldOut = [];

    // The rows to train on in the order of this epoch.
    private int[] _order = [];
    private int _orderCount;
    private int _next;
    private double _heldOutShare;
    private float _inverseMeanWeight = 1;
    private bool _holdsAllRows;
    private ulong _epoch;
    private ulong _fill;

    // Of the pass under way, where rows are streamed.
    private UsableRows? _pass;
    private long _index;

    public RowPool(IRowSource source, IRowSource? validationSource, AutoencoderOptions options, int seed, ITrainingMonitor monitor)
    {
        _source = source;
        _validationSource = validationSource;
        _options = options;
        _monitor = monitor;
        _seed = (ulong)seed;
        long affordable = options.RowCacheBytes / (sizeof(float) * ((long)source.Dimension + (source.HasWeights ? 1 : 0)));
        _capacity = (int)Math.Clamp(affordable, options.LargestBatch, Array.MaxLength);
        _validationDraws = new RandomStream(_seed, RandomPurpose.Validation, 0);
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
        long count = ReadAll();
        Scaling = scaling is null ? ScalingRules.Fit(_options, Statistics) : ScalingRules.GoOn(scaling, _options, Statistics);
        _inverseMeanWeight = (float)(count / Statistics.TotalWeight);
        _heldOutShare = HeldOutShare(count);
        HoldOut();
        RowCount = count - (_validationSource is null ? _heldOut.Length : 0);
        if (RowCount == 0)
        {
            throw new InvalidOperationException(
                $"All {_heldOut.Length} rows were held out for validation, so there is nothing to train on. Lower ValidationFraction.");
        }
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
        foreach (int row in _heldOut)
        {
            statistics.Add(_validation[row], _validation.Weight(row));
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
        _epoch = (ulong)epoch;
        _fill = 0;
        if (_holdsAllRows)
        {
            Shuffle();
            return;
        }

        StartPass();
        Fill();
    }

    /// <summary>Fills a batch with the next rows of the epoch, scaled.</summary>
    /// <param name="batch">The batch to fill; the last of an epoch, or of a poolful, may be smaller than the others.</param>
    /// <param name="size">How many rows are wanted; no more than the batch was made for.</param>
    /// <returns>Whether there were any.</returns>
    public bool Next(TrainingBatch batch, int size)
    {
        if (_next == _orderCount && _pass is not null)
        {
            Fill();
        }

        int count = Math.Min(size, _orderCount - _next);
        Gather(_rows, _order.AsSpan(_next, count), batch);
        _next += count;
        return count > 0;
    }

    /// <summary>Fills a batch with rows held out, scaled.</summary>
    /// <param name="batch">The batch to fill.</param>
    /// <param name="start">The first of them; 0 and up.</param>
    /// <returns>Whether there were any.</returns>
    public bool NextValidation(TrainingBatch batch, int start)
    {
        ReadOnlySpan<int> rows = _heldOut.AsSpan(Math.Min(start, _heldOut.Length));
        Gather(_validation, rows[..Math.Min(batch.Capacity, rows.Length)], batch);
        return batch.Count > 0;
    }

    public void Dispose() => _pass?.Dispose();

    private long ReadAll()
    {
        long count = 0;
        StartPass();
        while (_pass!.MoveNext())
        {
            count++;
            Statistics.Add(_pass.Row, _pass.Weight);
            if (count <= _capacity)
            {
                _rows.Add(_pass.Row, _pass.Weight);
            }
        }

        SkippedRowCount = _pass.SkippedCount;
        EndPass();
        _holdsAllRows = count <= _capacity;
        return count > 0 ? count : throw new InvalidOperationException(SkippedRowCount == 0
            ? "There are no rows to train on. Give the fit at least one row, with a weight above 0 if rows have weights."
            : $"All {SkippedRowCount} rows hold a NaN or an infinity, or have a weight that is no number, so there is nothing to train on. Replace "
                + "missing values first, or let the model do without them (MissingValues = Mask).");
    }

    private double HeldOutShare(long count)
    {
        if (_validationSource is not null || _options.ValidationFraction == 0 || count < FewestRowsToHoldOutFrom)
        {
            return 0;
        }

        double few = Math.Min(FewHeldOutRows, (double)count / LeastTrainingShare) / count;
        return Math.Min(Math.Max(_options.ValidationFraction, few), (double)MostHeldOutRows / count);
    }

    /// <summary>Learns which of the rows in the store are validated on, where it holds them; else copies those that are.</summary>
    private void HoldOut()
    {
        if (_validationSource is not null)
        {
            _validation = new RowStore(_source.Dimension, _validationSource.HasWeights);
            ReadValidationRows(_validationSource);
        }
        else if (!_holdsAllRows && _heldOutShare > 0)
        {
            _validation = new RowStore(_source.Dimension, _source.HasWeights);
            ForEachRow((row, weight, index) =>
            {
                if (IsHeldOut(index))
                {
                    _validation.Add(row, weight);
                }
            });
        }

        bool isApart = _validation != _rows;
        if (isApart || _heldOutShare > 0)
        {
            _heldOut = [.. Enumerable.Range(0, _validation.Count).Where(row => isApart || IsHeldOut(row))];
        }

        _order = new int[_rows.Count - (isApart ? 0 : _heldOut.Length)];
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
            throw new InvalidOperationException(
                $"None of the rows to validate on can be used; {rows.SkippedCount} of them hold a NaN or an infinity.");
        }
    }

    private bool IsHeldOut(long index) => _validationDraws.UInt32At((ulong)index) < _heldOutShare * uint.MaxValue;

    private delegate void RowAction(ReadOnlySpan<float> row, float weight, long index);

    private void ForEachSample(int atMost, RowAction action)
    {
        double share = (double)atMost / (RowCount + (_validationSource is null ? _heldOut.Length : 0));
        var draws = new RandomStream(_seed, RandomPurpose.StartSample, 0);
        ForEachRow((row, weight, index) =>
        {
            if (share >= 1 || draws.UInt32At((ulong)index) < share * uint.MaxValue)
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
            for (int i = 0; i < _rows.Count; i++)
            {
                action(_rows[i], _rows.Weight(i), i);
            }

            return;
        }

        StartPass();
        for (long i = 0; _pass!.MoveNext(); i++)
        {
            action(_pass.Row, _pass.Weight, i);
        }

        EndPass();
    }

    private void StartPass()
    {
        EndPass();
        _pass = new UsableRows(_source, _options, _monitor);
        _index = 0;
    }

    private void EndPass()
    {
        _pass?.Dispose();
        _pass = null;
    }

    /// <summary>Fills the pool with the next rows to train on of a pass.</summary>
    private void Fill()
    {
        _rows.Clear();
        while (_rows.Count < _capacity && _pass is not null)
        {
            if (!_pass.MoveNext())
            {
                EndPass();
            }
            else if (!IsHeldOut(_index++))
            {
                _rows.Add(_pass.Row, _pass.Weight);
            }
        }

        Shuffle();
        _fill++;
    }

    private void Shuffle()
    {
        ReadOnlySpan<int> heldOut = _validation == _rows ? _heldOut : [];
        _orderCount = 0;
        for (int row = 0; row < _rows.Count; row++)
        {
            if (!heldOut.IsEmpty && row == heldOut[0])
            {
                heldOut = heldOut[1..];
            }
            else
            {
                _order[_orderCount++] = row;
            }
        }

        // The sequence has room for every epoch and 2^15 poolfuls in each; beyond that orders repeat, which does no harm.
        new RandomStream(_seed, RandomPurpose.RowOrder, (_epoch << 15) | (_fill % (1 << 15))).Shuffle(_order.AsSpan(0, _orderCount));
        _next = 0;
    }

    /// <summary>Makes a batch of rows of a store, scaled.</summary>
    private void Gather(RowStore store, ReadOnlySpan<int> rows, TrainingBatch batch)
    {
        int dimension = _source.Dimension;
        batch.Count = rows.Length;
        for (int i = 0; i < rows.Length; i++)
        {
            if (i + PrefetchDistance < rows.Length)
            {
                store.Prefetch(rows[i + PrefetchDistance]);
            }

            ReadOnlySpan<float> row = store[rows[i]];
            Scaling.Apply(row, batch.RowBuffer.Slice(i * dimension, dimension));
            if (!batch.ObservedBuffer.IsEmpty)
            {
                Mark(row, batch.ObservedBuffer.Slice(i * dimension, dimension));
            }

            if (!batch.WeightBuffer.IsEmpty)
            {
                batch.WeightBuffer[i] = store.Weight(rows[i]) * _inverseMeanWeight;
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
