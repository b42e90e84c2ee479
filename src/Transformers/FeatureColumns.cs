using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.Autoencoder.Foundation;
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
/// Which columns are read and which are added: their names, types and annotations. The estimator promises from it and the transformer
/// delivers from it, so that the two cannot differ.
/// </summary>
internal sealed class FeatureColumns
{
    /// <summary>What can be added, in the order of the columns, and the attribute of the model file that holds its name.</summary>
    private static readonly (Feature Feature, string Attribute)[] KnownFeatures =
    [
        (Feature.Latent, "latent_column"),
        (Feature.LogVariance, "log_variance_column"),
        (Feature.Reconstruction, "reconstruction_column"),
        (Feature.ReconstructionError, "reconstruction_error_column"),
    ];

    private FeatureColumns(InputColumns inputs, IReadOnlyList<FeatureColumn> added) => (Inputs, Added) = (inputs, added);

    /// <summary>The columns that are read.</summary>
    public InputColumns Inputs { get; }

    /// <summary>The columns that are added, in order; the latent means come first.</summary>
    public IReadOnlyList<FeatureColumn> Added { get; }

    /// <summary>Columns by name; null for those not wanted.</summary>
    /// <exception cref="ArgumentException">A name is empty, or given twice.</exception>
    public static FeatureColumns Create(
        InputColumns inputs, string latent, string? logVariance, string? reconstruction, string? reconstructionError)
    {
        var columns = new FeatureColumns(inputs, Wanted(
        [
            (Feature.Latent, latent),
            (Feature.LogVariance, logVariance),
            (Feature.Reconstruction, reconstruction),
            (Feature.ReconstructionError, reconstructionError),
        ]));
        return columns.FindFault() is { } fault ? throw new ArgumentException(fault) : columns;
    }

    /// <summary>Reads what <see cref="ToAttributes"/> gave.</summary>
    /// <param name="attributes">The attributes of the model file.</param>
    /// <param name="dimension">d, the number of values in a row of the model.</param>
    /// <exception cref="FormatException">A name is missing, empty or given twice, or the input columns do not suit the model.</exception>
    public static FeatureColumns FromAttributes(IReadOnlyDictionary<string, string> attributes, int dimension)
    {
        var inputs = InputColumns.FromAttributes(attributes, dimension);
        if (!attributes.ContainsKey(KnownFeatures[0].Attribute))
        {
            throw new FormatException(
                $"The model does not name the column of latent features: '{KnownFeatures[0].Attribute}' is expected, "
                + $"but it has only {StrictJson.Excerpt(string.Join(", ", attributes.Keys))}.");
        }

        var columns = new FeatureColumns(
            inputs, Wanted(KnownFeatures.Select(known => (known.Feature, attributes.GetValueOrDefault(known.Attribute)))));
        return columns.FindFault() is { } fault ? throw new FormatException("The model's columns are not usable. " + fault) : columns;
    }

    /// <summary>The same columns after a fit to these input columns.</summary>
    public FeatureColumns FittedTo(IEnumerable<DataViewSchema.Column> inputs) => new(Inputs.FittedTo(inputs), Added);

    /// <summary>The names, and the sizes of the input columns, to be kept in the model file.</summary>
    public Dictionary<string, string> ToAttributes()
    {
        var attributes = new Dictionary<string, string>();
        Inputs.AddTo(attributes);
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

    /// <summary>The columns as the transformer delivers them.</summary>
    /// <param name="inputs">The columns that are read.</param>
    /// <param name="latentDimension">q, the number of latent slots.</param>
    public IEnumerable<DataViewSchema.DetachedColumn> Deliver(IReadOnlyList<DataViewSchema.Column> inputs, int latentDimension)
    {
        var latentType = new VectorDataViewType(NumberDataViewType.Single, latentDimension);
        foreach (var (feature, name) in Added)
        {
            yield return feature switch
            {
                Feature.Latent => new(name, latentType, SlotNames.Numbered("Latent", latentDimension)),
                Feature.LogVariance => new(name, latentType, SlotNames.Numbered("LogVariance", latentDimension)),
                Feature.Reconstruction => new(name, TypeOf(inputs), SlotNames.Of(inputs)),
                _ => new(name, NumberDataViewType.Single),
            };
        }
    }

    /// <summary>The columns as the estimator promises them.</summary>
    /// <param name="inputs">The columns that are read.</param>
    public IEnumerable<SchemaShape.Column> Promise(IReadOnlyList<SchemaShape.Column> inputs)
    {
        foreach (var (feature, name) in Added)
        {
            yield return MLNetInternals.ShapeColumn(
                name,
                feature is Feature.ReconstructionError ? SchemaShape.Column.VectorKind.Scalar : SchemaShape.Column.VectorKind.Vector,
                NumberDataViewType.Single,
                feature switch
                {
                    Feature.Latent or Feature.LogVariance => SlotNames.Shape(),
                    Feature.Reconstruction => SlotNames.ShapeOf(inputs),
                    _ => null,
                });
        }
    }

    private static FeatureColumn[] Wanted(IEnumerable<(Feature Feature, string? Name)> columns) =>
        [.. columns.Where(column => column.Name is not null).Select(column => new FeatureColumn(column.Feature, column.Name!))];

    /// <summary>The type of what is read: of one column its own, which may say more than the size.</summary>
    private static DataViewType TypeOf(IReadOnlyList<DataViewSchema.Column> inputs) => inputs is [var only]
        ? only.Type
        : new VectorDataViewType(NumberDataViewType.Single, inputs.Sum(input => InputColumns.SizeOf(input.Type)));

    /// <summary>What is wrong with the names; <see langword="null"/> if nothing is.</summary>
    private string? FindFault()
    {
        if (Inputs.FindFault() is { } fault)
        {
            return fault;
        }

        if (Added.FirstOrDefault(column => column.Name.Length == 0) is { Name: not null } nameless)
        {
            return $"{OptionOf(nameless.Feature)} must be the name of a column, or null, but it is empty.";
        }

        return Added.GroupBy(column => column.Name).FirstOrDefault(group => group.Count() > 1) is { } twice
            ? $"Each column to add needs a name of its own, but '{twice.Key}' is the "
                + $"{string.Join(" and the ", twice.Select(column => OptionOf(column.Feature)))}."
            : null;
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
