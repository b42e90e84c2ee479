using MLNet.Autoencoder.Foundation;

namespace MLNet.Autoencoder;

/// <summary>Rows in an array.</summary>
public sealed class InMemoryRows : IRowSource
{
    private readonly ReadOnlyMemory<float> _values;
    private readonly ReadOnlyMemory<float> _weights;
    private readonly ReadOnlyMemory<float> _labels;
    private readonly LabelKind _labelKind;

    /// <summary>Wraps arrays without copying them.</summary>
    /// <param name="values">The rows, <c>[rows, dimension]</c>; NaN is a missing value.</param>
    /// <param name="dimension">d, the number of values in a row; 1 or more.</param>
    /// <param name="weights">The weight of each row, 0 or more, <c>[rows]</c>; empty if all rows count equally.</param>
    /// <param name="labels">
    /// The label of each row, <c>[rows]</c>: the number of its class, 0 or more, or the number to predict; NaN if it is missing. Empty if rows have none.
    /// </param>
    /// <param name="labelKind">What the labels are.</param>
    /// <exception cref="ArgumentOutOfRangeException">
    /// <paramref name="dimension"/> is less than 1, or <paramref name="labelKind"/> is undefined.
    /// </exception>
    /// <exception cref="ArgumentException">
    /// The values are not whole rows, or the number of weights or labels differs from the number of rows.
    /// </exception>
    public InMemoryRows(
        ReadOnlyMemory<float> values,
        int dimension,
        ReadOnlyMemory<float> weights = default,
        ReadOnlyMemory<float> labels = default,
        LabelKind labelKind = default)
    {
        Require.AtLeast(1, dimension, nameof(dimension));
        Require.WholeRows(values.Length, dimension, nameof(values));
        if (!weights.IsEmpty && weights.Length != values.Length / dimension)
        {
            throw new ArgumentException(
                $"{weights.Length} weights were given for {values.Length / dimension} rows. Pass one weight per row, or none.", nameof(weights));
        }

        if (!labels.IsEmpty && labels.Length != values.Length / dimension)
        {
            throw new ArgumentException(
                $"{labels.Length} labels were given for {values.Length / dimension} rows. Pass one label per row, or none.", nameof(labels));
        }

        Require.Defined(labelKind, nameof(labelKind));
        _values = values;
        _weights = weights;
        _labels = labels;
        _labelKind = labelKind;
        Dimension = dimension;
    }

    /// <inheritdoc/>
    public int Dimension { get; }

    /// <inheritdoc/>
    public bool HasWeights => !_weights.IsEmpty;

    /// <inheritdoc/>
    public LabelKind? Labels => _labels.IsEmpty ? null : _labelKind;

    /// <summary>Whether there are no rows.</summary>
    internal bool IsEmpty => _values.IsEmpty;

    /// <inheritdoc/>
    public IRowReader Open() => new Reader(_values, _weights, _labels, Dimension);

    private sealed class Reader(ReadOnlyMemory<float> values, ReadOnlyMemory<float> weights, ReadOnlyMemory<float> labels, int dimension) : IRowReader
    {
        private int _next;

        public int Read(Span<float> rows, Span<float> rowWeights) => Read(rows, rowWeights, rowLabels: []);

        public int Read(Span<float> rows, Span<float> rowWeights, Span<float> rowLabels)
        {
            int start = _next;
            int count = Math.Min(rows.Length, values.Length - (start * dimension)) / dimension;
            _next += count;
            values.Span.Slice(start * dimension, count * dimension).CopyTo(rows);
            if (!rowWeights.IsEmpty)
            {
                weights.Span.Slice(start, count).CopyTo(rowWeights);
            }

            if (!rowLabels.IsEmpty)
            {
                labels.Span.Slice(start, count).CopyTo(rowLabels);
            }

            return count;
        }

        public void Dispose()
        {
        }
    }
}
