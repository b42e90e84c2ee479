using System.Reflection;

namespace Microsoft.ML.Data;

/// <summary>Which members of a user's class are columns, under which name and of which type.</summary>
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

    public Column this[string columnName]
    {
        get => Find(c => c.ColumnName == columnName);
        set
        {
            if (value?.ColumnName != columnName)
            {
                throw new ArgumentOutOfRangeException(nameof(columnName), "The column name must be the name of the column that is set");
            }

            int index = FindIndex(c => c.ColumnName == columnName);
            if (index >= 0)
            {
                this[index] = value;
            }
            else
            {
                Add(value);
            }
        }
    }

    public static SchemaDefinition Create(Type userType, Direction direction = Direction.Both)
    {
        ArgumentNullException.ThrowIfNull(userType);
        const BindingFlags Public = BindingFlags.Public | BindingFlags.Instance;
        IEnumerable<MemberInfo> members = userType.GetFields(Public).Where(f => !f.IsInitOnly).Cast<MemberInfo>()
            .Concat(userType.GetProperties(Public).Where(p => p.GetIndexParameters().Length == 0
                && (!direction.HasFlag(Direction.Read) || p.GetMethod is { IsPublic: true })
                && (!direction.HasFlag(Direction.Write) || p.SetMethod is { IsPublic: true })));

        var definition = new SchemaDefinition();
        foreach (MemberInfo member in members.Where(m => !m.IsDefined(typeof(NoColumnAttribute))))
        {
            string name = member.GetCustomAttribute<ColumnNameAttribute>()?.Name ?? member.Name;
            if (definition[name] is not null)
            {
                throw new ArgumentOutOfRangeException(nameof(userType), $"Duplicate column name '{name}' detected");
            }

            definition.Add(new Column(member.Name, TypeOf(member), name));
        }

        return definition;
    }

    /// <summary>The definition of a class, where columns of <paramref name="schema"/> say more of types and annotations than it does.</summary>
    internal static SchemaDefinition Create(Type userType, DataViewSchema schema)
    {
        SchemaDefinition definition = Create(userType, Direction.Read);
        foreach (Column column in definition)
        {
            if (schema.GetColumnOrNull(column.ColumnName) is { } known)
            {
                column.ColumnType = known.Type;
                column.CopyAnnotations(known.Annotations);
            }
        }

        return definition;
    }

    internal static Type MemberType(MemberInfo member) =>
        member is FieldInfo field ? field.FieldType : ((PropertyInfo)member).PropertyType;

    private static DataViewType TypeOf(MemberInfo member)
    {
        PrimitiveDataViewType item = Members.ItemTypeOf(MemberType(member), out bool isVector)
            ?? throw new ArgumentOutOfRangeException(
                "rawType", $"Could not determine an IDataView type and registered custom types for member {member.Name}");
        if (member.GetCustomAttribute<KeyTypeAttribute>() is { } key)
        {
            ulong largest = Convert.ToUInt64(item.RawType.GetField("MaxValue").GetRawConstantValue());
            item = new KeyDataViewType(item.RawType, key.Count ?? largest);
        }

        var shape = member.GetCustomAttribute<VectorTypeAttribute>();
        if (shape is not null && !isVector)
        {
            throw new ArgumentOutOfRangeException(
                "userType", $"Member {member.Name} marked with VectorTypeAttribute, but does not appear to be a vector type");
        }

        return !isVector ? item : shape?.Dims is { Length: > 0 } dimensions
            ? new VectorDataViewType(item, dimensions)
            : new VectorDataViewType(item);
    }

    public sealed class Column
    {
        private DataViewSchema.Annotations _annotations = DataViewSchema.Annotations.Empty;

        internal Column(string memberName, DataViewType columnType, string columnName = null)
        {
            MemberName = memberName;
            ColumnName = columnName ?? memberName;
            ColumnType = columnType;
        }

        public string MemberName { get; }

        public string ColumnName { get; set; }

        public DataViewType ColumnType { get; set; }

        public DataViewSchema.Annotations Annotations => _annotations;

        public void AddAnnotation<T>(string kind, T value, DataViewType annotationType)
        {
            if (_annotations.Schema.GetColumnOrNull(kind) is not null)
            {
                throw new ArgumentException("Column already contains an annotation of this kind.", nameof(kind));
            }

            var builder = new DataViewSchema.Annotations.Builder();
            builder.Add(_annotations, _ => true);
            builder.Add(kind, annotationType, (ref T destination) => destination = value);
            _annotations = builder.ToAnnotations();
        }

        internal void CopyAnnotations(DataViewSchema.Annotations annotations) => _annotations = annotations;
    }
}
