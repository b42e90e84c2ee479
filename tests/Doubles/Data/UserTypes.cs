using System.Reflection;

namespace Microsoft.ML.Data;

[AttributeUsage(AttributeTargets.Field | AttributeTargets.Property)]
public sealed class VectorTypeAttribute : Attribute
{
    public VectorTypeAttribute(int size) => Size = size;
    internal int Size { get; }
}

/// <summary>Which properties of a user's class are columns, under which name and of which type: numbers and arrays of numbers.</summary>
public sealed class SchemaDefinition : List<SchemaDefinition.Column>
{
    private SchemaDefinition()
    {
    }

    [Flags]
    public enum Direction
    {
        Read = 1,
        Write = 2,
        Both = 3,
    }

    public Column this[string columnName] => Find(c => c.ColumnName == columnName);

    public static SchemaDefinition Create(Type userType, Direction direction = Direction.Both) =>
    [
        .. userType.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(p => (!direction.HasFlag(Direction.Read) || p.GetMethod is { IsPublic: true })
                && (!direction.HasFlag(Direction.Write) || p.SetMethod is { IsPublic: true }))
            .Select(p => new Column(p)),
    ];

    internal DataViewSchema ToSchema()
    {
        var builder = new DataViewSchema.Builder();
        foreach (Column column in this)
        {
            column.CheckFits(column.ColumnType);
            builder.AddColumn(column.ColumnName, column.ColumnType);
        }

        return builder.ToSchema();
    }

    internal object ValueOf(object row, int column) => this[column].Property.GetValue(row);

    public sealed class Column
    {
        internal Column(PropertyInfo property)
        {
            (Property, ColumnName) = (property, property.Name);
            Type type = property.PropertyType;
            PrimitiveDataViewType item = Columns.ItemTypes.FirstOrDefault(t => t.RawType == (type.GetElementType() ?? type))
                ?? throw new ArgumentOutOfRangeException("rawType", $"Could not determine an IDataView type for member {MemberName}");
            ColumnType = type.IsArray
                ? new VectorDataViewType(item, property.GetCustomAttribute<VectorTypeAttribute>()?.Size ?? 0)
                : item;
        }

        public string MemberName => Property.Name;
        public string ColumnName { get; set; }
        public DataViewType ColumnType { get; set; }
        internal PropertyInfo Property { get; }

        /// <summary>Whether the property can hold the column's values. Sizes are not looked at.</summary>
        internal void CheckFits(DataViewType type)
        {
            Type wanted = type is VectorDataViewType vector ? vector.ItemType.RawType.MakeArrayType() : type.RawType;
            if (Property.PropertyType != wanted)
            {
                throw new InvalidOperationException(
                    $"Can't bind the IDataView column '{ColumnName}' of type '{type}' to field or property '{MemberName}' of type '{Property.PropertyType}'.");
            }
        }
    }
}

/// <summary>Which columns of a schema fill which properties of a user's class, checked once, before any row is read.</summary>
internal sealed class ObjectColumns<TRow>
{
    private readonly List<(DataViewSchema.Column Column, PropertyInfo Property)> _pairs = [];

    public ObjectColumns(DataViewSchema schema, bool ignoreMissingColumns, SchemaDefinition definition)
    {
        foreach (SchemaDefinition.Column wanted in definition ?? SchemaDefinition.Create(typeof(TRow), SchemaDefinition.Direction.Write))
        {
            if (schema.GetColumnOrNull(wanted.ColumnName) is { } column)
            {
                wanted.CheckFits(column.Type);
                _pairs.Add((column, wanted.Property));
            }
            else if (!ignoreMissingColumns)
            {
                throw new ArgumentOutOfRangeException("Schema", $"Could not find column '{wanted.ColumnName}'");
            }
        }
    }

    public IEnumerable<DataViewSchema.Column> Needed => _pairs.Select(pair => pair.Column);

    public Action<TRow> FillerFrom(DataViewRow row)
    {
        var readers = _pairs.ConvertAll(pair => (pair.Property, Read: Columns.Reader(row, pair.Column)));
        return target => readers.ForEach(reader => reader.Property.SetValue(target, reader.Read()));
    }
}
