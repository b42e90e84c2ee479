namespace Microsoft.ML.Data;

/// <summary>Objects as rows, read anew by every cursor, in their own order.</summary>
internal sealed class EnumerableView<TRow> : View
    where TRow : class
{
    private readonly IEnumerable<TRow> _data;
    private readonly SchemaDefinition _definition;

    public EnumerableView(IEnumerable<TRow> data, SchemaDefinition definition)
    {
        _data = data ?? throw new ArgumentNullException(nameof(data));
        (_definition, Schema) = (definition, ObjectRow.SchemaOf<TRow>(definition));
    }

    public override bool CanShuffle => false;

    public override DataViewSchema Schema { get; }

    public override long? GetRowCount() => (_data as ICollection<TRow>)?.Count;

    public override DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random rand = null) =>
        new EnumerableCursor(this, Columns.Active(Schema, columnsNeeded));

    private sealed class EnumerableCursor(EnumerableView<TRow> view, bool[] active) : Cursor(view.Schema, active)
    {
        private readonly IEnumerator<TRow> _rows = view._data.GetEnumerator();
        private TRow _current;

        public override long Batch => 0;

        public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId value) =>
        {
            Columns.CheckOnRow(Position >= 0);
            value = new DataViewRowId((ulong)Position, 0);
        };

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
        {
            Columns.CheckActive(ActiveColumns, column);
            Delegate getter = Members.Source(() => _current, view._definition[column.Index].MemberName);
            return Columns.Typed<TValue>(getter, Schema[column.Index]);
        }

        protected override bool MoveNextCore()
        {
            if (!_rows.MoveNext())
            {
                _current = null;
                return false;
            }

            _current = _rows.Current
                ?? throw new InvalidOperationException("Encountered null when iterating over data, this is not supported.");
            return true;
        }

        protected override void Dispose(bool disposing)
        {
            _rows.Dispose();
            base.Dispose(disposing);
        }
    }
}

/// <summary>One object as a row: what a prediction engine feeds to its model.</summary>
internal sealed class ObjectRow<TRow>(SchemaDefinition definition) : DataViewRow
    where TRow : class
{
    private TRow _current;
    private long _position = -1;

    public override long Position => _position;

    public override long Batch => 0;

    public override DataViewSchema Schema { get; } = ObjectRow.SchemaOf<TRow>(definition);

    public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId value) => value = new DataViewRowId((ulong)_position, 0);

    public override bool IsColumnActive(DataViewSchema.Column column) => column.Index < Schema.Count;

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) => Columns.Typed<TValue>(
        Members.Source(() => _current, definition[column.Index].MemberName), Schema[column.Index]);

    /// <summary>Every object is a row of its own, at the next position: what was computed for one must not be taken for another's.</summary>
    public void MoveTo(TRow row)
    {
        _current = row;
        _position++;
    }
}

internal static class ObjectRow
{
    public static DataViewSchema SchemaOf<TRow>(SchemaDefinition definition)
    {
        var builder = new DataViewSchema.Builder();
        foreach (SchemaDefinition.Column column in definition)
        {
            Type member = SchemaDefinition.MemberType(typeof(TRow).GetMember(column.MemberName).Single());
            if (!Members.Fit(member, column.ColumnType))
            {
                throw new ArgumentOutOfRangeException(
                    "userSchemaDefinition",
                    $"Column '{column.ColumnName}' is supposed to be {column.ColumnType}, but the associated field '{column.MemberName}' is {member}");
            }

            builder.AddColumn(column.ColumnName, column.ColumnType, column.Annotations);
        }

        return builder.ToSchema();
    }
}
