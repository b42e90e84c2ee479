using System.Globalization;
using System.Numerics.Tensors;
using MLNet.Autoencoder.Foundation;

namespace MLNet.Autoencoder.Data;

/// <summary>
/// One pass over the usable rows of a source. Other rows are left out and counted, or rejected with an exception. A later pass must return the rows of the
/// first.
/// </summary>
internal sealed class UsableRows : IDisposable
{
    // Few enough rows and values that a slow source can be canceled soon.
    private const int ReadRows = 256;
    private const int ReadValues = 1 << 18;

    private readonly IRowReader _reader;
    private readonly RowDigest? _first;
    private readonly IMonitor _monitor;
    private readonly bool _masksMissing;
    private readonly IReadOnlyList<SlotRange> _slots;
    private readonly bool _checksRange;
    private readonly int _dimension;
    private readonly float[] _rows;
    private readonly float[] _weights;
    private readonly float[] _labels;
    private readonly int _capacity;
    private int _count;
    private int _next;
    private bool _isAtEnd;

    /// <param name="source">The rows.</param>
    /// <param name="options">Which rows are usable.</param>
    /// <param name="monitor">May cancel the pass.</param>
    /// <param name="first">The digest of the first pass; <see langword="null"/> if this is the first.</param>
    public UsableRows(IRowSource source, RowOptions options, IMonitor monitor, RowDigest? first = null)
    {
        _first = first;
        _monitor = monitor;
        _dimension = source.Dimension;
        _masksMissing = options.MissingValues == MissingValues.Mask;
        _slots = options.Reconstruction.SlotsOf(_dimension);

        // With min-max scaling, values may have any range.
        _checksRange = _slots.Any(range => !range.Definition.IsContinuous)
            && !(options.Reconstruction.IsOnUnitInterval && options.Scaling == Scaling.MinMax);
        int rows = Math.Clamp(ReadValues / _dimension, 1, ReadRows);
        _capacity = rows;
        _rows = new float[checked(rows * _dimension)];
        _weights = source.HasWeights ? new float[rows] : [];
        _labels = source.Labels is null ? [] : new float[rows];
        _reader = source.OpenChecked();
    }

    /// <summary>The digest of the rows so far.</summary>
    public RowDigest Digest { get; } = new();

    /// <summary>Rows left out so far.</summary>
    public long SkippedCount { get; private set; }

    /// <summary>The values of the current row, <c>[d]</c>, after <see cref="MoveNext"/>.</summary>
    public ReadOnlySpan<float> Row => _rows.AsSpan((_next - 1) * _dimension, _dimension);

    /// <summary>The weight of the current row, more than 0; 1 if rows have no weights.</summary>
    public float Weight => _weights.Length == 0 ? 1 : _weights[_next - 1];

    /// <summary>The label of the current row; NaN if it is missing, or if rows have no labels.</summary>
    public float Label => _labels.Length == 0 ? float.NaN : _labels[_next - 1];

    /// <summary>Moves to the next usable row.</summary>
    /// <returns>Whether there was one.</returns>
    /// <exception cref="InvalidOperationException">
    /// A value does not suit the reconstruction, a weight is negative, the rows are not those of the first pass, or the reader returned an impossible number
    /// of rows.
    /// </exception>
    /// <exception cref="OperationCanceledException">Cancellation was requested.</exception>
    public bool MoveNext()
    {
        do
        {
            if (_next == _count && !Read())
            {
                ThrowIfDifferent();
                return false;
            }

            _next++;
        }
        while (!IsUsable());
        Digest.Add(Row, Weight, Label);
        if (Digest.Count > _first?.Count)
        {
            ThrowIfDifferent();
        }

        return true;
    }

    public void Dispose() => _reader.Dispose();

    private bool Read()
    {
        _monitor.ThrowIfCancellationRequested();
        _next = 0;
        _count = _isAtEnd ? 0 : _reader.ReadChecked(_rows, _weights, _labels, _capacity);
        _isAtEnd |= _count < _capacity;
        return _count > 0;
    }

    private void ThrowIfDifferent()
    {
        if (_first?.DifferenceOf(Digest) is { } difference)
        {
            throw new InvalidOperationException(
                $"The rows of a later pass {difference}. Every pass must return the same rows in the same order. Alternatively, set RowCacheBytes large enough for "
                + "all rows, so that they are read only once.");
        }
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
                CultureInfo.InvariantCulture, $"The weight of a row must be 0 or more, but one weight is {Weight}."));
        }

        for (int i = 0; _checksRange && i < _slots.Count; i++)
        {
            _slots[i].Definition.Check(Row.Slice(_slots[i].Start, _slots[i].Count), _slots[i]);
        }

        // A row of weight 0 takes no part in the fit, by request, so it does not count as skipped.
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
