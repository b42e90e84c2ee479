using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.Autoencoder.Benchmarks.Measurement;

namespace MLNet.Autoencoder.Benchmarks.Serve;

/// <summary>
/// A view of one column of vectors that costs as little to read as can be: a few rows, copied again and again. One row is never like the next.
/// </summary>
/// <param name="dimension">d, the values of a row.</param>
/// <param name="count">How many rows.</param>
/// <param name="mostCursors">How many cursors a set may have: with one, nobody above can read in parallel on the quiet.</param>
internal sealed class GeneratedView(int dimension, long count, int mostCursors) : IDataView
{
    public const string ColumnName = "Features";

    // Few enough to stay in the cache.
    private const int DifferentRows = 64;

    private readonly float[] _rows = RandomValues.Of(DifferentRows * dimension);

    public bool CanShuffle => false;

    public DataViewSchema Schema { get; } = SchemaOf(dimension);

    public long? GetRowCount() => count;

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null) => new Cursor(this, 0, count);

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null)
    {
        long cursors = Math.Min(n, mostCursors);
        return [.. Enumerable.Range(0, (int)cursors).Select(i => new Cursor(this, count * i / cursors, count * (i + 1) / cursors))];
    }

    private static DataViewSchema SchemaOf(int dimension)
    {
        var builder = new DataViewSchema.Builder();
        builder.AddColumn(ColumnName, new VectorDataViewType(NumberDataViewType.Single, dimension));
        return builder.ToSchema();
    }

    private void Copy(long row, ref VBuffer<float> value)
    {
        var editor = VBufferEditor.Create(ref value, dimension);
        _rows.AsSpan((int)(row % DifferentRows) * dimension, dimension).CopyTo(editor.Values);
        value = editor.Commit();
    }

    private sealed class Cursor(GeneratedView view, long start, long end) : DataViewRowCursor
    {
        private long _position = start - 1;

        public override long Position => _position;

        public override long Batch => start;

        public override DataViewSchema Schema => view.Schema;

        public override bool MoveNext() => ++_position < end;

        public override bool IsColumnActive(DataViewSchema.Column column) => true;

        public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId id) => id = new DataViewRowId((ulong)_position, 0);

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) =>
            (ValueGetter<TValue>)(object)new ValueGetter<VBuffer<float>>((ref VBuffer<float> value) => view.Copy(_position, ref value));
    }
}
