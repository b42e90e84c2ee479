using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNet.Autoencoder;

/// <summary>
/// Reads the input columns of a row or cursor, one after the other, into one array of d values. Sparse vectors become dense ones; nothing
/// is allocated for a row once the buffers have their size.
/// </summary>
internal sealed class InputReader
{
    private readonly (int Size, ColumnReader Read)[] _columns;

    /// <param name="row">The row, with the columns active.</param>
    /// <param name="columns">The columns, in the order of the values.</param>
    public InputReader(DataViewRow row, IReadOnlyList<DataViewSchema.Column> columns) => _columns =
    [
        .. columns.Select(column => (
            InputColumns.SizeOf(column.Type),
            column.Type is VectorDataViewType ? VectorReader(row, column) : ScalarReader(row, column))),
    ];

    private delegate void ColumnReader(Span<float> values);

    /// <summary>Reads the row as it is now.</summary>
    /// <param name="values">Receives the values, <c>[d]</c>.</param>
    /// <exception cref="InvalidOperationException">A vector is not of the size that its type promises.</exception>
    public void Read(Span<float> values)
    {
        foreach (var (size, read) in _columns)
        {
            read(values[..size]);
            values = values[size..];
        }
    }

    private static ColumnReader ScalarReader(DataViewRow row, DataViewSchema.Column column)
    {
        var get = row.GetGetter<float>(column);
        return values => get(ref values[0]);
    }

    private static ColumnReader VectorReader(DataViewRow row, DataViewSchema.Column column)
    {
        var get = row.GetGetter<VBuffer<float>>(column);
        VBuffer<float> vector = default;
        return values =>
        {
            get(ref vector);
            if (vector.Length != values.Length)
            {
                throw new InvalidOperationException(
                    $"Column '{column.Name}' has {vector.Length} values in row {row.Position}, but its type promises {values.Length}.");
            }

            vector.CopyTo(values);
        };
    }
}
