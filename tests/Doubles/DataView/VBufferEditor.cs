namespace Microsoft.ML.Data;

public static class VBufferEditor
{
    public static VBufferEditor<T> CreateFromBuffer<T>(ref VBuffer<T> destination) =>
        new(destination.Length, destination.Count, destination.Values, destination.Indices, false, false, false);

    public static VBufferEditor<T> Create<T>(
        ref VBuffer<T> destination,
        int newLogicalLength,
        int? valuesCount = null,
        int? maxValuesCapacity = null,
        bool keepOldOnResize = false,
        bool requireIndicesOnDense = false)
    {
        if (newLogicalLength < 0)
        {
            throw new ArgumentOutOfRangeException(nameof(newLogicalLength), "Must be non-negative.");
        }

        if (valuesCount < 0 || valuesCount > newLogicalLength)
        {
            throw new ArgumentOutOfRangeException(nameof(valuesCount), "If specified, must be no greater than newLogicalLength");
        }

        int count = valuesCount ?? newLogicalLength;
        int capacity = Math.Max(count, maxValuesCapacity ?? newLogicalLength);
        T[] values = Grow(destination.Values, count, capacity, keepOldOnResize, out bool newValues);
        int[] indices = destination.Indices;
        bool newIndices = false;
        if (count < newLogicalLength || requireIndicesOnDense)
        {
            indices = Grow(indices, count, capacity, keepOldOnResize, out newIndices);
        }

        return new(newLogicalLength, count, values, indices, requireIndicesOnDense, newValues, newIndices);
    }

    private static TItem[] Grow<TItem>(TItem[] old, int count, int capacity, bool keepOld, out bool isNew)
    {
        isNew = count > 0 && (old?.Length ?? 0) < count;
        if (!isNew)
        {
            return old;
        }

        var grown = new TItem[capacity];
        if (keepOld)
        {
            old?.CopyTo(grown, 0);
        }

        return grown;
    }
}

public readonly ref struct VBufferEditor<T>
{
    public readonly Span<T> Values;

    public readonly Span<int> Indices;

    private readonly int _length;
    private readonly T[] _values;
    private readonly int[] _indices;

    internal VBufferEditor(
        int length, int count, T[] values, int[] indices, bool requireIndicesOnDense, bool createdNewValues, bool createdNewIndices)
    {
        _length = length;
        _values = values;
        _indices = indices;
        CreatedNewValues = createdNewValues;
        CreatedNewIndices = createdNewIndices;
        Values = values.AsSpan(0, count);
        Indices = count < length || requireIndicesOnDense ? indices.AsSpan(0, count) : default;
    }

    public bool CreatedNewValues { get; }

    public bool CreatedNewIndices { get; }

    public VBuffer<T> Commit() => new(_length, Values.Length, _values, _indices);

    public VBuffer<T> CommitTruncated(int physicalValuesCount)
    {
        if (physicalValuesCount > Values.Length)
        {
            throw new ArgumentOutOfRangeException(
                nameof(physicalValuesCount),
                "Updating physicalValuesCount during CommitTruncated cannot be greater than the original physicalValuesCount value used in Create.");
        }

        return new(_length, physicalValuesCount, _values, _indices);
    }
}
