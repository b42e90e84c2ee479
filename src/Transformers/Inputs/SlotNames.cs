using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.Autoencoder.Seam;

namespace MLNet.Autoencoder.Inputs;

/// <summary>The annotation that names the slots of a vector, both for a schema and for the shape that an estimator promises.</summary>
/// <remarks>
/// Slots that are read from a single column keep their names. Slots from several columns are named as ML.NET's Concatenate names them: a
/// scalar after its column, a named slot after column and slot, as in <c>Pixels.pixel 3</c>; an unnamed slot stays unnamed. The annotation
/// is present if any column is a scalar or has the annotation itself. A shape shows both, so that promise and delivery agree.
/// </remarks>
internal static class SlotNames
{
    private const string Kind = "SlotNames";

    private delegate void Writer(Span<ReadOnlyMemory<char>> names);

    /// <summary>Numbered names with a common prefix. ML.NET prepends the column's name when it joins columns, so it is not repeated here.</summary>
    public static DataViewSchema.Annotations Numbered(string prefix, int count) => Annotations(count, names =>
    {
        for (int i = 0; i < names.Length; i++)
        {
            names[i] = (prefix + i.ToString(CultureInfo.InvariantCulture)).AsMemory();
        }
    });

    /// <summary>The names of the slots of all columns together; no annotation if they have none.</summary>
    public static DataViewSchema.Annotations Of(IReadOnlyList<DataViewSchema.Column> columns)
    {
        if (!columns.Any(HasNames))
        {
            return DataViewSchema.Annotations.Empty;
        }

        if (columns is [var only])
        {
            var builder = new DataViewSchema.Annotations.Builder();
            builder.Add(only.Annotations, kind => kind == Kind);
            return builder.ToAnnotations();
        }

        return Annotations(columns.Sum(column => InputColumns.SizeOf(column.Type)), names => Join(columns, names));
    }

    /// <summary>The same names as strings, one per slot; empty for an unnamed slot.</summary>
    public static string[] Texts(IReadOnlyList<DataViewSchema.Column> columns)
    {
        int count = columns.Sum(column => InputColumns.SizeOf(column.Type));
        DataViewSchema.Annotations annotations = Of(columns);
        VBuffer<ReadOnlyMemory<char>> names = default;
        if (annotations.Schema.GetColumnOrNull(Kind) is not null)
        {
            annotations.GetValue(Kind, ref names);
        }

        // If there are more or fewer names than slots, the slots are unnamed.
        return names.Length == count ? [.. names.DenseValues().Select(name => name.ToString())] : [.. Enumerable.Repeat(string.Empty, count)];
    }

    /// <summary>The shape of the annotation.</summary>
    public static SchemaShape Shape() =>
        new([MLNetInternals.ShapeColumn(Kind, SchemaShape.Column.VectorKind.Vector, TextDataViewType.Instance)]);

    /// <summary>The shape of what <see cref="Of"/> returns for columns of these shapes; <see langword="null"/> if there is no annotation.</summary>
    public static SchemaShape? ShapeOf(IReadOnlyList<SchemaShape.Column> columns) => columns.Any(HasNames) ? Shape() : null;

    private static bool HasNames(DataViewSchema.Column column) =>
        column.Type is not VectorDataViewType
        || column.Annotations.Schema.GetColumnOrNull(Kind)?.Type is VectorDataViewType { IsKnownSize: true, ItemType: TextDataViewType };

    private static bool HasNames(SchemaShape.Column column) =>
        column.Kind is SchemaShape.Column.VectorKind.Scalar
        || column.Annotations.Any(annotation => annotation is
            { Name: Kind, Kind: SchemaShape.Column.VectorKind.Vector, IsKey: false, ItemType: TextDataViewType });

    private static DataViewSchema.Annotations Annotations(int count, Writer write)
    {
        var builder = new DataViewSchema.Annotations.Builder();
        builder.Add(
            Kind,
            new VectorDataViewType(TextDataViewType.Instance, count),
            (ref VBuffer<ReadOnlyMemory<char>> value) =>
            {
                var editor = VBufferEditor.Create(ref value, count);
                write(editor.Values);
                value = editor.Commit();
            });
        return builder.ToAnnotations();
    }

    private static void Join(IReadOnlyList<DataViewSchema.Column> columns, Span<ReadOnlyMemory<char>> names)
    {
        foreach (var column in columns)
        {
            int size = InputColumns.SizeOf(column.Type);
            WriteQualified(column, names[..size]);
            names = names[size..];
        }
    }

    private static void WriteQualified(DataViewSchema.Column column, Span<ReadOnlyMemory<char>> names)
    {
        names.Clear();
        if (column.Type is not VectorDataViewType)
        {
            names[0] = column.Name.AsMemory();
            return;
        }

        VBuffer<ReadOnlyMemory<char>> slots = default;
        if (HasNames(column))
        {
            column.Annotations.GetValue(Kind, ref slots);
        }

        // If there are more or fewer names than slots, the slots are unnamed.
        if (slots.Length == names.Length)
        {
            slots.CopyTo(names);
            foreach (ref var name in names)
            {
                name = name.IsEmpty ? name : $"{column.Name}.{name}".AsMemory();
            }
        }
    }
}
