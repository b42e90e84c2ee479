using System.Globalization;
using System.Numerics.Tensors;
using MLNet.Autoencoder.Foundation;

namespace MLNet.Autoencoder.Data;

/// <summary>One pass over the rows of a source that can be fitted to. What cannot is left out and counted, or refused in words.</summary>
internal sealed class UsableRows : IDisposable
{
    // Few enough for a slow source to be cancelled soon, in time and in values.
    private const int ReadRows = 256;
    private const int ReadValues = 1 << 18;

    private readonly IRowReader _reader;
    private readonly IMonitor _monitor;
    private readonly bool _masksMissing;
    private readonly IReadOnlyList<SlotRange> _slots;
    private readonly bool _checksRange;
    private readonly int _dimension;
    private readonly float[] _rows;
    private readonly float[] _weights;
    private readonly int _room;
    private int _count;
    private int _next;
    private bool _isAtEnd;

    public UsableRows(IRowSource source, RowOptions options, IMonitor monitor)
    {
        _monitor = monitor;
        _dimension = source.Dimension;
        _masksMissing = options.MissingValues == MissingValues.Mask;
        _slots = options.Reconstruction.SlotsOf(_dimension);

        // With min-max scaling, values may have any range.
        _checksRange = _slots.Any(range => !range.Definition.IsContinuous)
            && !(options.Reconstruction.IsOnUnitInterval && options.Scaling == Scaling.MinMax);
        int rows = Math.Clamp(ReadValues / _dimension, 1, Math.Min(ReadRows, options.BatchSize));
        _room = rows;
        _rows = new float[rows * _dimension];
        _weights = source.HasWeights ? new float[rows] : [];
        _reader = source.Open();
    }

    /// <summary>Rows left out so far.</summary>
    public long SkippedCount { get; private set; }

    /// <summary>The values of the row that <see cref="MoveNext"/> found, <c>[d]</c>.</summary>
    public ReadOnlySpan<float> Row => _rows.AsSpan((_next - 1) * _dimension, _dimension);

    /// <summary>Its weight, more than 0; 1 where there are none.</summary>
    public float Weight => _weights.Length == 0 ? 1 : _weights[_next - 1];

    /// <summary>Finds the next row.</summary>
    /// <returns>Whether there was one.</returns>
    /// <exception cref="InvalidOperationException">A value does not suit the reconstruction, or a weight is negative.</exception>
    /// <exception cref="OperationCanceledException">The monitor asked to stop.</exception>
    public bool MoveNext()
    {
        do
        {
            if (_next == _count && !Read())
            {
                return false;
            }

            _next++;
        }
        while (!IsUsable());
        return true;
    }

    public void Dispose() => _reader.Dispose();

    private bool Read()
    {
        _monitor.ThrowIfCancellationRequested();
        _next = 0;
        _count = _isAtEnd ? 0 : _reader.Read(_rows, _weights);
        _isAtEnd |= _count < _room;
        return _count > 0;
    }

    private bool IsUsable()
    {
        if (!HasUsableValues() || !float.IsFinite(Weight))
        {
            SkippedCount++;
            return false;
        }

        if (Weight < 0)
        {
            throw new InvalidOperationException(string.Create(
                CultureInfo.InvariantCulture, $"The weight of a row must be 0 or more, but one is {Weight}."));
        }

        for (int i = 0; _checksRange && i < _slots.Count; i++)
        {
            _slots[i].Definition.Check(Row.Slice(_slots[i].Start, _slots[i].Count), _slots[i]);
        }

        // A row of weight 0 counts for nothing, as was wished.
        return Weight > 0;
    }

    private bool HasUsableValues()
    {
        if (TensorPrimitives.IsFiniteAll(Row))
        {
            return true;
        }

        return _masksMissing && !TensorPrimitives.IsInfinityAny(Row) && !TensorPrimitives.IsNaNAll(Row);
    }
}
