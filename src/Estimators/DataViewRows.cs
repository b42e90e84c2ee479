using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNet.Autoencoder;

/// <summary>
/// A column of a data view as training rows: each pass is one cursor, in the data's own order, that reads this column only. Sparse rows
/// become dense ones as they are read.
/// </summary>
/// <param name="view">The data.</param>
/// <param name="column">A <c>Vector&lt;Single&gt;</c> of fixed size.</param>
internal sealed class DataViewRows(IDataView view, DataViewSchema.Column column) : IRowSource
{
    public int Dimension { get; } = ((VectorDataViewType)column.Type).Size;

    public IRowReader Open()
    {
        DataViewRowCursor cursor = view.GetRowCursor([column]);
        try
        {
            return new Reader(cursor, column, Dimension);
        }
        catch
        {
            cursor.Dispose();
            throw;
        }
    }

    private sealed class Reader(DataViewRowCursor cursor, DataViewSchema.Column column, int dimension) : IRowReader
    {
        private readonly ValueGetter<VBuffer<float>> _getRow = cursor.GetGetter<VBuffer<float>>(column);
        private VBuffer<float> _row;

        public int Read(Span<float> rows)
        {
            int count = 0;
            while (rows.Length >= dimension && cursor.MoveNext())
            {
                _getRow(ref _row);
                if (_row.Length != dimension)
                {
                    throw new InvalidOperationException(
                        $"Row {cursor.Position} has {_row.Length} values, but the column's type promises {dimension}.");
                }

                _row.CopyTo(rows[..dimension]);
                rows = rows[dimension..];
                count++;
            }

            return count;
        }

        public void Dispose() => cursor.Dispose();
    }
}
