using System.Globalization;
using System.Numerics.Tensors;
using MLNet.Autoencoder.Networks;
using MLNet.Autoencoder.Numerics;

namespace MLNet.Autoencoder.Training;

/// <summary>
/// The rows of a fit, in a new random order each epoch. Rows that fit the budget are read once and kept; more than that pass through
/// the pool a poolful at a time, each epoch anew, and are shuffled within it. Some rows are held out for validation.
/// </summary>
/// <remarks>Rows with a NaN or an infinity are left out.</remarks>
internal sealed class RowPool : IDisposable
{
    /// <summary>With fewer usable rows than this, a part of them says too little to be worth missing in the fit.</summary>
    private const int FewestRowsToHoldOutFrom = 200;

    /// <summary>More rows than this say nothing more about the loss.</summary>
    private const int MostHeldOutRows = 10_000;

    private const int ReadRows = 256;

    private readonly IRowSource _source;
    private readonly AutoencoderOptions _options;
    private readonly ulong _seed;
    private readonly int _dimension;
    private readonly int _capacity;
    private readonly RandomStream _validationDraws;
    private readonly RowStore _rows;
    private readonly RowStore _heldOut;
    private readonly float[] _read;

    private int[] _order = [];
    private int _next;
    private bool _holdsAllRows;
    private ulong _epoch;
    private ulong _fill;

    // Of the pass under way: the reader, what it has read and not yet given, and the index of the next usable row.
    private IRowReader? _reader;
    private int _readCount;
    private int _readNext;
    private long _usableIndex;

    // No usable row from this index on is held out.
    private long _heldOutEnd = long.MaxValue;

    public RowPool(IRowSource source, AutoencoderOptions options, int seed)
    {
        _source = source;
        _options = options;
        _seed = (ulong)seed;
        _dimension = source.Dimension;
        long affordable = options.RowCacheBytes / (sizeof(float) * (long)_dimension);
        _capacity = (int)Math.Clamp(affordable, options.BatchSize, Array.MaxLength);
        _validationDraws = new RandomStream(_seed, RandomPurpose.Validation, 0);
        _rows = new RowStore(_dimension);
        _heldOut = new RowStore(_dimension);
        _read = new float[checked(ReadRows * _dimension)];
        Scaling = InputScaling.Identity(_dimension);
    }

    /// <summary>Rows to train on.</summary>
    public long RowCount { get; private set; }

    /// <summary>Rows left out.</summary>
    public long SkippedRowCount { get; private set; }

    /// <summary>Rows to validate on.</summary>
    public int ValidationRowCount => _heldOut.Count;

    /// <summary>How the rows are scaled before they are given out.</summary>
    public InputScaling Scaling { get; private set; }

    /// <summary>The first pass: reads, checks and counts the rows, learns their scaling, and keeps as many as there is room for.</summary>
    /// <exception cref="InvalidOperationException">There is no row to train on, or a value does not suit the reconstruction.</exception>
    public void Prepare()
    {
        var statistics = new ColumnStatistics(_dimension);
        StartPass();
        while (NextUsable(isFirstPass: true) is { IsEmpty: false } row)
        {
            statistics.Add(row);
            long index = _usableIndex++;
            if (IsHeldOut(index))
            {
                _heldOut.Add(row);
                _heldOutEnd = _heldOut.Count == MostHeldOutRows ? index + 1 : _heldOutEnd;
                continue;
            }

            RowCount++;
            if (RowCount <= _capacity)
            {
                _rows.Add(row);
            }
        }

        ThrowIfEmpty();
        ReturnFewHeldOutRows();
        _holdsAllRows = RowCount == _rows.Count;
        Scaling = ScalingRules.Fit(_options.Scaling, _options.Reconstruction, statistics, _dimension);
    }

    /// <summary>Rows spread evenly over those in the pool after <see cref="Prepare"/>, scaled, <c>[n, d]</c>.</summary>
    /// <param name="atMost">The most rows wanted.</param>
    public float[] Sample(int atMost)
    {
        int count = Math.Min(_rows.Count, atMost);
        float[] sample = new float[checked(count * _dimension)];
        for (int i = 0; i < count; i++)
        {
            Scaling.Apply(_rows[(int)((long)i * _rows.Count / count)], sample.AsSpan(i * _dimension));
        }

        return sample;
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
    /// <returns>Whether there were any.</returns>
    public bool Next(TrainingBatch batch)
    {
        if (_next == _rows.Count && _reader is not null)
        {
            Fill();
        }

        batch.Count = Math.Min(batch.Capacity, _rows.Count - _next);
        for (int i = 0; i < batch.Count; i++)
        {
            Scaling.Apply(_rows[_order[_next + i]], batch.RowBuffer[(i * _dimension)..]);
        }

        _next += batch.Count;
        return batch.Count > 0;
    }

    /// <summary>Fills a batch with rows held out, scaled.</summary>
    /// <param name="batch">The batch to fill.</param>
    /// <param name="start">The first of them; 0 and up.</param>
    /// <returns>Whether there were any.</returns>
    public bool NextValidation(TrainingBatch batch, int start)
    {
        batch.Count = Math.Max(0, Math.Min(batch.Capacity, _heldOut.Count - start));
        for (int i = 0; i < batch.Count; i++)
        {
            Scaling.Apply(_heldOut[start + i], batch.RowBuffer[(i * _dimension)..]);
        }

        return batch.Count > 0;
    }

    public void Dispose() => _reader?.Dispose();

    private bool IsHeldOut(long usableIndex) =>
        usableIndex < _heldOutEnd && _validationDraws.UInt32At((ulong)usableIndex) < _options.ValidationFraction * uint.MaxValue;

    private void ThrowIfEmpty()
    {
        if (RowCount + _heldOut.Count == 0)
        {
            throw new InvalidOperationException(SkippedRowCount == 0
                ? "There are no rows to train on. Give the fit at least one row."
                : $"All {SkippedRowCount} rows hold a NaN or an infinity, so there is nothing to train on. Replace missing values first.");
        }

        if (RowCount == 0 && _heldOut.Count >= FewestRowsToHoldOutFrom)
        {
            throw new InvalidOperationException(
                $"All {_heldOut.Count} rows were held out for validation, so there is nothing to train on. Lower ValidationFraction.");
        }
    }

    private void ReturnFewHeldOutRows()
    {
        if (RowCount + _heldOut.Count >= FewestRowsToHoldOutFrom)
        {
            return;
        }

        // Where there is no room for all of them, the passes to come find them.
        _heldOutEnd = 0;
        for (int i = 0; i < _heldOut.Count && _rows.Count < _capacity; i++)
        {
            _rows.Add(_heldOut[i]);
        }

        RowCount += _heldOut.Count;
        _heldOut.Clear();
    }

    private void StartPass()
    {
        _reader?.Dispose();
        _reader = _source.Open();
        _readCount = 0;
        _readNext = 0;
        _usableIndex = 0;
    }

    /// <summary>Fills the pool with the next rows to train on of a pass.</summary>
    private void Fill()
    {
        _rows.Clear();
        while (_rows.Count < _capacity && NextUsable(isFirstPass: false) is { IsEmpty: false } row)
        {
            if (!IsHeldOut(_usableIndex++))
            {
                _rows.Add(row);
            }
        }

        Shuffle();
        _fill++;
    }

    /// <summary>The next row of the pass without a NaN or an infinity; empty at the end of the pass.</summary>
    private ReadOnlySpan<float> NextUsable(bool isFirstPass)
    {
        while (_reader is not null)
        {
            if (_readNext == _readCount)
            {
                _readNext = 0;
                _readCount = _reader.Read(_read);
                if (_readCount == 0)
                {
                    _reader.Dispose();
                    _reader = null;
                    break;
                }
            }

            ReadOnlySpan<float> row = _read.AsSpan(_readNext++ * _dimension, _dimension);
            if (TensorPrimitives.IsFiniteAll(row))
            {
                CheckRange(row);
                return row;
            }

            SkippedRowCount += isFirstPass ? 1 : 0;
        }

        return [];
    }

    private void CheckRange(ReadOnlySpan<float> row)
    {
        // Where a min-max scaling comes first, any range will do.
        int slot = _options.Reconstruction is Bernoulli && _options.Scaling != MLNet.Autoencoder.Scaling.MinMax
            ? row.IndexOfAnyExceptInRange(0f, 1f)
            : -1;
        if (slot >= 0)
        {
            throw new InvalidOperationException(string.Create(
                CultureInfo.InvariantCulture,
                $"A Bernoulli reconstruction needs every value in [0, 1], but slot {slot} of a row holds {row[slot]}. ")
                + "Use Scaling = MinMax, or a Gaussian reconstruction.");
        }
    }

    private void Shuffle()
    {
        if (_order.Length < _rows.Count)
        {
            _order = new int[_rows.Count];
        }

        Span<int> order = _order.AsSpan(0, _rows.Count);
        for (int i = 0; i < order.Length; i++)
        {
            order[i] = i;
        }

        // The sequence has room for every epoch and 2^15 poolfuls in each; beyond that orders repeat, which does no harm.
        new RandomStream(_seed, RandomPurpose.RowOrder, (_epoch << 15) | (_fill % (1 << 15))).Shuffle(order);
        _next = 0;
    }
}
