namespace MLNet.Autoencoder.Training;

/// <summary>Rows in memory, 4 bytes a value. Grows by pieces, so that it never copies what it holds.</summary>
internal sealed class RowStore(int dimension)
{
    private const int ChunkLength = 1 << 18;

    private readonly int _rowsPerChunk = Math.Max(1, ChunkLength / dimension);
    private readonly List<float[]> _chunks = [];

    public int Count { get; private set; }

    public ReadOnlySpan<float> this[int index] => _chunks[index / _rowsPerChunk].AsSpan(index % _rowsPerChunk * dimension, dimension);

    public void Add(ReadOnlySpan<float> row)
    {
        int chunk = Count / _rowsPerChunk;
        if (chunk == _chunks.Count)
        {
            _chunks.Add(new float[_rowsPerChunk * dimension]);
        }

        row.CopyTo(_chunks[chunk].AsSpan(Count % _rowsPerChunk * dimension));
        Count++;
    }

    /// <summary>Forgets the rows and keeps the room.</summary>
    public void Clear() => Count = 0;
}
