using MLNet.Autoencoder.Foundation;

namespace MLNet.Autoencoder;

/// <summary>Rows in an array.</summary>
public sealed class InMemoryRows : IRowSource
{
    private readonly ReadOnlyMemory<float> _values;
    private readonly ReadOnlyMemory<float> _weights;

    /// <summary>Wraps arrays without copying them.</summary>
    /// <param name="values">The rows, <c>[rows, dimension]</c>; NaN is a missing value.</param>
    /// <param name="dimension">d, the number of values in a row; 1 or more.</param>
    /// <param name="weights">The weight of each row, 0 or more, <c>[rows]</c>; empty if all rows count equally.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="dimension"/> is less than 1.</exception>
    /// <exception cref="ArgumentException">The values are not whole rows, or the number of weights differs from the number of rows.</exception>
    public InMemoryRows(ReadOnlyMemory<float> values, int dimension, ReadOnlyMemory<float> weights = default)
    {
        Require.AtLeast(1, dimension, nameof(dimension));
        Require.WholeRows(values.Length, dimension, nameof(values));
        if (!weights.IsEmpty && weights.Length != values.Length / dimension)
        {
            throw new ArgumentException(
                $"{weights.Length} weights were given for {values.Length / dimension} rows. Pass one weight per row, or none.", nameof(weights));
        }

        _values = values;
        _weights = weights;
        Dimension = dimension;
    }

    /// <inheritdoc/>
    public int Dimension { get; }

    /// <inheritdoc/>
    public bool HasWeights => !_weights.IsEmpty;

    /// <inheritdoc/>
    public IRowReader Open() => new Reader(_values, _weights, Dimension);

    private sealed class Reader(ReadOnlyMemory<float> values, ReadOnlyMemory<float> weights, int dimension) : IRowReader
    {
        private int _next;

        public int Read(Span<float> rows, Span<float> rowWeights)
        {
            int start = _next;
            int count = Math.Min(rows.Length, values.Length - (start * dimension)) / dimension;
            _next += count;
            values.Span.Slice(start * dimension, count * dimension).CopyTo(rows);
            if (!rowWeights.IsEmpty)
            {
                weights.Span.Slice(start, count).CopyTo(rowWeights);
            }

            return count;
        }

        public void Dispose()
        {
        }
    }
}
