using ParquetSharp;

/// <summary>Columns of a row group, read as rows.</summary>
/// <remarks>
/// pandas, Spark and others write columns that may be null, with double precision unless told otherwise. This class reads such columns of Single; for those
/// of Double, read <c>double?</c>.
/// </remarks>
internal sealed class RowGroupRows : IDisposable
{
    private readonly LogicalColumnReader<float?>[] _columns;
    private float?[] _values = [];

    public RowGroupRows(RowGroupReader group, IReadOnlyList<string> columns)
    {
        SchemaDescriptor schema = group.MetaData.Schema;
        Dictionary<string, int> places = Enumerable.Range(0, schema.NumColumns).ToDictionary(place => schema.Column(place).Name);
        _columns = [.. columns.Select(name => group.Column(places[name]).LogicalReader<float?>())];
        Left = group.MetaData.NumRows;
    }

    /// <summary>The number of rows that have not been read.</summary>
    public long Left { get; private set; }

    /// <summary>Reads the next rows.</summary>
    /// <param name="rows">Receives whole rows, <c>[count, columns]</c>.</param>
    /// <returns>The number of rows read.</returns>
    public int Read(Span<float> rows)
    {
        int width = _columns.Length, count = (int)Math.Min(Left, rows.Length / width);
        if (_values.Length < count)
        {
            _values = new float?[count];
        }

        Span<float?> values = _values.AsSpan(0, count);
        for (int column = 0; column < width; column++)
        {
            if (_columns[column].ReadBatch(values) < count)
            {
                throw new InvalidDataException("A column has fewer values than its row group has rows.");
            }

            for (int row = 0; row < count; row++)
            {
                rows[(row * width) + column] = values[row] ?? float.NaN;
            }
        }

        Left -= count;
        return count;
    }

    public void Dispose() => Array.ForEach(_columns, column => column.Dispose());
}
