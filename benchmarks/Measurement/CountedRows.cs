namespace MLNet.Autoencoder.Benchmarks.Measurement;

/// <summary>Any number of rows of uniform random numbers, generated from their indices as they are read and stored nowhere.</summary>
/// <param name="count">The number of rows.</param>
/// <param name="dimension">d.</param>
/// <param name="first">The index of the first row, for a part of a larger table.</param>
internal sealed class CountedRows(long count, int dimension, long first = 0) : IRowSource
{
    public int Dimension => dimension;

    public IRowReader Open() => new Reader(count, dimension, first);

    private sealed class Reader(long count, int dimension, long first) : IRowReader
    {
        private long _next;

        public int Read(Span<float> rows, Span<float> weights)
        {
            int read = (int)Math.Min(rows.Length / dimension, count - _next);
            RandomValues.Fill(rows[..(read * dimension)], (first + _next) * dimension);
            _next += read;
            return read;
        }

        public void Dispose()
        {
        }
    }
}
