using Microsoft.ML;

namespace MLNet.Autoencoder;

/// <summary>
/// Columns of a data view as training rows: each pass is one cursor, in the data's own order, that reads these columns only. Sparse rows
/// become dense ones as they are read.
/// </summary>
/// <param name="view">The data.</param>
/// <param name="columns">Each a <c>Single</c> or a <c>Vector&lt;Single&gt;</c> of fixed size; a row is their values one after the other.</param>
internal sealed class DataViewRows(IDataView view, IReadOnlyList<DataViewSchema.Column> columns) : IRowSource
{
    public int Dimension { get; } = columns.Sum(column => InputColumns.SizeOf(column.Type));

    public IRowReader Open()
    {
        DataViewRowCursor cursor = view.GetRowCursor(columns);
        try
        {
            return new Reader(cursor, columns, Dimension);
        }
        catch
        {
            cursor.Dispose();
            throw;
        }
    }

    private sealed class Reader(DataViewRowCursor cursor, IReadOnlyList<DataViewSchema.Column> columns, int dimension) : IRowReader
    {
        private readonly InputReader _input = new(cursor, columns);

        public int Read(Span<float> rows, Span<float> weights)
        {
            int count = 0;
            while (rows.Length >= dimension && cursor.MoveNext())
            {
                _input.Read(rows[..dimension]);
                rows = rows[dimension..];
                count++;
            }

            return count;
        }

        public void Dispose() => cursor.Dispose();
    }
}
