using Microsoft.ML;
using MLNet.Autoencoder.Foundation;
using MLNet.Autoencoder.Inputs;

namespace MLNet.Autoencoder.Columns;

/// <summary>
/// The columns that a transformer reads and adds. The schema that the estimator promises and the one that the transformer delivers both come
/// from here, so they cannot differ.
/// </summary>
internal sealed class FeatureColumns
{
    private FeatureColumns(InputColumns inputs, ColumnNames added) => (Inputs, Added) = (inputs, added);

    /// <summary>The columns that are read.</summary>
    public InputColumns Inputs { get; }

    /// <summary>The columns that are added, in order.</summary>
    public ColumnNames Added { get; }

    /// <summary>Creates the columns of an estimator.</summary>
    /// <param name="inputs">The columns to read.</param>
    /// <param name="added">The columns to add.</param>
    /// <param name="kind">The kind of the autoencoder.</param>
    /// <exception cref="ArgumentException">A name is missing, empty or used twice, or a column does not exist for the kind.</exception>
    public static FeatureColumns Create(InputColumns inputs, ColumnNames added, AutoencoderKind kind) =>
        (added.FindFault(kind) ?? inputs.FindFault()) is { } fault
            ? throw new ArgumentException(fault)
            : new FeatureColumns(inputs, added);

    /// <summary>Reads the attributes that <see cref="ToAttributes"/> wrote.</summary>
    /// <param name="attributes">The attributes of the model file.</param>
    /// <param name="model">The model in the file.</param>
    /// <exception cref="FormatException">
    /// A name is missing, empty or used twice, or an input column or a column to add does not match the model.
    /// </exception>
    public static FeatureColumns FromAttributes(IReadOnlyDictionary<string, string> attributes, AutoencoderModel model)
    {
        var inputs = InputColumns.FromAttributes(attributes, model.InputDimension);
        if (OutputColumns.All.FirstOrDefault(column => column.IsRequired && !attributes.ContainsKey(column.Attribute)) is { } missing)
        {
            throw new FormatException(
                $"The model file does not name the column of {missing.Content}: the attribute '{missing.Attribute}' is missing. "
                + $"The attributes present are {StrictJson.Excerpt(string.Join(", ", attributes.Keys))}.");
        }

        var added = new ColumnNames(column => attributes.GetValueOrDefault(column.Attribute));
        return (inputs.FindFault() ?? added.FindFault(model.Kind)) is { } fault
            ? throw new FormatException("The columns in the model file are not valid. " + fault)
            : new FeatureColumns(inputs, added);
    }

    /// <summary>The same columns after a fit to the given input columns.</summary>
    public FeatureColumns FittedTo(IEnumerable<DataViewSchema.Column> inputs) => new(Inputs.FittedTo(inputs), Added);

    /// <summary>The attributes of the model file: the names of all columns, and the sizes of the input columns.</summary>
    public Dictionary<string, string> ToAttributes()
    {
        var attributes = new Dictionary<string, string>();
        Inputs.AddTo(attributes);
        foreach (var (column, name) in Added)
        {
            attributes[column.Attribute] = name;
        }

        return attributes;
    }

    /// <summary>The columns to add, as the transformer delivers them.</summary>
    /// <param name="inputs">The columns that are read.</param>
    /// <param name="model">The model.</param>
    public IEnumerable<DataViewSchema.DetachedColumn> Deliver(IReadOnlyList<DataViewSchema.Column> inputs, AutoencoderModel model) =>
        Added.Select(named => named.Column.Deliver(named.Name, inputs, model));

    /// <summary>The columns to add, as the estimator promises them.</summary>
    /// <param name="inputs">The columns that are read.</param>
    public IEnumerable<SchemaShape.Column> Promise(IReadOnlyList<SchemaShape.Column> inputs) =>
        Added.Select(named => named.Column.Promise(named.Name, inputs));
}
