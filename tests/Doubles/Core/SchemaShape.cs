using System.Collections;
using Microsoft.ML.Data;

namespace Microsoft.ML;

public sealed class SchemaShape : IReadOnlyList<SchemaShape.Column>
{
    private static readonly SchemaShape Empty = new([]);

    private readonly Column[] _columns;

    public SchemaShape(IEnumerable<Column> columns)
    {
        ArgumentNullException.ThrowIfNull(columns);
        _columns = columns.ToArray();
        if (_columns.Any(c => !c.IsValid))
        {
            throw new ArgumentException("Some items are not initialized properly.", nameof(columns));
        }
    }

    public int Count => _columns.Length;

    public Column this[int index] => _columns[index];

    public IEnumerator<Column> GetEnumerator() => ((IEnumerable<Column>)_columns).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>The shape of data at hand: visible columns only, of key-ness no more than that it is there.</summary>
    internal static SchemaShape Create(DataViewSchema schema) =>
        new(schema.Where(c => !c.IsHidden).Select(c =>
        {
            GetColumnTypeShape(c.Type, out Column.VectorKind kind, out DataViewType itemType, out bool isKey);
            return new Column(c.Name, kind, itemType, isKey, Create(c.Annotations.Schema));
        }));

    internal static void GetColumnTypeShape(
        DataViewType type, out Column.VectorKind vecKind, out DataViewType itemType, out bool isKey)
    {
        var vector = type as VectorDataViewType;
        vecKind = vector switch
        {
            null => Column.VectorKind.Scalar,
            { IsKnownSize: true } => Column.VectorKind.Vector,
            _ => Column.VectorKind.VariableVector,
        };
        itemType = vector?.ItemType ?? type;
        isKey = itemType is KeyDataViewType;
        if (isKey)
        {
            Type raw = itemType.RawType;
            itemType = NumberDataViewType.All.First(n => n.RawType == raw);
        }
    }

    internal bool TryFindColumn(string name, out Column column)
    {
        column = _columns.FirstOrDefault(c => c.Name == name);
        return column.IsValid;
    }

    public struct Column
    {
        public readonly string Name;

        public readonly VectorKind Kind;

        public readonly DataViewType ItemType;

        public readonly bool IsKey;

        public readonly SchemaShape Annotations;

        internal Column(string name, VectorKind vecKind, DataViewType itemType, bool isKey, SchemaShape annotations = null)
        {
            if (string.IsNullOrEmpty(name))
            {
                throw new ArgumentNullException(nameof(name));
            }

            ArgumentNullException.ThrowIfNull(itemType);
            if (itemType is KeyDataViewType or VectorDataViewType)
            {
                throw new ArgumentException("Item type cannot be a key or a vector", nameof(itemType));
            }

            Name = name;
            Kind = vecKind;
            ItemType = itemType;
            IsKey = isKey;
            Annotations = annotations ?? Empty;
        }

        public enum VectorKind
        {
            Scalar = 0,
            Vector = 1,
            VariableVector = 2,
        }

        internal bool IsValid => Name != null;

        /// <summary>Whether <paramref name="source"/> may stand where this is asked for: the same, with these annotations at least.</summary>
        internal bool IsCompatibleWith(Column source) =>
            Name == source.Name && Kind == source.Kind && ItemType.Equals(source.ItemType) && IsKey == source.IsKey
            && Annotations.All(a => source.Annotations.TryFindColumn(a.Name, out Column found) && a.IsCompatibleWith(found));

        internal string GetTypeString()
        {
            string item = IsKey ? $"Key<{ItemType}>" : ItemType.ToString();
            return Kind switch
            {
                VectorKind.Vector => $"Vector<{item}>",
                VectorKind.VariableVector => $"VarVector<{item}>",
                _ => item,
            };
        }
    }
}
