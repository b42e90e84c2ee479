using System.Numerics;
using System.Runtime.Intrinsics.X86;

namespace MLNet.Autoencoder.Training;

/// <summary>Rows in memory, 4 bytes a value, with their weights. Grows by pieces, so that it never copies what it holds.</summary>
internal sealed class RowStore
{
    // Of a piece: 1 MB, or a row if that is more. It is all that is ever held too much.
    private const int ChunkLength = 1 << 18;

    // What is asked for ahead of a row; the processor sees for itself that the rest follows.
    private const int PrefetchedLength = 256;
    private const int CacheLineLength = 16;

    private readonly int _dimension;
    private readonly bool _hasWeights;

    // The weight of a row lies behind its values.
    private readonly int _width;

    // A piece holds 2^_chunkBits rows: which row of which piece is a shift and a mask away.
    private readonly int _chunkBits;
    private readonly List<float[]> _chunks = [];

    public RowStore(int dimension, bool hasWeights)
    {
        _dimension = dimension;
        _hasWeights = hasWeights;
        _width = dimension + (hasWeights ? 1 : 0);
        _chunkBits = BitOperations.Log2((uint)Math.Max(1, ChunkLength / _width));
    }

    public int Count { get; private set; }

    /// <summary>The sum of the weights of the rows.</summary>
    public double TotalWeight { get; private set; }

    /// <summary>The values of a row, <c>[d]</c>.</summary>
    public ReadOnlySpan<float> this[int index] => Stored(index)[.._dimension];

    /// <summary>The weight of a row; 1 where there are none.</summary>
    public float Weight(int index) => _hasWeights ? Stored(index)[_dimension] : 1;

    public void Add(ReadOnlySpan<float> row, float weight)
    {
        if (Count >> _chunkBits == _chunks.Count)
        {
            _chunks.Add(GC.AllocateUninitializedArray<float>(_width << _chunkBits));
        }

        Count++;
        TotalWeight += weight;
        Span<float> stored = Stored(Count - 1);
        row.CopyTo(stored);
        if (_hasWeights)
        {
            stored[_dimension] = weight;
        }
    }

    /// <summary>
    /// Asks for a row that will be read soon, where processors can be asked: read in random order, each row of a large store is far away.
    /// </summary>
    public unsafe void Prefetch(int index)
    {
        fixed (float* row = Stored(index))
        {
            for (int i = 0; Sse.IsSupported && i < Math.Min(_width, PrefetchedLength); i += CacheLineLength)
            {
                Sse.Prefetch0(row + i);
            }
        }
    }

    /// <summary>Forgets the rows and keeps the room.</summary>
    public void Clear() => (Count, TotalWeight) = (0, 0);

    private Span<float> Stored(int index) =>
        _chunks[index >> _chunkBits].AsSpan((index & ((1 << _chunkBits) - 1)) * _width, _width);
}
