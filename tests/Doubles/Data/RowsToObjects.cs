namespace Microsoft.ML.Data;

/// <summary>Which columns of a schema fill which members of a user's class, checked once, before any row is read.</summary>
internal sealed class RowsToObjects<TRow>
    where TRow : class
{
    private readonly List<(DataViewSchema.Column Column, string Member)> _pairs = [];

    public RowsToObjects(DataViewSchema schema, bool ignoreMissingColumns, SchemaDefinition definition)
    {
        foreach (SchemaDefinition.Column wanted in definition ?? SchemaDefinition.Create(typeof(TRow), SchemaDefinition.Direction.Write))
        {
            if (schema.GetColumnOrNull(wanted.ColumnName) is not { } column)
            {
                if (!ignoreMissingColumns)
                {
                    throw new ArgumentOutOfRangeException("Schema", $"Could not find  column '{wanted.ColumnName}'");
                }

                continue;
            }

            Type member = SchemaDefinition.MemberType(typeof(TRow).GetMember(wanted.MemberName).Single());
            if (!Members.Fit(member, column.Type))
            {
                throw new InvalidOperationException(
                    $"Can't bind the IDataView column '{column.Name}' of type '{column.Type}' to field or property '{wanted.MemberName}' of type '{member}'.");
            }

            _pairs.Add((column, wanted.MemberName));
        }
    }

    public IEnumerable<DataViewSchema.Column> ColumnsNeeded => _pairs.Select(p => p.Column);

    public Action<TRow> FillerFrom(DataViewRow row)
    {
        Action<TRow>[] fillers = _pairs.Select(p => Members.Filler<TRow>(row, p.Column, p.Member)).ToArray();
        return target =>
        {
            foreach (Action<TRow> fill in fillers)
            {
                fill(target);
            }
        };
    }
}

public static class ColumnCursorExtensions
{
    public static IEnumerable<T> GetColumn<T>(this IDataView data, string columnName) => data.GetColumn<T>(data.Schema[columnName]);

    public static IEnumerable<T> GetColumn<T>(this IDataView data, DataViewSchema.Column column)
    {
        if (!Members.Fit(typeof(T), column.Type))
        {
            throw new ArgumentOutOfRangeException(
                nameof(column),
                $"Cannot map column (name: {column.Name}, type: {column.Type}) in data to the user-defined type, {typeof(T)}.");
        }

        return Rows();

        IEnumerable<T> Rows()
        {
            using DataViewRowCursor cursor = data.GetRowCursor([column]);
            ValueGetter<T> read = Members.Reader<T>(cursor, column);
            while (cursor.MoveNext())
            {
                T value = default;
                read(ref value);
                yield return value;
            }
        }
    }
}
