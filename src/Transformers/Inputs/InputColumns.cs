using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.Autoencoder.Foundation;

namespace MLNet.Autoencoder.Inputs;

/// <summary>
/// The columns whose values, in order, form a row of d values: their names and, after a fit, their sizes. A single column is a fixed-size
/// vector of Single. If there are several, each is such a vector or a scalar Single.
/// </summary>
internal sealed class InputColumns
{
    /// <summary>The option, and the property of the transformer, that holds the names.</summary>
    private const string Option = "InputColumnNames";

    private const string OneAttribute = "input_column";

    private const string SeveralAttribute = "input_columns";

    private const string RemedyOfNumbers = " Convert it first, with ConvertType to DataKind.Single.";

    private const string RemedyOfKeys = " Turn its keys into numbers first, with MapKeyToVector.";

    private const string RemedyOfVariableSize = " Declare its size, with [VectorType(n)] on the property or in a SchemaDefinition.";

    private const string RemedyOfScalar = " Turn it into a vector first, with Concatenate, or list it in InputColumnNames with other columns.";

    /// <summary>The number of slots of each fitted column, null for a scalar; null before a fit.</summary>
    private readonly int?[]? _sizes;

    /// <param name="names">The names of the columns. A fit determines their sizes.</param>
    public InputColumns(IEnumerable<string> names)
        : this(names, sizes: null)
    {
    }

    private InputColumns(IEnumerable<string> names, IEnumerable<int?>? sizes)
    {
        Names = Array.AsReadOnly(names.ToArray());
        _sizes = sizes?.ToArray();
    }

    /// <summary>The names, in the order of the values.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>The number of values in each column, after a fit.</summary>
    public IEnumerable<int> Widths => _sizes!.Select(size => size ?? 1);

    /// <summary>Reads the attributes that <see cref="AddTo"/> wrote.</summary>
    /// <param name="attributes">The attributes of the model file.</param>
    /// <param name="dimension">d, the number of values in a row of the model.</param>
    /// <exception cref="FormatException">The attribute is missing or damaged, or does not match the model.</exception>
    public static InputColumns FromAttributes(IReadOnlyDictionary<string, string> attributes, int dimension)
    {
        string? one = attributes.GetValueOrDefault(OneAttribute);
        string? several = attributes.GetValueOrDefault(SeveralAttribute);
        return (one, several) switch
        {
            (not null, null) => new([one], [dimension]),
            (null, not null) => Parse(several, dimension),
            _ => throw new FormatException(
                $"The model file must name its input columns in either '{OneAttribute}' or '{SeveralAttribute}', "
                + $"but it has {(one is null ? "neither" : "both")}."),
        };
    }

    /// <summary>The number of values per row in a column of this type.</summary>
    public static int SizeOf(DataViewType type) => (type as VectorDataViewType)?.Size ?? 1;

    /// <summary>The type of a column with the values of several: that of a single column, and a vector otherwise.</summary>
    public static DataViewType JoinedTypeOf(IReadOnlyList<DataViewSchema.Column> columns) => columns is [var only]
        ? only.Type
        : new VectorDataViewType(NumberDataViewType.Single, columns.Sum(column => SizeOf(column.Type)));

    /// <summary>The type of a column, for messages.</summary>
    public static string Describe(SchemaShape.Column column)
    {
        string item = column.IsKey ? $"Key<{column.ItemType}>" : column.ItemType.ToString()!;
        return column.Kind switch
        {
            SchemaShape.Column.VectorKind.Scalar => item,
            SchemaShape.Column.VectorKind.Vector => $"Vector<{item}>",
            SchemaShape.Column.VectorKind.VariableVector => $"Vector<{item}> of variable size",
            _ => throw new UnreachableException($"Column '{column.Name}' has the unknown kind {column.Kind}."),
        };
    }

    /// <summary>How to convert values of a type other than Single, as the end of a message; <see langword="null"/> if there is no way.</summary>
    public static string? RemedyOf(DataViewType type) => type switch
    {
        VectorDataViewType vector => RemedyOf(vector.ItemType),
        KeyDataViewType => RemedyOfKeys,
        TextDataViewType => " Turn its text into numbers first, with OneHotEncoding or FeaturizeText.",
        BooleanDataViewType => RemedyOfNumbers,
        NumberDataViewType when type != NumberDataViewType.Single => RemedyOfNumbers,
        _ => null,
    };

    /// <inheritdoc cref="RemedyOf(DataViewType)"/>
    public static string? RemedyOf(SchemaShape.Column column) => column.IsKey ? RemedyOfKeys : RemedyOf(column.ItemType);

    /// <summary>The same columns after a fit: from now on, each must have the size that it had in the fit.</summary>
    /// <param name="columns">The columns that <see cref="Find(DataViewSchema, string)"/> found.</param>
    public InputColumns FittedTo(IEnumerable<DataViewSchema.Column> columns) =>
        new(Names, columns.Select(column => (column.Type as VectorDataViewType)?.Size));

    /// <summary>Adds names and sizes to the attributes of the model file. The size of a single column is known from the model.</summary>
    public void AddTo(Dictionary<string, string> attributes)
    {
        if (Names is [var only])
        {
            attributes[OneAttribute] = only;
        }
        else
        {
            attributes[SeveralAttribute] = JsonSerializer.Serialize([.. Names.Zip(_sizes!, (name, size) => new SavedColumn(name, size))], SavedColumn.List);
        }
    }

    /// <summary>Describes what is wrong with the names; <see langword="null"/> if nothing is.</summary>
    public string? FindFault()
    {
        int nameless = Names.TakeWhile(name => !string.IsNullOrEmpty(name)).Count();
        if (nameless < Names.Count)
        {
            return $"{Option}[{nameless}] must be a column name, but it is {(Names[nameless] is null ? "null" : "empty")}.";
        }

        return Names.GroupBy(name => name).FirstOrDefault(group => group.Count() > 1) is { } twice
            ? $"{Option} must name each column only once, but it contains '{twice.Key}' {twice.Count()} times."
            : null;
    }

    /// <summary>Finds the columns and checks their types.</summary>
    /// <param name="schema">The schema to search.</param>
    /// <param name="argument">The name of the caller's argument, for exceptions.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing, or has a type or size that cannot be read.</exception>
    public IReadOnlyList<DataViewSchema.Column> Find(DataViewSchema schema, string argument)
    {
        DataViewSchema.Column[] found = [.. Names.Select((_, i) => Find(i, schema, argument))];
        long dimension = found.Sum(column => (long)SizeOf(column.Type));
        return dimension <= Array.MaxLength ? found : throw new ArgumentOutOfRangeException(
            argument, $"A row of the input ({this}) has {dimension} values, but at most {Array.MaxLength} can be read.");
    }

    /// <summary>The same for a schema shape, which has no sizes.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing, or has a type that cannot be read.</exception>
    public IReadOnlyList<SchemaShape.Column> Find(SchemaShape shape, string argument) =>
        [.. Names.Select((_, i) => Find(i, shape, argument))];

    /// <summary>The columns, for messages.</summary>
    public override string ToString() =>
        (Names.Count == 1 ? "column " : "columns ") + string.Join(", ", Names.Select(name => $"'{name}'"));

    private static InputColumns Parse(string json, int dimension)
    {
        SavedColumn?[] columns = StrictJson.Read(json, SeveralAttribute, SavedColumn.List);
        if (columns.Length < 2 || columns.Any(column => column is not { Name: not null, Size: null or > 0 }))
        {
            throw Damaged("It must list two or more columns, each with a name and a size that is null or at least 1.");
        }

        long total = columns.Sum(column => (long)(column!.Size ?? 1));
        return total == dimension
            ? new(columns.Select(column => column!.Name!), columns.Select(column => column!.Size))
            : throw Damaged($"The columns have {total} values per row, but the model expects {dimension}.");

        FormatException Damaged(string how) => new($"The model file's '{SeveralAttribute}' is damaged: {StrictJson.Excerpt(json)}. {how}");
    }

    private static string Describe(DataViewType type) =>
        type is VectorDataViewType { IsKnownSize: false } ? $"{type} of variable size" : type.ToString()!;

    private DataViewSchema.Column Find(int index, DataViewSchema schema, string argument)
    {
        if (schema.GetColumnOrNull(Names[index]) is not { } column)
        {
            throw Missing(index, schema.Where(other => !other.IsHidden).Select(other => other.Name), argument);
        }

        if (Accepts(index, column.Type))
        {
            return column;
        }

        string? remedy = RemedyOf(column.Type) ?? column.Type switch
        {
            VectorDataViewType { IsKnownSize: false } => RemedyOfVariableSize,
            NumberDataViewType when _sizes is null => RemedyOfScalar,
            _ => null,
        };
        throw Mismatch(index, Describe(column.Type), remedy, argument);
    }

    private SchemaShape.Column Find(int index, SchemaShape shape, string argument)
    {
        if (shape.All(other => other.Name != Names[index]))
        {
            throw Missing(index, shape.Select(other => other.Name), argument);
        }

        var column = shape.First(other => other.Name == Names[index]);
        if (Accepts(column))
        {
            return column;
        }

        string? remedy = RemedyOf(column) ?? (column.Kind, column.ItemType) switch
        {
            (SchemaShape.Column.VectorKind.VariableVector, _) => RemedyOfVariableSize,
            (SchemaShape.Column.VectorKind.Scalar, NumberDataViewType) => RemedyOfScalar,
            _ => null,
        };
        throw Mismatch(index, Describe(column), remedy, argument);
    }

    private bool Accepts(int index, DataViewType type)
    {
        if (type is VectorDataViewType vector)
        {
            return vector.IsKnownSize && vector.ItemType == NumberDataViewType.Single && (_sizes is null || vector.Size == _sizes[index]);
        }

        return type == NumberDataViewType.Single && (_sizes is null ? Names.Count > 1 : _sizes[index] is null);
    }

    private bool Accepts(SchemaShape.Column column)
    {
        bool hasKind = column.Kind is SchemaShape.Column.VectorKind.Vector
            || (column.Kind is SchemaShape.Column.VectorKind.Scalar && Names.Count > 1);
        return hasKind && !column.IsKey && column.ItemType == NumberDataViewType.Single;
    }

    private ArgumentOutOfRangeException Missing(int index, IEnumerable<string> found, string argument) => new(
        argument,
        $"The input column '{Names[index]}' is missing: {Expected(index)} is required. The columns found are "
        + $"{string.Join(", ", found.Select(name => $"'{name}'"))}.");

    private ArgumentOutOfRangeException Mismatch(int index, string found, string? remedy, string argument) => new(
        argument, $"The input column '{Names[index]}' must be {Expected(index)}, but it is {found}.{remedy}");

    private string Expected(int index) => _sizes switch
    {
        null => Names.Count > 1 ? "a Single or a Vector<Single> of fixed size" : "a Vector<Single> of fixed size",
        _ when _sizes[index] is { } size => string.Create(CultureInfo.InvariantCulture, $"a Vector<Single> of size {size}"),
        _ => "a Single",
    };
}
