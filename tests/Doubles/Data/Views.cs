using System.Reflection;

namespace Microsoft.ML.Data;

/// <summary>What the double's own views and rows have in common.</summary>
internal static class Columns
{
    public static readonly PrimitiveDataViewType[] ItemTypes =
        [TextDataViewType.Instance, NumberDataViewType.Int32, NumberDataViewType.Single, NumberDataViewType.Double];

    public static bool[] Active(DataViewSchema schema, IEnumerable<DataViewSchema.Column> columnsNeeded)
    {
        var active = new bool[schema.Count];
        foreach (DataViewSchema.Column column in columnsNeeded)
        {
            active[column.Index] = schema[column.Index].Name == column.Name
                ? true
                : throw new InvalidOperationException($"The requested column: {column.Name} is not part of the sourceSchema");
        }

        return active;
    }

    public static void CheckActive(bool[] active, DataViewSchema.Column column)
    {
        if (!active[column.Index])
        {
            throw new InvalidOperationException($"The column '{column.Name}' is not active");
        }
    }

    /// <summary>Reads a column of any type, scalars boxed, vectors as arrays.</summary>
    public static Func<object> Reader(DataViewRow row, DataViewSchema.Column column) =>
        typeof(Columns).GetMethod(nameof(ReaderOf), BindingFlags.NonPublic | BindingFlags.Static).MakeGenericMethod(column.Type.RawType)
            .CreateDelegate<Func<DataViewRow, DataViewSchema.Column, Func<object>>>()(row, column);

    /// <summary>All rows, read when the first is asked for and kept.</summary>
    public static IDataView Cache(IDataView source)
    {
        var kept = new Lazy<List<object[]>>(() =>
        {
            List<object[]> rows = [];
            using DataViewRowCursor cursor = source.GetRowCursor(source.Schema);
            Func<object>[] readers = [.. source.Schema.Select(column => Reader(cursor, column))];
            while (cursor.MoveNext())
            {
                rows.Add(Array.ConvertAll(readers, read => read()));
            }

            return rows;
        });

        // Asked for only by the first MoveNext: to make a cursor reads nothing.
        return new ItemsView<object[]>(source.Schema, Enumerable.Range(0, 1).SelectMany(_ => kept.Value), (row, column) => row[column]);
    }

    private static Func<object> ReaderOf<T>(DataViewRow row, DataViewSchema.Column column)
    {
        ValueGetter<T> getter = row.GetGetter<T>(column);
        T value = default;
        return () =>
        {
            getter(ref value);
            return value is IVBuffer vector ? vector.ToArray() : value;
        };
    }
}

/// <summary>Objects as rows, in their own order.</summary>
/// <param name="schema">The columns.</param>
/// <param name="items">The rows, enumerated anew by every cursor.</param>
/// <param name="valueOf">The value of a row in the column of an index, scalars boxed, vectors as arrays.</param>
internal sealed class ItemsView<TItem>(DataViewSchema schema, IEnumerable<TItem> items, Func<TItem, int, object> valueOf) : IDataView
{
    public bool CanShuffle => false;
    public DataViewSchema Schema => schema;
    public long? GetRowCount() => (items as ICollection<TItem>)?.Count;

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random rand = null) =>
        new ItemsCursor<TItem>(schema, Columns.Active(schema, columnsNeeded), items.GetEnumerator(), valueOf);

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random rand = null) =>
        [GetRowCursor(columnsNeeded, rand)];
}

internal sealed class ItemsCursor<TItem>(
    DataViewSchema schema, bool[] active, IEnumerator<TItem> items, Func<TItem, int, object> valueOf) : DataViewRowCursor
{
    private long _position = -1;
    private bool _ended;

    public override long Position => _position;
    public override long Batch => 0;
    public override DataViewSchema Schema => schema;

    public override bool MoveNext()
    {
        _ended = _ended || !items.MoveNext();
        _position = _ended ? -1 : _position + 1;
        return !_ended;
    }

    public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId value) => value = new((ulong)Current(_position), 0);
    public override bool IsColumnActive(DataViewSchema.Column column) => active[column.Index];

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
    {
        Columns.CheckActive(active, column);
        Type type = schema[column.Index].Type.RawType;
        if (type != typeof(TValue))
        {
            throw new InvalidOperationException($"Invalid TValue in GetGetter for column {column.Name}: '{typeof(TValue)}', expected type: '{type}'.");
        }

        return (ref TValue value) =>
        {
            object found = Current(valueOf)(items.Current, column.Index);
            value = default(TValue) is IVBuffer vector ? (TValue)vector.FromArray((Array)found) : (TValue)found;
        };
    }

    protected override void Dispose(bool disposing)
    {
        items.Dispose();
        base.Dispose(disposing);
    }

    private T Current<T>(T what) =>
        _position >= 0 ? what : throw new InvalidOperationException("Values cannot be fetched before MoveNext or after it returned false.");
}
