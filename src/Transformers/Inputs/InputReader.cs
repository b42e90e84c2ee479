using Microsoft.ML;

namespace MLNet.Autoencoder.Inputs;

/// <summary>
/// Reads the input columns of a row or cursor into one array of d values, in order. Sparse vectors become dense. Once the buffers are large
/// enough, reading a row allocates nothing.
/// </summary>
internal sealed class InputReader
{
    private readonly DataViewRow _row;
    private readonly ColumnBuffer[] _buffers;
    private readonly InputValues _values;

    /// <param name="row">The row, with the columns active.</param>
    /// <param name="columns">The columns, in the order of the values.</param>
    public InputReader(DataViewRow row, IReadOnlyList<DataViewSchema.Column> columns)
    {
        _row = row;
        _buffers = [.. columns.Select(column => ColumnBuffer.Of(row, column))];
        Array.ForEach(_buffers, buffer => buffer.Grow(1));
        _values = new InputValues(columns.Zip(_buffers));
    }

    /// <summary>Reads the current values of the row.</summary>
    /// <param name="values">Receives the values, <c>[d]</c>.</param>
    /// <exception cref="InvalidOperationException">A vector does not have the size that its type declares.</exception>
    public void Read(Span<float> values)
    {
        foreach (ColumnBuffer buffer in _buffers)
        {
            buffer.Read(0);
        }

        _values.CopyTo(values, 0, _row.Position);
    }
}
