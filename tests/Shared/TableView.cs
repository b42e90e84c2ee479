using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNet.Autoencoder.Tests;

/// <summary>A data view with computed rows. It shuffles, opens parallel cursors, is thread-safe, and counts what is read from it.</summary>
internal sealed class TableView : IDataView
{
    private readonly int _rowCount;
    private readonly TableColumn[] _columns;

    public TableView(int rowCount, params TableColumn[] columns)
    {
        _rowCount = rowCount;
        _columns = columns;
        var builder = new DataViewSchema.Builder();
        foreach (var column in columns)
        {
            builder.AddColumn(column.Name, column.Type, column.Annotations);
        }

        Schema = builder.ToSchema();
        Reads = columns.ToDictionary(column => column.Name, _ => 0);
    }

    public DataViewSchema Schema { get; }

    public bool CanShuffle => true;

    public int RowsRead { get; private set; }

    public int ValuesRead => Reads.Values.Sum();

    /// <summary>The number of values read from each column.</summary>
    public Dictionary<string, int> Reads { get; }

    /// <summary>The number of cursors not disposed yet.</summary>
    public int OpenCursors { get; private set; }

    public List<string[]> Activations { get; } = [];

    public long? GetRowCount() => _rowCount;

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null) =>
        Open(Activate(columnsNeeded), Order(rand), batch: 0);

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null)
    {
        bool[] active = Activate(columnsNeeded);
        int[] order = Order(rand);

        // Each cursor takes the next run of rows: ML.NET orders the rows of a set by their batch.
        return [.. order.Chunk((order.Length + n - 1) / n).Select((rows, part) => Open(active, rows, part))];
    }

    private Cursor Open(bool[] active, int[] rows, long batch)
    {
        lock (this)
        {
            OpenCursors++;
        }

        return new Cursor(this, active, rows, batch);
    }

    private bool[] Activate(IEnumerable<DataViewSchema.Column> columns)
    {
        var needed = columns.ToArray();
        lock (this)
        {
            Activations.Add([.. needed.Select(column => column.Name)]);
        }

        bool[] active = new bool[_columns.Length];
        foreach (var column in needed)
        {
            active[column.Index] = true;
        }

        return active;
    }

    private int[] Order(Random? rand)
    {
        int[] order = [.. Enumerable.Range(0, _rowCount)];
        rand?.Shuffle(order);
        return order;
    }

    private sealed class Cursor(TableView view, bool[] active, int[] order, long batch) : DataViewRowCursor
    {
        private long _position = -1;

        public override long Position => _position;

        public override long Batch => batch;

        public override DataViewSchema Schema => view.Schema;

        private int Row => order[_position];

        public override bool MoveNext()
        {
            if (_position + 1 >= order.Length)
            {
                // Another call would start again from the first row, which exposes callers that do not stop.
                _position = -1;
                return false;
            }

            _position++;
            lock (view)
            {
                view.RowsRead++;
            }

            return true;
        }

        public override ValueGetter<DataViewRowId> GetIdGetter() =>
            (ref DataViewRowId id) => id = new DataViewRowId((ulong)Row, 7);

        public override bool IsColumnActive(DataViewSchema.Column column) => active[column.Index];

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
        {
            if (!active[column.Index])
            {
                throw new InvalidOperationException($"'{column.Name}' is not active.");
            }

            return view._columns[column.Index].Getter(() => Count(column.Name)) as ValueGetter<TValue>
                ?? throw new InvalidOperationException($"'{column.Name}' is not of type {typeof(TValue)}.");
        }

        /// <summary>Called once per cursor, as <see cref="DataViewRow"/> ensures.</summary>
        protected override void Dispose(bool disposing)
        {
            lock (view)
            {
                view.OpenCursors--;
            }

            base.Dispose(disposing);
        }

        private int Count(string column)
        {
            lock (view)
            {
                view.Reads[column]++;
            }

            return Row;
        }
    }
}

/// <summary>A column of a <see cref="TableView"/>.</summary>
internal sealed record TableColumn(string Name, DataViewType Type, DataViewSchema.Annotations? Annotations, Func<Func<int>, Delegate> Getter)
{
    public static TableColumn Scalar<T>(string name, PrimitiveDataViewType type, Func<int, T> value) =>
        new(name, type, null, row => new ValueGetter<T>((ref T target) => target = value(row())));

    /// <summary>A column that exists but cannot be read.</summary>
    public static TableColumn Unreadable(string name, DataViewType type) =>
        new(name, type, null, _ => throw new InvalidOperationException($"'{name}' cannot be read."));

    public static TableColumn Vector<T>(string name, DataViewType type, Func<int, VBuffer<T>> value, DataViewSchema.Annotations? annotations = null) =>
        new(name, type, annotations, row => new ValueGetter<VBuffer<T>>((ref VBuffer<T> target) => value(row()).CopyTo(ref target)));
}
