using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace MLNet.Autoencoder.Data;

/// <summary>
/// Rows in memory with their weights: 4 bytes a value or, of a row that is zeros for three quarters and more, 8 bytes for each of the others. Grows
/// by pieces, so that it never copies more than a piece.
/// </summary>
internal sealed class RowStore
{
    // Of a piece: 1 MB, or a row if that is more. It is all that is ever held too much, and once more as long as a piece is packed.
    private const int ChunkLength = 1 << 18;

    // What is asked for ahead of a row; the processor sees for itself that the rest follows.
    private const int PrefetchedLength = 256;
    private const int CacheLineLength = 16;

    // Of a sparse row a value takes two places, its own and that of its slot: half the room is saved at the least, or it is not worth the work.
    private const int SlotsPerValue = 4;

    private readonly int _dimension;
    private readonly int _weightLength;

    // The weight of a row lies behind its values.
    private readonly int _width;

    // A piece holds 2^_chunkBits rows: which row of which piece is a shift and a mask away.
    private readonly int _chunkBits;

    // A piece that is being filled, or has nothing to gain from it, holds its rows side by side. Any other is packed: first where each row starts,
    // and where the last ends, then the rows; those that are sparse as values and slots.
    private readonly List<float[]> _chunks = [];
    private int _packedLength;
    private float[]? _spare;

    public RowStore(int dimension, bool hasWeights)
    {
        _dimension = dimension;
        _weightLength = hasWeights ? 1 : 0;
        _width = dimension + _weightLength;
        _chunkBits = BitOperations.Log2((uint)Math.Max(1, ChunkLength / _width));
    }

    public int Count { get; private set; }

    /// <summary>The sum of the weights of the rows.</summary>
    public double TotalWeight { get; private set; }

    private int ChunkRows => 1 << _chunkBits;

    /// <summary>How many values' room a row takes, without its weight.</summary>
    public static int LengthOf(ReadOnlySpan<float> row) => IsSparse(row, out int others) ? 1 + (2 * others) : row.Length;

    /// <summary>The values of a row, <c>[d]</c>.</summary>
    /// <param name="index">Which row.</param>
    /// <param name="room">Room for the values, <c>[d]</c>, which is used where they do not lie side by side.</param>
    public ReadOnlySpan<float> Read(int index, Span<float> room)
    {
        ReadOnlySpan<float> stored = Stored(index);
        if (stored.Length == _width)
        {
            return stored[.._dimension];
        }

        int count = (stored.Length - _weightLength) / 2;
        ReadOnlySpan<int> slots = MemoryMarshal.Cast<float, int>(stored.Slice(count, count));
        room.Clear();
        for (int i = 0; i < count; i++)
        {
            room[slots[i]] = stored[i];
        }

        return room;
    }

    /// <summary>The weight of a row; 1 where there are none.</summary>
    public float Weight(int index) => _weightLength == 0 ? 1 : Stored(index)[^1];

    public void Add(ReadOnlySpan<float> row, float weight)
    {
        int chunk = Count >> _chunkBits;
        int place = Count & (ChunkRows - 1);
        if (place == 0)
        {
            StartChunk(chunk);
        }

        Span<float> stored = _chunks[chunk].AsSpan(place * _width, _width);
        row.CopyTo(stored);
        stored[_dimension..].Fill(weight);
        Count++;
        TotalWeight += weight;
        _packedLength += (IsSparse(row, out int others) ? 2 * others : _dimension) + _weightLength;
        if (place == ChunkRows - 1 && _packedLength < _chunks[chunk].Length)
        {
            _spare = _chunks[chunk];
            _chunks[chunk] = Packed(_spare);
        }
    }

    /// <summary>
    /// Asks for a row that will be read soon, where processors can be asked: read in random order, each row of a large store is far away.
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

    /// <summary>Forgets the rows, and keeps what room can be used again.</summary>
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

    /// <summary>Packs a row with its weight.</summary>
    /// <returns>How long it is packed.</returns>
    private int Pack(ReadOnlySpan<float> row, Span<float> packed)
    {
        if (!IsSparse(row[.._dimension], out int others))
        {
            row.CopyTo(packed);
            return row.Length;
        }

        Span<int> slots = MemoryMarshal.Cast<float, int>(packed.Slice(others, others));
        int count = 0;
        for (int slot = 0; slot < _dimension; slot++)
        {
            if (BitConverter.SingleToInt32Bits(row[slot]) != 0)
            {
                (packed[count], slots[count]) = (row[slot], slot);
                count++;
            }
        }

        row[_dimension..].CopyTo(packed[(2 * others)..]);
        return (2 * others) + _weightLength;
    }

    /// <summary>Whether a row is zeros for the most part.</summary>
    /// <param name="row">The row.</param>
    /// <param name="others">How many values are not zero; by their bits, for minus zero is not to become zero.</param>
    private static bool IsSparse(ReadOnlySpan<float> row, out int others)
    {
        others = row.Length - MemoryMarshal.Cast<float, int>(row).Count(0);
        return (long)SlotsPerValue * others <= row.Length;
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
