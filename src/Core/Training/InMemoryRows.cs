namespace MLNet.Autoencoder;

/// <summary>Rows that lie one after the other in an array.</summary>
public sealed class InMemoryRows : IRowSource
{
    private readonly ReadOnlyMemory<float> _values;

    /// <summary>Wraps an array without copying it.</summary>
    /// <param name="values">The rows one after the other, <c>[rows, dimension]</c>.</param>
    /// <param name="dimension">d, the number of values in a row; 1 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="dimension"/> is less than 1.</exception>
    /// <exception cref="ArgumentException">The values do not make whole rows.</exception>
    public InMemoryRows(ReadOnlyMemory<float> values, int dimension)
    {
        Require.AtLeast(1, dimension, nameof(dimension));
        Require.WholeRows(values.Length, dimension, nameof(values));
        _values = values;
        Dimension = dimension;
    }

    /// <inheritdoc/>
    public int Dimension { get; }

    /// <inheritdoc/>
    public IRowReader Open() => new Reader(_values, Dimension);

    private sealed class Reader(ReadOnlyMemory<float> remaining, int dimension) : IRowReader
    {
        private ReadOnlyMemory<float> _remaining = remaining;

        public int Read(Span<float> rows)
        {
            int count = Math.Min(rows.Length, _remaining.Length);
            _remaining.Span[..count].CopyTo(rows);
            _remaining = _remaining[count..];
            return count / dimension;
        }

        public void Dispose()
        {
        }
    }
}
