namespace MLNet.Autoencoder.Benchmarks.Measurement;

/// <summary>Any number of rows of uniform random numbers, generated from their indices as they are read and stored nowhere.</summary>
internal sealed class CountedRows(long count, int dimension) : IRowSource
{
    public int Dimension => dimension;

    public IRowReader Open() => new Reader(count, dimension);

    private sealed class Reader(long count, int dimension) : IRowReader
    {
        private long _next;

        public int Read(Span<float> rows, Span<float> weights)
        {
            int read = (int)Math.Min(rows.Length / dimension, count - _next);
            RandomValues.Fill(rows[..(read * dimension)], _next * dimension);
            _next += read;
            return read;
        }

        public void Dispose()
        {
        }
    }
}
