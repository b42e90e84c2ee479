using Microsoft.ML;

namespace MLNet.Autoencoder.Inputs;

/// <summary>
/// The columns of a data view as rows for a model. Each pass opens one cursor, in the data's own order, that reads only these columns.
/// Sparse rows become dense as they are read.
/// </summary>
/// <param name="view">The data.</param>
/// <param name="columns">The columns, each a <c>Single</c> or a fixed-size <c>Vector&lt;Single&gt;</c>, in the order of the values.</param>
/// <param name="weight">The weight of a row, <c>Single</c>; null if all rows have the same weight.</param>
internal sealed class DataViewRows(IDataView view, IReadOnlyList<DataViewSchema.Column> columns, DataViewSchema.Column? weight = null)
    : IRowSource
{
    public int Dimension { get; } = columns.Sum(column => InputColumns.SizeOf(column.Type));

    public bool HasWeights => weight is not null;

    public IRowReader Open()
    {
        DataViewRowCursor cursor = view.GetRowCursor(weight is { } column ? columns.Append(column) : columns);
        try
        {
            return new Reader(cursor, columns, weight, Dimension);
        }
        catch
        {
            cursor.Dispose();
            throw;
        }
    }

    private sealed class Reader(
        DataViewRowCursor cursor, IReadOnlyList<DataViewSchema.Column> columns, DataViewSchema.Column? weight, int dimension) : IRowReader
    {
        private readonly InputReader _input = new(cursor, columns);
        private readonly ValueGetter<float>? _getWeight = weight is { } column ? cursor.GetGetter<float>(column) : null;

        public int Read(Span<float> rows, Span<float> weights)
        {
            int count = 0;
            while (rows.Length >= dimension && cursor.MoveNext())
            {
                _input.Read(rows[..dimension]);
                rows = rows[dimension..];
                if (!weights.IsEmpty)
                {
                    _getWeight!(ref weights[count]);
                }

                count++;
            }

            return count;
        }

        public void Dispose() => cursor.Dispose();
    }
}
