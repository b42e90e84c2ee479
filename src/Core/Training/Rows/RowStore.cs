namespace MLNet.Autoencoder.Training;

/// <summary>Rows in memory, 4 bytes a value, with their weights. Grows by pieces, so that it never copies what it holds.</summary>
internal sealed class RowStore(int dimension, bool hasWeights)
{
    private const int ChunkLength = 1 << 18;

    // The weight of a row lies behind its values.
    private readonly int _width = dimension + (hasWeights ? 1 : 0);
    private readonly int _rowsPerChunk = Math.Max(1, ChunkLength / (dimension + (hasWeights ? 1 : 0)));
    private readonly List<float[]> _chunks = [];

    public int Count { get; private set; }

    /// <summary>The sum of the weights of the rows.</summary>
    public double TotalWeight { get; private set; }

    /// <summary>The values of a row, <c>[d]</c>.</summary>
    public ReadOnlySpan<float> this[int index] => Stored(index)[..dimension];

    /// <summary>The weight of a row; 1 where there are none.</summary>
    public float Weight(int index) => hasWeights ? Stored(index)[dimension] : 1;

    public void Add(ReadOnlySpan<float> row, float weight)
    {
        if (Count / _rowsPerChunk == _chunks.Count)
        {
            _chunks.Add(new float[_rowsPerChunk * _width]);
        }

        Count++;
        TotalWeight += weight;
        Span<float> stored = Stored(Count - 1);
        row.CopyTo(stored);
        if (hasWeights)
        {
            stored[dimension] = weight;
        }
    }

    /// <summary>Forgets the rows and keeps the room.</summary>
    public void Clear() => (Count, TotalWeight) = (0, 0);

    private Span<float> Stored(int index) => _chunks[index / _rowsPerChunk].AsSpan(index % _rowsPerChunk * _width, _width);
}
