using Microsoft.ML;

namespace MLNet.Autoencoder.Inputs;

/// <summary>
/// The columns of a data view as rows for a model. Each pass opens one cursor, in the data's own order, that reads only these columns.
/// Sparse rows become dense as they are read.
/// </summary>
/// <param name="view">The data.</param>
/// <param name="columns">The columns, each a <c>Single</c> or a fixed-size <c>Vector&lt;Single&gt;</c>, in the order of the values.</param>
/// <param name="weight">The weight of a row, <c>Single</c>; null if all rows have the same weight.</param>
/// <param name="label">The label of a row, a key, a Boolean or a <c>Single</c>; null if rows have none.</param>
internal sealed class DataViewRows(
    IDataView view, IReadOnlyList<DataViewSchema.Column> columns, DataViewSchema.Column? weight = null, DataViewSchema.Column? label = null)
    : IRowSource
{
    public int Dimension { get; } = columns.Sum(column => InputColumns.SizeOf(column.Type));

    public bool HasWeights => weight is not null;

    public LabelKind? Labels => label is { } column ? LabelReader.KindOf(column.Type) : null;

    public IRowReader Open()
    {
        DataViewRowCursor cursor = view.GetRowCursor([.. columns, .. Present(weight), .. Present(label)]);
        try
        {
            return new Reader(cursor, columns, weight, label, Dimension);
        }
        catch
        {
            cursor.Dispose();
            throw;
        }
    }

    private static IEnumerable<DataViewSchema.Column> Present(DataViewSchema.Column? column) => column is { } present ? [present] : [];

    private sealed class Reader(
        DataViewRowCursor cursor,
        IReadOnlyList<DataViewSchema.Column> columns,
        DataViewSchema.Column? weight,
        DataViewSchema.Column? label,
        int dimension) : IRowReader
    {
        private readonly InputReader _input = new(cursor, columns);
        private readonly ValueGetter<float>? _getWeight = weight is { } column ? cursor.GetGetter<float>(column) : null;

        private readonly Func<float>? _readLabel = label is { } column ? LabelReader.Open(cursor, column) : null;

        public int Read(Span<float> rows, Span<float> weights) => Read(rows, weights, labels: []);

        public int Read(Span<float> rows, Span<float> weights, Span<float> labels)
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

                if (!labels.IsEmpty)
                {
                    labels[count] = _readLabel!();
                }

                count++;
            }

            return count;
        }

        public void Dispose() => cursor.Dispose();
    }
}
