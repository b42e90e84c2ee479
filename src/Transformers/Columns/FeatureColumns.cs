using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.Autoencoder.Foundation;
using MLNet.Autoencoder.Inputs;

namespace MLNet.Autoencoder.Columns;

/// <summary>
/// The columns that a transformer reads and adds. Both the estimator's promise and the transformer's delivery come from here, so that the
/// two cannot differ.
/// </summary>
internal sealed class FeatureColumns
{
    private FeatureColumns(InputColumns inputs, ColumnNames added) => (Inputs, Added) = (inputs, added);

    /// <summary>The columns that are read.</summary>
    public InputColumns Inputs { get; }

    /// <summary>The columns that are added, in order.</summary>
    public ColumnNames Added { get; }

    /// <summary>Columns to be fitted.</summary>
    /// <param name="inputs">The columns to read.</param>
    /// <param name="added">The columns to add.</param>
    /// <param name="kind">The kind of the autoencoder.</param>
    /// <exception cref="ArgumentException">A name is missing, empty or given twice, or the kind cannot have a column.</exception>
    public static FeatureColumns Create(InputColumns inputs, ColumnNames added, AutoencoderKind kind) =>
        (added.FindFault(kind) ?? inputs.FindFault()) is { } fault
            ? throw new ArgumentException(fault)
            : new FeatureColumns(inputs, added);

    /// <summary>Reads what <see cref="ToAttributes"/> returned.</summary>
    /// <param name="attributes">The attributes of the model file.</param>
    /// <param name="model">The model in the file.</param>
    /// <exception cref="FormatException">
    /// A name is missing, empty or given twice, or the input columns or a column to add do not suit the model.
    /// </exception>
    public static FeatureColumns FromAttributes(IReadOnlyDictionary<string, string> attributes, AutoencoderModel model)
    {
        var inputs = InputColumns.FromAttributes(attributes, model.InputDimension);
        if (OutputColumns.All.FirstOrDefault(column => column.IsRequired && !attributes.ContainsKey(column.Attribute)) is { } missing)
        {
            throw new FormatException(
                $"The model does not name the column of {missing.Content}: '{missing.Attribute}' is expected, "
                + $"but it has only {StrictJson.Excerpt(string.Join(", ", attributes.Keys))}.");
        }

        var added = new ColumnNames(column => attributes.GetValueOrDefault(column.Attribute));
        return (inputs.FindFault() ?? added.FindFault(model.Kind)) is { } fault
            ? throw new FormatException("The model's columns are not usable. " + fault)
            : new FeatureColumns(inputs, added);
    }

    /// <summary>The same columns after a fit to these input columns.</summary>
    public FeatureColumns FittedTo(IEnumerable<DataViewSchema.Column> inputs) => new(Inputs.FittedTo(inputs), Added);

    /// <summary>The names, and the sizes of the input columns, to be kept in the model file.</summary>
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
