using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.Autoencoder.Benchmarks.Measurement;

namespace MLNet.Autoencoder.Benchmarks.Serve;

/// <summary>
/// A view with one column of vectors that is as cheap to read as possible: it repeats a few rows. Consecutive rows always differ.
/// </summary>
/// <param name="dimension">d, the number of values in a row.</param>
/// <param name="count">The number of rows.</param>
/// <param name="maxCursors">The maximum number of cursors in a set. With 1, no caller can read in parallel unnoticed.</param>
internal sealed class GeneratedView(int dimension, long count, int maxCursors) : IDataView
{
    public const string ColumnName = "Features";

    // Few enough to stay in the cache.
    private const int DistinctRows = 64;

    private readonly float[] _rows = RandomValues.Of(DistinctRows * dimension);

    public bool CanShuffle => false;

    public DataViewSchema Schema { get; } = SchemaOf(dimension);

    public long? GetRowCount() => count;

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null) => new Cursor(this, 0, count);

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null)
    {
        long cursors = Math.Min(n, maxCursors);
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
        _rows.AsSpan((int)(row % DistinctRows) * dimension, dimension).CopyTo(editor.Values);
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
