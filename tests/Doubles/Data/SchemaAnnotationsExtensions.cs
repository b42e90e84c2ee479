namespace Microsoft.ML.Data;

public static class SchemaAnnotationsExtensions
{
    public static bool HasSlotNames(this DataViewSchema.Column column) =>
        column.Type is VectorDataViewType { Size: > 0 } vector
        && column.Annotations.Schema.GetColumnOrNull(SlotNames.Kind)?.Type is VectorDataViewType { ItemType: TextDataViewType } names
        && names.Size == vector.Size;

    public static void GetSlotNames(this DataViewSchema.Column column, ref VBuffer<ReadOnlyMemory<char>> slotNames) =>
        column.Annotations.GetValue(SlotNames.Kind, ref slotNames);

    public static bool IsNormalized(this DataViewSchema.Column column)
    {
        bool value = false;
        if (column.Annotations.Schema.GetColumnOrNull("IsNormalized")?.Type is BooleanDataViewType)
        {
            column.Annotations.GetValue("IsNormalized", ref value);
        }

        return value;
    }
}

internal static class SlotNames
{
    public const string Kind = "SlotNames";

    /// <summary>How many slots of a concatenated vector the column fills; 0 where each row decides.</summary>
    public static int SizeOf(DataViewSchema.Column column) => (column.Type as VectorDataViewType)?.Size ?? 1;

    /// <summary>The names the column's slots bear in a concatenated vector.</summary>
    public static IEnumerable<ReadOnlyMemory<char>> Of(DataViewSchema.Column column)
    {
        if (column.Type is not VectorDataViewType)
        {
            return [column.Name.AsMemory()];
        }

        if (!column.HasSlotNames())
        {
            return new ReadOnlyMemory<char>[SizeOf(column)];
        }

        VBuffer<ReadOnlyMemory<char>> names = default;
        column.GetSlotNames(ref names);
        return names.DenseValues().Select(name => name.IsEmpty ? name : $"{column.Name}.{name}".AsMemory());
    }
}
