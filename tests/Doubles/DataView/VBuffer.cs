using System.Collections;

namespace Microsoft.ML.Data;

/// <summary>A dense or sparse vector whose arrays can be handed back to be filled again; they may be longer than what they hold.</summary>
public readonly struct VBuffer<T> : IEnumerable
{
    internal readonly T[] Values;
    internal readonly int[] Indices;
    internal readonly int Count;

    public readonly int Length;

    public VBuffer(int length, T[] values, int[] indices = null)
    {
        Require(length >= 0, nameof(length));
        Require((values?.Length ?? 0) >= length, nameof(values));
        Length = Count = length;
        Values = values;
        Indices = indices;
    }

    public VBuffer(int length, int count, T[] values, int[] indices)
    {
        Require(length >= 0, nameof(length));
        Require(count >= 0 && count <= length, nameof(count));
        Require((values?.Length ?? 0) >= count, nameof(values));
        Require(count == length || (indices?.Length ?? 0) >= count, nameof(indices));
        Length = length;
        Count = count;
        Values = values;
        Indices = indices;
    }

    public bool IsDense => Count == Length;

    public ReadOnlySpan<T> GetValues() => Values.AsSpan(0, Count);

    public ReadOnlySpan<int> GetIndices() => IsDense ? default : Indices.AsSpan(0, Count);

    public void CopyToDense(ref VBuffer<T> destination)
    {
        VBufferEditor<T> editor = VBufferEditor.Create(ref destination, Length);
        CopyTo(editor.Values);
        destination = editor.Commit();
    }

    public void CopyTo(ref VBuffer<T> destination) => CopyTo(ref destination, 0, Length);

    public void CopyTo(ref VBuffer<T> destination, int sourceIndex, int length)
    {
        Require(sourceIndex >= 0 && sourceIndex <= Length, nameof(sourceIndex));
        Require(length >= 0 && length <= Length - sourceIndex, nameof(length));
        if (IsDense)
        {
            VBufferEditor<T> dense = VBufferEditor.Create(ref destination, length);
            Values.AsSpan(sourceIndex, length).CopyTo(dense.Values);
            destination = dense.Commit();
            return;
        }

        (int first, int end) = (FirstAt(sourceIndex), FirstAt(sourceIndex + length));
        VBufferEditor<T> editor = VBufferEditor.Create(ref destination, length, end - first);
        Values.AsSpan(first, end - first).CopyTo(editor.Values);
        for (int i = first; i < end && end - first < length; i++)
        {
            editor.Indices[i - first] = Indices[i] - sourceIndex;
        }

        destination = editor.Commit();
    }

    public void CopyTo(Span<T> destination) => CopyTo(destination, 0);

    public void CopyTo(Span<T> destination, int destinationIndex, T defaultValue = default)
    {
        Require(destinationIndex >= 0 && destinationIndex <= destination.Length - Length, nameof(destination), "Not large enough to hold these values.");
        Span<T> target = destination.Slice(destinationIndex, Length);
        if (IsDense)
        {
            Values.AsSpan(0, Length).CopyTo(target);
            return;
        }

        target.Fill(defaultValue);
        for (int i = 0; i < Count; i++)
        {
            target[Indices[i]] = Values[i];
        }
    }

    public static void Copy(T[] source, int sourceIndex, ref VBuffer<T> destination, int length)
    {
        VBufferEditor<T> editor = VBufferEditor.Create(ref destination, length);
        source.AsSpan(sourceIndex, length).CopyTo(editor.Values);
        destination = editor.Commit();
    }

    public IEnumerable<KeyValuePair<int, T>> Items(bool all = false)
    {
        int next = 0;
        for (int i = 0; i < Count; i++)
        {
            int index = IsDense ? i : Indices[i];
            for (; all && next < index; next++)
            {
                yield return new(next, default);
            }

            yield return new(index, Values[i]);
            next = index + 1;
        }

        for (; all && next < Length; next++)
        {
            yield return new(next, default);
        }
    }

    public IEnumerable<T> DenseValues() => Items(all: true).Select(item => item.Value);

    public void GetItemOrDefault(int index, ref T destination) => destination = GetItemOrDefault(index);

    public T GetItemOrDefault(int index)
    {
        Require(index >= 0 && index < Length, nameof(index));
        int at = IsDense ? index : Array.BinarySearch(Indices, 0, Count, index);
        return at >= 0 ? Values[at] : default;
    }

    public override string ToString() => IsDense
        ? $"Dense vector of size {Length}"
        : $"Sparse vector of size {Length}, {Count} explicit values";

    public IEnumerator GetEnumerator() => Items().GetEnumerator();

    private int FirstAt(int index)
    {
        int at = Array.BinarySearch(Indices, 0, Count, index);
        return at >= 0 ? at : ~at;
    }

    private static void Require(bool condition, string name, string message = null)
    {
        if (!condition)
        {
            throw new ArgumentOutOfRangeException(name, message);
        }
    }
}
