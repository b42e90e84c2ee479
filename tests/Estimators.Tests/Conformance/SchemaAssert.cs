using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.Autoencoder.Seam;

namespace MLNet.Autoencoder.Tests.Conformance;

/// <summary>Comparisons of schemas and of their shapes.</summary>
internal static class SchemaAssert
{
    /// <summary>The shape of a schema, without its hidden columns. The tests use no key columns.</summary>
    public static SchemaShape ShapeOf(DataViewSchema schema) =>
        new(schema.Where(column => !column.IsHidden).Select(column => ShapeOf(column, ShapeOf(column.Annotations.Schema))));

    /// <summary>Asserts the same columns, with the same kinds, item types, key flags and annotations, in any order.</summary>
    public static void Same(SchemaShape expected, SchemaShape actual) =>
        Assert.Equal(Describe(expected), Describe(actual));

    /// <summary>Asserts the same columns in the same order: names, hidden flags, types and slot names.</summary>
    public static void Same(DataViewSchema expected, DataViewSchema actual)
    {
        Assert.Equal(
            expected.Select(column => (column.Name, column.Index, column.IsHidden, column.Type)),
            actual.Select(column => (column.Name, column.Index, column.IsHidden, column.Type)));
        Assert.Equal(expected.Select(SlotNames), actual.Select(SlotNames));
    }

    /// <summary>The slot names of a column; empty if it has none.</summary>
    public static string[] SlotNames(DataViewSchema.Column column)
    {
        if (column.Annotations.Schema.GetColumnOrNull("SlotNames") is null)
        {
            return [];
        }

        VBuffer<ReadOnlyMemory<char>> names = default;
        column.Annotations.GetValue("SlotNames", ref names);
        return [.. names.DenseValues().Select(name => name.ToString())];
    }

    private static SchemaShape.Column ShapeOf(DataViewSchema.Column column, SchemaShape annotations) => column.Type switch
    {
        VectorDataViewType { IsKnownSize: true } vector =>
            MLNetInternals.ShapeColumn(column.Name, SchemaShape.Column.VectorKind.Vector, vector.ItemType, annotations),
        VectorDataViewType vector =>
            MLNetInternals.ShapeColumn(column.Name, SchemaShape.Column.VectorKind.VariableVector, vector.ItemType, annotations),
        _ => MLNetInternals.ShapeColumn(column.Name, SchemaShape.Column.VectorKind.Scalar, column.Type, annotations),
    };

    private static string[] Describe(SchemaShape shape) =>
    [
        .. shape
            .Select(column => $"{column.Name}: {column.Kind} {column.ItemType} {column.IsKey} {{{string.Join("; ", Describe(column.Annotations))}}}")
            .Order(StringComparer.Ordinal),
    ];
}
