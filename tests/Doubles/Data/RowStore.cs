namespace Microsoft.ML.Data;

/// <summary>Rows held in memory, column by column, so that they can be read in any order and by several cursors at once.</summary>
internal sealed class RowStore(DataViewSchema schema)
{
    /// <summary>Rows that one cursor of a set serves before another's turn comes. Small, so that small tests see several batches.</summary>
    private const int BatchSize = 16;

    private readonly Dictionary<int, object> _columns = [];
    private List<DataViewRowId> _ids;

    public int? Count => _ids?.Count;

    /// <summary>The rows of a cursor, in its order and with its ids.</summary>
    public static RowStore Read(DataViewRowCursor cursor)
    {
        var store = new RowStore(cursor.Schema);
        using (cursor)
        {
            store.Fill(cursor, cursor.Schema.Where(cursor.IsColumnActive));
        }

        return store;
    }

    /// <summary>Reads what is not yet there.</summary>
    public void Ensure(IDataView source, IEnumerable<DataViewSchema.Column> columns)
    {
        lock (_columns)
        {
            List<DataViewSchema.Column> missing = columns.Where(c => !_columns.ContainsKey(c.Index)).ToList();
            if (missing.Count > 0 || _ids is null)
            {
                using DataViewRowCursor cursor = source.GetRowCursor(missing);
                Fill(cursor, missing);
            }
        }
    }

    public DataViewRowCursor Serial(bool[] active, Random rand, bool keepIds)
    {
        int[] order = Enumerable.Range(0, _ids.Count).ToArray();
        rand?.Shuffle(order);
        return new StoreCursor(this, active, order.Select(row => (row, 0L)).GetEnumerator(), keepIds);
    }

    /// <summary>Cursors that share out the rows; sorting by batch brings back the order.</summary>
    public DataViewRowCursor[] Split(bool[] active, int n, Random rand, bool keepIds)
    {
        int[] order = Enumerable.Range(0, _ids.Count).ToArray();
        rand?.Shuffle(order);
        var batches = order.Chunk(BatchSize).Select((rows, batch) => (rows, batch)).ToList();
        return Enumerable.Range(0, n).Select(part => (DataViewRowCursor)new StoreCursor(
            this,
            active,
            batches.Where(b => b.batch % n == part).SelectMany(b => b.rows.Select(row => (row, (long)b.batch))).GetEnumerator(),
            keepIds)).ToArray();
    }

    private void Fill(DataViewRowCursor cursor, IEnumerable<DataViewSchema.Column> columns)
    {
        List<Action> adders = columns.ToList().ConvertAll(c => Generic.Call<Action>(AdderOf<int>, ItemOf(c), this, cursor, c));
        ValueGetter<DataViewRowId> getId = cursor.GetIdGetter();
        List<DataViewRowId> ids = [];
        while (cursor.MoveNext())
        {
            DataViewRowId id = default;
            getId(ref id);
            ids.Add(id);
            adders.ForEach(add => add());
        }

        _ids = ids;
    }

    private static Type ItemOf(DataViewSchema.Column column) => column.Type.RawType;

    private static Action AdderOf<T>(RowStore store, DataViewRowCursor cursor, DataViewSchema.Column column)
    {
        ValueGetter<T> getter = cursor.GetGetter<T>(column);
        List<T> values = [];
        store._columns[column.Index] = values;
        return () =>
        {
            // A fresh value each time: what is kept must not be filled again.
            T value = default;
            getter(ref value);
            values.Add(value);
        };
    }

    private sealed class StoreCursor(RowStore store, bool[] active, IEnumerator<(int Row, long Batch)> rows, bool keepIds)
        : Cursor(store.GetSchema(), active)
    {
        public override long Batch => Position < 0 ? 0 : rows.Current.Batch;

        public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId value) =>
        {
            Columns.CheckOnRow(Position >= 0);
            value = keepIds ? store._ids[rows.Current.Row] : new DataViewRowId((ulong)rows.Current.Row, 0);
        };

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
        {
            Columns.CheckActive(ActiveColumns, column);
            column = Schema[column.Index];
            return Columns.Typed<TValue>(Generic.Call<Delegate>(GetterOf<int>, ItemOf(column), this, column), column);
        }

        protected override bool MoveNextCore() => rows.MoveNext();

        private static Delegate GetterOf<T>(StoreCursor cursor, DataViewSchema.Column column)
        {
            var values = (List<T>)cursor.Stored(column.Index);
            if (column.Type is VectorDataViewType vector)
            {
                return Generic.Call<Delegate>(VectorGetterOf<int>, vector.ItemType.RawType, cursor, values);
            }

            return (ValueGetter<T>)((ref T value) => value = values[cursor.Row()]);
        }

        private static Delegate VectorGetterOf<T>(StoreCursor cursor, List<VBuffer<T>> values) =>
            (ValueGetter<VBuffer<T>>)((ref VBuffer<T> value) => values[cursor.Row()].CopyTo(ref value));

        private object Stored(int column) => store._columns[column];

        private int Row()
        {
            Columns.CheckOnRow(Position >= 0);
            return rows.Current.Row;
        }
    }

    private DataViewSchema GetSchema() => schema;
}

/// <summary>Keeps what was read. Rows come shuffled or split over cursors on demand, under ids of its own, as in ML.NET.</summary>
internal sealed class CacheView(IDataView source) : View
{
    private readonly RowStore _store = new(source.Schema);

    public override bool CanShuffle => true;

    public override DataViewSchema Schema => source.Schema;

    public override long? GetRowCount() => _store.Count ?? source.GetRowCount();

    public override DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random rand = null) =>
        _store.Serial(Load(columnsNeeded), rand, keepIds: false);

    public override DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random rand = null) =>
        _store.Split(Load(columnsNeeded), Math.Max(n, 1), rand, keepIds: false);

    private bool[] Load(IEnumerable<DataViewSchema.Column> columnsNeeded)
    {
        bool[] active = Columns.Active(Schema, columnsNeeded);
        _store.Ensure(source, Schema.Where(c => active[c.Index]));
        return active;
    }
}

/// <summary>All rows in an order of their own, or of the caller's randomness. ML.NET mixes within a pool, this within everything.</summary>
internal sealed class ShuffledView(IDataView source, int seed) : View
{
    public override bool CanShuffle => true;

    public override DataViewSchema Schema => source.Schema;

    public override long? GetRowCount() => source.GetRowCount();

    public override DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random rand = null)
    {
        bool[] active = Columns.Active(Schema, columnsNeeded);
        RowStore rows = RowStore.Read(source.GetRowCursor(Schema.Where(c => active[c.Index])));
        return rows.Serial(active, rand ?? new Random(seed), keepIds: true);
    }
}
