using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace MLNet.Autoencoder.Data;

/// <summary>
/// Rows in memory with their weights and labels. A dense row takes 4 bytes per value, a row of at least three quarters zeros 8 bytes per nonzero value. Grows
/// in chunks, and so never copies more than a chunk.
/// </summary>
internal sealed class RowStore
{
    // Floats in a chunk: 1 MB, or one row if that is larger. At most one chunk is allocated in excess, and one more while a chunk is packed.
    private const int ChunkLength = 1 << 18;

    // How much of a row is prefetched; the processor's own prefetcher takes care of the rest.
    private const int PrefetchedLength = 256;
    private const int CacheLineLength = 16;

    // A value of a sparse row takes two floats, its own and its slot: packing saves at least half of the memory, or it is not worth the work.
    private const int SlotsPerValue = 4;

    private readonly int _dimension;
    private readonly int _weightLength;
    private readonly int _labelLength;

    // The weight of a row follows its values, and its label comes last.
    private readonly int _width;

    // A chunk holds 2^_chunkBits rows, so a shift and a mask find a row.
    private readonly int _chunkBits;

    // A chunk that is being filled, or would not be smaller packed, holds its rows side by side. Any other chunk is packed: first the offset of each
    // row and the end of the last, then the rows; sparse rows as values and slots.
    private readonly List<float[]> _chunks = [];
    private int _packedLength;
    private float[]? _spare;

    public RowStore(int dimension, bool hasWeights, bool hasLabels = false)
    {
        _dimension = dimension;
        _weightLength = hasWeights ? 1 : 0;
        _labelLength = hasLabels ? 1 : 0;
        _width = dimension + ExtraLength;
        _chunkBits = BitOperations.Log2((uint)Math.Max(1, ChunkLength / _width));
    }

    /// <summary>Whether rows have weights.</summary>
    public bool HasWeights => _weightLength > 0;

    /// <summary>Whether rows have labels.</summary>
    public bool HasLabels => _labelLength > 0;

    public int Count { get; private set; }

    /// <summary>The sum of the weights of the rows.</summary>
    public double TotalWeight { get; private set; }

    private int ChunkRows => 1 << _chunkBits;

    private int ExtraLength => _weightLength + _labelLength;

    /// <summary>The number of floats that a row takes, without its weight and label.</summary>
    public static int LengthOf(ReadOnlySpan<float> row) => IsSparse(row, out int nonzeros) ? 1 + (2 * nonzeros) : row.Length;

    /// <summary>The values of a row, <c>[d]</c>.</summary>
    /// <param name="index">The index of the row.</param>
    /// <param name="buffer">Memory for the values, <c>[d]</c>; used only if the row is packed.</param>
    public ReadOnlySpan<float> Read(int index, Span<float> buffer)
    {
        ReadOnlySpan<float> stored = Stored(index);
        if (stored.Length == _width)
        {
            return stored[.._dimension];
        }

        int count = (stored.Length - ExtraLength) / 2;
        ReadOnlySpan<int> slots = MemoryMarshal.Cast<float, int>(stored.Slice(count, count));
        buffer.Clear();
        for (int i = 0; i < count; i++)
        {
            buffer[slots[i]] = stored[i];
        }

        return buffer;
    }

    /// <summary>The weight of a row; 1 if rows have no weights.</summary>
    public float Weight(int index) => _weightLength == 0 ? 1 : Stored(index)[^ExtraLength];

    /// <summary>The label of a row; NaN if it is missing, or if rows have no labels.</summary>
    public float Label(int index) => _labelLength == 0 ? float.NaN : Stored(index)[^1];

    public void Add(ReadOnlySpan<float> row, float weight, float label = float.NaN)
    {
        int chunk = Count >> _chunkBits;
        int place = Count & (ChunkRows - 1);
        if (place == 0)
        {
            StartChunk(chunk);
        }

        Span<float> stored = _chunks[chunk].AsSpan(place * _width, _width);
        row.CopyTo(stored);
        stored.Slice(_dimension, _weightLength).Fill(weight);
        stored[^_labelLength..].Fill(label);
        Count++;
        TotalWeight += weight;
        _packedLength += (IsSparse(row, out int nonzeros) ? 2 * nonzeros : _dimension) + ExtraLength;
        if (place == ChunkRows - 1 && _packedLength < _chunks[chunk].Length)
        {
            _spare = _chunks[chunk];
            _chunks[chunk] = Packed(_spare);
        }
    }

    /// <summary>The rows side by side, each followed by its weight and its label, if rows have them.</summary>
    public float[] ToArray()
    {
        float[] rows = new float[checked(Count * _width)];
        for (int i = 0; i < Count; i++)
        {
            Span<float> row = rows.AsSpan(i * _width, _width);
            Read(i, row[.._dimension]).CopyTo(row);
            Stored(i)[^ExtraLength..].CopyTo(row[_dimension..]);
        }

        return rows;
    }

    /// <summary>Adds rows as <see cref="ToArray"/> returns them.</summary>
    public void AddRange(ReadOnlySpan<float> rows)
    {
        for (int start = 0; start < rows.Length; start += _width)
        {
            ReadOnlySpan<float> row = rows.Slice(start, _width);
            Add(row[.._dimension], _weightLength == 0 ? 1 : row[^ExtraLength], _labelLength == 0 ? float.NaN : row[^1]);
        }
    }

    /// <summary>
    /// Prefetches a row that will be read soon, if the processor can: rows of a large store that are read in random order are rarely in cache.
    /// </summary>
    public unsafe void Prefetch(int index)
    {
        ReadOnlySpan<float> stored = Stored(index);
        fixed (float* row = stored)
        {
            for (int i = 0; Sse.IsSupported && i < Math.Min(stored.Length, PrefetchedLength); i += CacheLineLength)
            {
                Sse.Prefetch0(row + i);
            }
        }
    }

    /// <summary>Removes all rows, and keeps the memory that can be reused.</summary>
    public void Clear()
    {
        (Count, TotalWeight) = (0, 0);
        _chunks.RemoveAll(IsPacked);
    }

    private void StartChunk(int chunk)
    {
        _packedLength = ChunkRows + 1;
        if (chunk == _chunks.Count)
        {
            _chunks.Add(_spare ?? GC.AllocateUninitializedArray<float>(_width << _chunkBits));
            _spare = null;
        }
    }

    private bool IsPacked(float[] chunk) => chunk.Length < _width << _chunkBits;

    private float[] Packed(ReadOnlySpan<float> rows)
    {
        float[] packed = GC.AllocateUninitializedArray<float>(_packedLength);
        Span<int> starts = MemoryMarshal.Cast<float, int>(packed.AsSpan());
        starts[0] = ChunkRows + 1;
        for (int i = 0; i < ChunkRows; i++)
        {
            starts[i + 1] = starts[i] + Pack(rows.Slice(i * _width, _width), packed.AsSpan(starts[i]));
        }

        return packed;
    }

    /// <summary>Packs a row with its weight and label.</summary>
    /// <returns>The packed length.</returns>
    private int Pack(ReadOnlySpan<float> row, Span<float> packed)
    {
        if (!IsSparse(row[.._dimension], out int nonzeros))
        {
            row.CopyTo(packed);
            return row.Length;
        }

        Span<int> slots = MemoryMarshal.Cast<float, int>(packed.Slice(nonzeros, nonzeros));
        int count = 0;
        for (int slot = 0; slot < _dimension; slot++)
        {
            if (BitConverter.SingleToInt32Bits(row[slot]) != 0)
            {
                (packed[count], slots[count]) = (row[slot], slot);
                count++;
            }
        }

        row[_dimension..].CopyTo(packed[(2 * nonzeros)..]);
        return (2 * nonzeros) + ExtraLength;
    }

    /// <summary>Whether most values of a row are zero.</summary>
    /// <param name="row">The row.</param>
    /// <param name="nonzeros">The number of nonzero values. Bits are compared, so that minus zero is preserved.</param>
    private static bool IsSparse(ReadOnlySpan<float> row, out int nonzeros)
    {
        nonzeros = row.Length - MemoryMarshal.Cast<float, int>(row).Count(0);
        return (long)SlotsPerValue * nonzeros <= row.Length;
    }

    private ReadOnlySpan<float> Stored(int index)
    {
        float[] chunk = _chunks[index >> _chunkBits];
        int place = index & (ChunkRows - 1);
        if (!IsPacked(chunk))
        {
            return chunk.AsSpan(place * _width, _width);
        }

        ReadOnlySpan<int> starts = MemoryMarshal.Cast<float, int>(chunk.AsSpan());
        return chunk.AsSpan(starts[place]..starts[place + 1]);
    }
}
