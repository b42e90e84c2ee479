using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.Autoencoder.Seam;

namespace MLNet.Autoencoder;

/// <summary>What a column that the transformer adds holds.</summary>
internal enum Feature
{
    /// <summary>The latent means, <c>Vector&lt;Single&gt;</c> of q.</summary>
    Latent,

    /// <summary>The latent log-variances, <c>Vector&lt;Single&gt;</c> of q.</summary>
    LogVariance,

    /// <summary>The row decoded from its latent means, <c>Vector&lt;Single&gt;</c> of d.</summary>
    Reconstruction,

    /// <summary>The squared error of that reconstruction, <c>Single</c>.</summary>
    ReconstructionError,
}

/// <summary>A column that the transformer adds.</summary>
internal readonly record struct FeatureColumn(Feature Feature, string Name);

/// <summary>
/// Which column is read and which are added: their names, types and annotations. The estimator promises from it and the transformer
/// delivers from it, so that the two cannot differ.
/// </summary>
internal sealed class FeatureColumns
{
    private const string SlotNames = "SlotNames";

    private const string InputAttribute = "input_column";

    /// <summary>What can be added, in the order of the columns, and the attribute of the model file that holds its name.</summary>
    private static readonly (Feature Feature, string Attribute)[] KnownFeatures =
    [
        (Feature.Latent, "latent_column"),
        (Feature.LogVariance, "log_variance_column"),
        (Feature.Reconstruction, "reconstruction_column"),
        (Feature.ReconstructionError, "reconstruction_error_column"),
    ];

    /// <param name="input">The column to read.</param>
    /// <param name="added">The columns to add; a null name stands for a column that is not wanted. No two have the same name.</param>
    private FeatureColumns(string input, IEnumerable<(Feature Feature, string? Name)> added)
    {
        Input = input;
        Added = [.. added.Where(column => column.Name is not null).Select(column => new FeatureColumn(column.Feature, column.Name!))];
    }

    /// <summary>The column that is read.</summary>
    public string Input { get; }

    /// <summary>The columns that are added, in order; the latent means come first.</summary>
    public IReadOnlyList<FeatureColumn> Added { get; }

    /// <summary>Columns by name; null for those not wanted.</summary>
    /// <exception cref="ArgumentException">A name is empty, or given twice.</exception>
    public static FeatureColumns Create(
        string input, string latent, string? logVariance, string? reconstruction, string? reconstructionError)
    {
        var columns = new FeatureColumns(
            input,
            [
                (Feature.Latent, latent),
                (Feature.LogVariance, logVariance),
                (Feature.Reconstruction, reconstruction),
                (Feature.ReconstructionError, reconstructionError),
            ]);
        return columns.FindFault(out string? fault) ? throw new ArgumentException(fault) : columns;
    }

    /// <summary>Reads what <see cref="ToAttributes"/> gave.</summary>
    /// <exception cref="FormatException">A name is missing, empty or given twice.</exception>
    public static FeatureColumns FromAttributes(IReadOnlyDictionary<string, string> attributes)
    {
        string? input = attributes.GetValueOrDefault(InputAttribute);
        if (input is null || !attributes.ContainsKey(KnownFeatures[0].Attribute))
        {
            throw new FormatException(
                $"The model does not name its columns: both '{InputAttribute}' and '{KnownFeatures[0].Attribute}' are expected, "
                + $"but it has {(attributes.Count == 0 ? "no attributes" : "only " + string.Join(", ", attributes.Keys))}.");
        }

        var columns = new FeatureColumns(
            input, KnownFeatures.Select(known => (known.Feature, attributes.GetValueOrDefault(known.Attribute))));
        return columns.FindFault(out string? fault) ? throw new FormatException("The model's columns are not usable. " + fault) : columns;
    }

    /// <summary>The names, to be kept in the model file.</summary>
    public Dictionary<string, string> ToAttributes()
    {
        var attributes = new Dictionary<string, string> { [InputAttribute] = Input };
        foreach (var (feature, attribute) in KnownFeatures)
        {
            if (NameOf(feature) is { } name)
            {
                attributes[attribute] = name;
            }
        }

        return attributes;
    }

    /// <summary>The name of the column that holds a feature; <see langword="null"/> when it is not wanted.</summary>
    public string? NameOf(Feature feature)
    {
        foreach (var column in Added)
        {
            if (column.Feature == feature)
            {
                return column.Name;
            }
        }

        return null;
    }

    /// <summary>Finds the column to read and checks its type.</summary>
    /// <param name="schema">Where to look.</param>
    /// <param name="dimension">d, the number of slots it must have; <see langword="null"/> before that is known.</param>
    /// <param name="argument">The argument to blame.</param>
    /// <exception cref="ArgumentOutOfRangeException">The column is missing, or not a vector of so many Single.</exception>
    public DataViewSchema.Column FindInput(DataViewSchema schema, int? dimension, string argument)
    {
        if (schema.GetColumnOrNull(Input) is not { } column)
        {
            throw Missing(schema.Where(other => !other.IsHidden).Select(other => other.Name), argument);
        }

        bool good = column.Type is VectorDataViewType { IsKnownSize: true } vector
            && vector.ItemType == NumberDataViewType.Single
            && (dimension is null || vector.Size == dimension);
        return good ? column : throw Mismatch(Describe(column.Type), dimension, argument);
    }

    /// <summary>The same for the shape of a schema, where sizes are not known.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The column is missing, or not a fixed-size vector of Single.</exception>
    public SchemaShape.Column FindInput(SchemaShape shape, string argument)
    {
        if (shape.All(other => other.Name != Input))
        {
            throw Missing(shape.Select(other => other.Name), argument);
        }

        var column = shape.First(other => other.Name == Input);
        bool good = column is { Kind: SchemaShape.Column.VectorKind.Vector, IsKey: false } && column.ItemType == NumberDataViewType.Single;
        return good ? column : throw Mismatch(Describe(column), dimension: null, argument);
    }

    /// <summary>The columns as the transformer delivers them.</summary>
    /// <param name="input">The column that is read.</param>
    /// <param name="latentDimension">q, the number of latent slots.</param>
    public IEnumerable<DataViewSchema.DetachedColumn> Deliver(DataViewSchema.Column input, int latentDimension)
    {
        var latentType = new VectorDataViewType(NumberDataViewType.Single, latentDimension);
        foreach (var (feature, name) in Added)
        {
            yield return feature switch
            {
                Feature.Latent => new(name, latentType, NumberedSlots("Latent", latentDimension)),
                Feature.LogVariance => new(name, latentType, NumberedSlots("LogVariance", latentDimension)),
                Feature.Reconstruction => new(name, input.Type, SlotNamesOf(input)),
                _ => new(name, NumberDataViewType.Single),
            };
        }
    }

    /// <summary>The columns as the estimator promises them.</summary>
    /// <param name="input">The column that is read.</param>
    public IEnumerable<SchemaShape.Column> Promise(SchemaShape.Column input)
    {
        foreach (var (feature, name) in Added)
        {
            bool hasSlotNames = feature is Feature.Latent or Feature.LogVariance
                || (feature is Feature.Reconstruction && input.Annotations.Any(IsSlotNames));
            yield return MLNetInternals.ShapeColumn(
                name,
                feature is Feature.ReconstructionError ? SchemaShape.Column.VectorKind.Scalar : SchemaShape.Column.VectorKind.Vector,
                NumberDataViewType.Single,
                hasSlotNames ? SlotNamesShape() : null);
        }
    }

    /// <summary>Slots by name and number. ML.NET puts the column's name in front where it joins columns, so it is not repeated here.</summary>
    private static DataViewSchema.Annotations NumberedSlots(string name, int count)
    {
        var names = new ReadOnlyMemory<char>[count];
        for (int i = 0; i < count; i++)
        {
            names[i] = (name + i.ToString(CultureInfo.InvariantCulture)).AsMemory();
        }

        var builder = new DataViewSchema.Annotations.Builder();
        builder.Add(
            SlotNames,
            new VectorDataViewType(TextDataViewType.Instance, count),
            (ref VBuffer<ReadOnlyMemory<char>> value) =>
            {
                var editor = VBufferEditor.Create(ref value, names.Length);
                names.CopyTo(editor.Values);
                value = editor.Commit();
            });
        return builder.ToAnnotations();
    }

    private static DataViewSchema.Annotations SlotNamesOf(DataViewSchema.Column input)
    {
        var builder = new DataViewSchema.Annotations.Builder();
        bool usable = input.Annotations.Schema.GetColumnOrNull(SlotNames)?.Type is VectorDataViewType { IsKnownSize: true } names
            && names.ItemType is TextDataViewType;
        builder.Add(input.Annotations, kind => usable && kind == SlotNames);
        return builder.ToAnnotations();
    }

    private static bool IsSlotNames(SchemaShape.Column annotation) =>
        annotation is { Name: SlotNames, Kind: SchemaShape.Column.VectorKind.Vector, IsKey: false, ItemType: TextDataViewType };

    private static SchemaShape SlotNamesShape() =>
        new([MLNetInternals.ShapeColumn(SlotNames, SchemaShape.Column.VectorKind.Vector, TextDataViewType.Instance)]);

    private static string Describe(DataViewType type) =>
        type is VectorDataViewType { IsKnownSize: false } ? $"{type} of variable size" : type.ToString()!;

    private static string Describe(SchemaShape.Column column)
    {
        string item = column.IsKey ? $"Key<{column.ItemType}>" : column.ItemType.ToString()!;
        return column.Kind switch
        {
            SchemaShape.Column.VectorKind.Scalar => item,
            SchemaShape.Column.VectorKind.Vector => $"Vector<{item}>",
            _ => $"Vector<{item}> of variable size",
        };
    }

    private ArgumentOutOfRangeException Missing(IEnumerable<string> found, string argument) => new(
        argument,
        $"The input column '{Input}' is missing: a Vector<Single> of fixed size is expected, but the columns are "
        + $"{string.Join(", ", found.Select(name => $"'{name}'"))}.");

    private ArgumentOutOfRangeException Mismatch(string found, int? dimension, string argument)
    {
        string expected = dimension is { } d
            ? string.Create(CultureInfo.InvariantCulture, $"Vector<Single> of size {d}")
            : "Vector<Single> of fixed size";
        return new(argument, $"The input column '{Input}' is not of the right type: {expected} is expected, but it is {found}.");
    }

    private bool FindFault([NotNullWhen(true)] out string? fault)
    {
        var empty = Added.Where(column => column.Name.Length == 0).Select(column => OptionOf(column.Feature));
        var twice = Added.GroupBy(column => column.Name).FirstOrDefault(group => group.Count() > 1);
        fault = (Input.Length == 0 ? empty.Prepend(nameof(AutoencoderFeaturesTransformer.InputColumnName)) : empty).FirstOrDefault() is { } option
            ? $"{option} must be the name of a column, or null, but it is empty."
            : twice is not null
                ? $"Each column to add needs a name of its own, but '{twice.Key}' is the "
                    + $"{string.Join(" and the ", twice.Select(column => OptionOf(column.Feature)))}."
                : null;
        return fault is not null;
    }

    /// <summary>The option, and the property of the transformer, that holds the name of the column.</summary>
    private static string OptionOf(Feature feature) => feature switch
    {
        Feature.Latent => nameof(AutoencoderFeaturesTransformer.OutputColumnName),
        Feature.LogVariance => nameof(AutoencoderFeaturesTransformer.LogVarianceColumnName),
        Feature.Reconstruction => nameof(AutoencoderFeaturesTransformer.ReconstructionColumnName),
        _ => nameof(AutoencoderFeaturesTransformer.ReconstructionErrorColumnName),
    };
}
