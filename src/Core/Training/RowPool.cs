using System.Globalization;
using System.Numerics.Tensors;
using MLNet.Autoencoder.Numerics;

namespace MLNet.Autoencoder.Training;

/// <summary>
/// The rows of a fit, in a new random order each epoch. Rows that fit the budget are read once and kept; more than that pass through
/// the pool a poolful at a time, each epoch anew, and are shuffled within it.
/// </summary>
/// <remarks>Rows with a NaN or an infinity are left out, and counted during the first epoch.</remarks>
internal sealed class RowPool : IDisposable
{
    // Values in one of the arrays that make up the pool, so that it grows without copying what it holds.
    private const int ChunkLength = 1 << 18;

    private readonly IRowSource _source;
    private readonly ITrainingMonitor _monitor;
    private readonly int _batchSize;
    private readonly ReconstructionLoss _reconstruction;
    private readonly ulong _seed;
    private readonly int _dimension;
    private readonly int _rowsPerChunk;
    private readonly int _capacity;
    private readonly List<float[]> _chunks = [];

    private int[] _order = [];
    private int _filled;
    private int _next;
    private bool _holdsAllRows;
    private bool _counted;
    private ulong _epoch;
    private ulong _fill;
    private IRowReader? _reader;

    public RowPool(IRowSource source, AutoencoderOptions options, int seed, ITrainingMonitor monitor)
    {
        _source = source;
        _monitor = monitor;
        _batchSize = options.BatchSize;
        _reconstruction = options.Reconstruction;
        _seed = (ulong)seed;
        _dimension = source.Dimension;
        _rowsPerChunk = Math.Max(1, ChunkLength / _dimension);
        long affordable = options.RowCacheBytes / (sizeof(float) * (long)_dimension);
        _capacity = (int)Math.Clamp(affordable, options.BatchSize, Array.MaxLength);
    }

    /// <summary>Rows to train on, known once the first epoch has ended.</summary>
    public long RowCount { get; private set; }

    /// <summary>Rows left out, known once the first epoch has ended.</summary>
    public long SkippedRowCount { get; private set; }

    /// <summary>Starts an epoch; the first is 1.</summary>
    /// <exception cref="InvalidOperationException">There is no row to train on.</exception>
    public void StartEpoch(int epoch)
    {
        _epoch = (ulong)epoch;
        _fill = 0;
        if (_holdsAllRows)
        {
            Shuffle();
            return;
        }

        _reader = _source.Open();
        Fill();
        if (_filled == 0)
        {
            throw new InvalidOperationException(SkippedRowCount == 0
                ? "There are no rows to train on. Give the fit at least one row."
                : $"All {SkippedRowCount} rows hold a NaN or an infinity, so there is nothing to train on. Replace missing values first.");
        }
    }

    /// <summary>Fills a batch with the next rows of the epoch.</summary>
    /// <param name="batch">The batch to fill; the last of an epoch, or of a poolful, may be smaller than the others.</param>
    /// <returns>Whether there were any.</returns>
    public bool Next(TrainingBatch batch)
    {
        if (_next == _filled && _reader is not null)
        {
            Fill();
        }

        batch.Count = Math.Min(batch.Capacity, _filled - _next);
        for (int i = 0; i < batch.Count; i++)
        {
            Row(_order[_next + i]).CopyTo(batch.RowBuffer[(i * _dimension)..]);
        }

        _next += batch.Count;
        return batch.Count > 0;
    }

    public void Dispose() => _reader?.Dispose();

    /// <summary>Reads rows until the pool is full or the source is at its end.</summary>
    private void Fill()
    {
        _filled = 0;
        bool atEnd = false;
        while (_filled < _capacity && !atEnd)
        {
            _monitor.ThrowIfCancellationRequested();
            Span<float> room = Room();
            int read = _reader!.Read(room);
            atEnd = read < room.Length / _dimension;
            KeepUsable(room, read);
        }

        if (atEnd)
        {
            _reader!.Dispose();
            _reader = null;
            _counted = true;
            _holdsAllRows = _fill == 0;
        }

        Shuffle();
        _fill++;
    }

    /// <summary>Moves the usable ones among the rows just read together, and counts.</summary>
    private void KeepUsable(Span<float> read, int count)
    {
        int kept = 0;
        for (int i = 0; i < count; i++)
        {
            Span<float> row = read.Slice(i * _dimension, _dimension);
            if (!TensorPrimitives.IsFiniteAll<float>(row))
            {
                SkippedRowCount += _counted ? 0 : 1;
                continue;
            }

            CheckRange(row);
            if (kept < i)
            {
                row.CopyTo(read.Slice(kept * _dimension, _dimension));
            }

            kept++;
        }

        _filled += kept;
        RowCount += _counted ? 0 : kept;
    }

    private void CheckRange(ReadOnlySpan<float> row)
    {
        if (_reconstruction != ReconstructionLoss.Bernoulli)
        {
            return;
        }

        int slot = row.IndexOfAnyExceptInRange(0f, 1f);
        if (slot >= 0)
        {
            throw new InvalidOperationException(string.Create(
                CultureInfo.InvariantCulture,
                $"Reconstruction = Bernoulli needs every value in [0, 1], but slot {slot} of a row holds {row[slot]}. ")
                + "Scale the column to [0, 1] first, or use Reconstruction = Gaussian.");
        }
    }

    /// <summary>Unused room in the chunk that the next row goes into, for a batch at most, so that a slow source can be cancelled.</summary>
    private Span<float> Room()
    {
        int chunk = _filled / _rowsPerChunk;
        int used = _filled % _rowsPerChunk;
        if (chunk == _chunks.Count)
        {
            _chunks.Add(new float[_rowsPerChunk * _dimension]);
        }

        int rows = Math.Min(_batchSize, Math.Min(_rowsPerChunk - used, _capacity - _filled));
        return _chunks[chunk].AsSpan(used * _dimension, rows * _dimension);
    }

    private ReadOnlySpan<float> Row(int index) =>
        _chunks[index / _rowsPerChunk].AsSpan(index % _rowsPerChunk * _dimension, _dimension);

    private void Shuffle()
    {
        if (_order.Length < _filled)
        {
            _order = new int[_filled];
        }

        Span<int> order = _order.AsSpan(0, _filled);
        for (int i = 0; i < order.Length; i++)
        {
            order[i] = i;
        }

        // The sequence has room for every epoch and 2^15 poolfuls in each; beyond that orders repeat, which does no harm.
        new RandomStream(_seed, RandomPurpose.RowOrder, (_epoch << 15) | (_fill % (1 << 15))).Shuffle(order);
        _next = 0;
    }
}
