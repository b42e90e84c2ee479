using System.Globalization;
using System.Numerics.Tensors;
using MLNet.Autoencoder.Training;

namespace MLNet.Autoencoder.Data;

/// <summary>One pass over the rows of a source that can be fitted to. What cannot is left out and counted, or refused in words.</summary>
internal sealed class UsableRows : IDisposable
{
    // Few enough for a slow source to be cancelled soon, in time and in values.
    private const int ReadRows = 256;
    private const int ReadValues = 1 << 18;

    private readonly IRowReader _reader;
    private readonly ITrainingMonitor _monitor;
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

    public UsableRows(IRowSource source, AutoencoderOptions options, ITrainingMonitor monitor)
    {
        _monitor = monitor;
        _dimension = source.Dimension;
        _masksMissing = options.MissingValues == MissingValues.Mask;
        _slots = options.Reconstruction.SlotsOf(_dimension);

        // Where a min-max scaling comes first, any range will do.
        _checksRange = _slots.Any(range => range.Kind != SlotKind.Continuous)
            && !(options.Reconstruction is Bernoulli && options.Scaling == Scaling.MinMax);
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

        if (_checksRange)
        {
            CheckCategories();
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

    private void CheckCategories()
    {
        foreach (SlotRange range in _slots)
        {
            if (range.Kind == SlotKind.Continuous)
            {
                continue;
            }

            float sum = 0;
            for (int slot = range.Start; slot < range.Start + range.Count; slot++)
            {
                if (Row[slot] < 0 || Row[slot] > 1)
                {
                    throw OutOfUnitInterval(slot);
                }

                sum += Row[slot];
            }

            if (range.Kind == SlotKind.OneHot && sum > 1.001f)
            {
                throw new InvalidOperationException(string.Create(
                    CultureInfo.InvariantCulture,
                    $"At most one slot of a one-hot group may be 1, but slots {range.Start} to {range.Start + range.Count - 1} of a row add up to "
                    + $"{sum}. Declare them {nameof(SlotKind.Binary)} or {nameof(SlotKind.Continuous)} in {nameof(Mixed)}.{nameof(Mixed.Slots)}."));
            }
        }
    }

    private InvalidOperationException OutOfUnitInterval(int slot) => new(string.Create(
        CultureInfo.InvariantCulture,
        $"A Bernoulli reconstruction, and a binary or one-hot slot of a mixed one, needs every value in [0, 1], but slot {slot} of a row holds "
        + $"{Row[slot]}. ")
        + "Use Scaling = MinMax with a Bernoulli reconstruction, or a Gaussian one.");
}
