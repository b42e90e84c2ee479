namespace Microsoft.ML.Data;

/// <summary>A dense or sparse vector whose arrays can be handed back to be filled again; they may be longer than what they hold.</summary>
public readonly struct VBuffer<T> : IVBuffer
{
    internal readonly T[] Values;
    internal readonly int[] Indices;
    internal readonly int Count;

    public readonly int Length;

    public VBuffer(int length, T[] values, int[] indices = null)
        : this(length, length, values, indices)
    {
    }

    public VBuffer(int length, int count, T[] values, int[] indices)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)count, (uint)length, nameof(count));
        ArgumentOutOfRangeException.ThrowIfLessThan(values?.Length ?? 0, count, nameof(values));
        ArgumentOutOfRangeException.ThrowIfLessThan(indices?.Length ?? 0, count == length ? 0 : count, nameof(indices));
        (Length, Count, Values, Indices) = (length, count, values, indices);
    }

    public bool IsDense => Count == Length;
    public ReadOnlySpan<T> GetValues() => Values.AsSpan(0, Count);
    public ReadOnlySpan<int> GetIndices() => IsDense ? default : Indices.AsSpan(0, Count);

    public void CopyTo(ref VBuffer<T> destination)
    {
        VBufferEditor<T> editor = VBufferEditor.Create(ref destination, Length, Count);
        GetValues().CopyTo(editor.Values);
        GetIndices().CopyTo(editor.Indices);
        destination = editor.Commit();
    }

    public void CopyTo(Span<T> destination)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(destination.Length, Length, nameof(destination));
        if (IsDense)
        {
            GetValues().CopyTo(destination);
            return;
        }

        destination[..Length].Clear();
        for (int i = 0; i < Count; i++)
        {
            destination[Indices[i]] = Values[i];
        }
    }

    public IEnumerable<T> DenseValues() => ToArray();
    Array IVBuffer.ToArray() => ToArray();

    object IVBuffer.FromArray(Array values) => values is null ? default : new VBuffer<T>(values.Length, (T[])values.Clone());

    private T[] ToArray()
    {
        var values = new T[Length];
        CopyTo(values);
        return values;
    }
}

/// <summary>Any vector, for those who do not know its item type. Arrays are copied: a buffer's may be filled again.</summary>
internal interface IVBuffer
{
    Array ToArray();
    object FromArray(Array values);
}

public static class VBufferEditor
{
    public static VBufferEditor<T> Create<T>(
        ref VBuffer<T> destination,
        int newLogicalLength,
        int? valuesCount = null,
        int? maxValuesCapacity = null,
        bool keepOldOnResize = false,
        bool requireIndicesOnDense = false)
    {
        if (maxValuesCapacity is not null || keepOldOnResize || requireIndicesOnDense)
        {
            throw new NotSupportedException("The contract double knows lengths and counts only.");
        }

        int count = valuesCount ?? newLogicalLength;
        T[] values = destination.Values?.Length >= count ? destination.Values : new T[count];
        int[] indices = count == newLogicalLength || destination.Indices?.Length >= count ? destination.Indices : new int[count];
        return new(new(newLogicalLength, count, values, indices));
    }
}

public readonly ref struct VBufferEditor<T>
{
    private readonly VBuffer<T> _buffer;

    public readonly Span<T> Values;

    public readonly Span<int> Indices;

    internal VBufferEditor(VBuffer<T> buffer)
    {
        _buffer = buffer;
        Values = buffer.Values.AsSpan(0, buffer.Count);
        Indices = buffer.IsDense ? default : buffer.Indices.AsSpan(0, buffer.Count);
    }

    public VBuffer<T> Commit() => _buffer;
}
