namespace Microsoft.ML.Data;

/// <summary>What the double's own views and cursors check alike.</summary>
internal static class Columns
{
    public static bool[] Active(DataViewSchema schema, IEnumerable<DataViewSchema.Column> columnsNeeded)
    {
        ArgumentNullException.ThrowIfNull(columnsNeeded);
        var active = new bool[schema.Count];
        foreach (DataViewSchema.Column column in columnsNeeded)
        {
            if (column.Index >= active.Length || schema[column.Index].Name != column.Name)
            {
                throw new InvalidOperationException($"The requested column: {column} is not part of the sourceSchema");
            }

            active[column.Index] = true;
        }

        return active;
    }

    public static bool IsActive(bool[] active, DataViewSchema.Column column) => column.Index < active.Length
        ? active[column.Index]
        : throw new InvalidOperationException($"Column index must be between 0 and {active.Length}");

    public static void CheckActive(bool[] active, DataViewSchema.Column column)
    {
        if (column.Index >= active.Length || !active[column.Index])
        {
            throw new ArgumentOutOfRangeException(nameof(column), "requested column not active");
        }
    }

    public static ValueGetter<TValue> Typed<TValue>(Delegate getter, DataViewSchema.Column column) =>
        getter as ValueGetter<TValue> ?? throw new InvalidOperationException(
            $"Invalid TValue in GetGetter for column #{column}: '{typeof(TValue)}', expected type: '{column.Type.RawType}'.");

    public static void CheckOnRow(bool onRow)
    {
        if (!onRow)
        {
            throw new InvalidOperationException(
                "Values cannot be fetched at this time. This method was called either before the first call to MoveNext, "
                + "or at any point after that method returned false.");
        }
    }
}

/// <summary>A view with one cursor, unless its class knows better.</summary>
internal abstract class View : IDataView
{
    public abstract bool CanShuffle { get; }

    public abstract DataViewSchema Schema { get; }

    public abstract long? GetRowCount();

    public abstract DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random rand = null);

    public virtual DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random rand = null) =>
        [GetRowCursor(columnsNeeded, rand)];
}

/// <summary>The life of a cursor: before the first row and after the last its position is -1, and once it ended it stays so.</summary>
internal abstract class Cursor(DataViewSchema schema, bool[] active) : DataViewRowCursor
{
    private long _position = -1;
    private bool _ended;

    public sealed override long Position => _position;

    public sealed override DataViewSchema Schema => schema;

    protected bool[] ActiveColumns => active;

    public sealed override bool MoveNext()
    {
        _ended = _ended || !MoveNextCore();
        _position = _ended ? -1 : _position + 1;
        return !_ended;
    }

    public override bool IsColumnActive(DataViewSchema.Column column) => Columns.IsActive(active, column);

    protected abstract bool MoveNextCore();

    protected override void Dispose(bool disposing)
    {
        _ended = true;
        _position = -1;
        base.Dispose(disposing);
    }
}

/// <summary>A cursor over another's rows, all or some.</summary>
internal class FilterCursor(DataViewRowCursor input, Func<bool?> keep) : Cursor(input.Schema, null)
{
    public override long Batch => input.Batch;

    public override ValueGetter<DataViewRowId> GetIdGetter() => input.GetIdGetter();

    public override bool IsColumnActive(DataViewSchema.Column column) => input.IsColumnActive(column);

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) => input.GetGetter<TValue>(column);

    protected override bool MoveNextCore()
    {
        while (input.MoveNext())
        {
            switch (keep())
            {
                case true:
                    return true;
                case null:
                    return false;
            }
        }

        return false;
    }

    protected override void Dispose(bool disposing)
    {
        input.Dispose();
        base.Dispose(disposing);
    }
}

/// <summary>Some rows of a view. The test is made once for each cursor and says: keep the row, drop it, or (null) nothing more comes.</summary>
internal sealed class FilterView(IDataView source, bool canShuffle, long? count, Func<DataViewRowCursor, Func<bool?>> test) : View
{
    public override bool CanShuffle => canShuffle;

    public override DataViewSchema Schema => source.Schema;

    /// <summary>Rows with an even hash of their id, say: the same rows whatever the order in which they come.</summary>
    public static FilterView ById(IDataView source, Func<DataViewRowId, bool> keep) => new(source, source.CanShuffle, null, cursor =>
    {
        ValueGetter<DataViewRowId> getId = cursor.GetIdGetter();
        return () =>
        {
            DataViewRowId id = default;
            getId(ref id);
            return keep(id);
        };
    });

    public override long? GetRowCount() => count;

    public override DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random rand = null)
    {
        DataViewRowCursor input = source.GetRowCursor(columnsNeeded, canShuffle ? rand : null);
        return new FilterCursor(input, test(input));
    }
}
