namespace MLNet.Autoencoder.Core.Tests.Memory;

/// <summary>Rows that are not held in memory: after leading zeros, each value is computed from its row and slot.</summary>
internal sealed class GeneratedRows(int count, int dimension, int zerosBefore = 0) : IRowSource
{
    public int Dimension => dimension;

    public IRowReader Open() => new Reader(count, dimension, zerosBefore);

    private sealed class Reader(int count, int dimension, int zerosBefore) : IRowReader
    {
        private int _next;

        public int Read(Span<float> rows, Span<float> weights)
        {
            int read = Math.Min(rows.Length / dimension, count - _next);
            rows[..(read * dimension)].Clear();
            for (int row = 0; row < read; row++)
            {
                for (int slot = zerosBefore; slot < dimension; slot++)
                {
                    rows[(row * dimension) + slot] = ((((_next + row) * dimension) + slot) * 0x9E3779B1u >> 8) * (1f / (1 << 24));
                }
            }

            _next += read;
            return read;
        }

        public void Dispose()
        {
        }
    }
}
