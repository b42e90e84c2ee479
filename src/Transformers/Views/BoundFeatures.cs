using Microsoft.ML;
using MLNet.Autoencoder.Columns;
using MLNet.Autoencoder.Rows;

namespace MLNet.Autoencoder.Views;

/// <summary>
/// The transformer bound to one input schema: the input's columns keep their positions, and the added ones follow. Knows which input columns a
/// set of output columns needs.
/// </summary>
internal sealed class BoundFeatures
{
    /// <summary>The name of the transformer in ML.NET. Part of the file format.</summary>
    public const string TransformerName = "AutoencoderFeatures";

    /// <summary>Which columns of <see cref="InputSchema"/> are encoded, by index.</summary>
    private readonly bool[] _isEncoded;

    /// <exception cref="ArgumentOutOfRangeException">An input column is missing or has the wrong type or size.</exception>
    public BoundFeatures(DataViewSchema input, FeatureColumns columns, AutoencoderModel model, string argument)
    {
        InputSchema = input;
        Columns = columns;
        Model = model;
        Inputs = columns.Inputs.Find(input, argument);
        _isEncoded = new bool[input.Count];
        foreach (var column in Inputs)
        {
            _isEncoded[column.Index] = true;
        }

        var builder = new DataViewSchema.Builder();
        builder.AddColumns(input);
        builder.AddColumns(columns.Deliver(Inputs, model));
        OutputSchema = builder.ToSchema();
    }

    public DataViewSchema InputSchema { get; }

    public DataViewSchema OutputSchema { get; }

    /// <summary>The columns that are encoded, in the order of the model's values.</summary>
    public IReadOnlyList<DataViewSchema.Column> Inputs { get; }

    public FeatureColumns Columns { get; }

    public AutoencoderModel Model { get; }

    /// <summary>Marks the given columns of <see cref="OutputSchema"/>, by index.</summary>
    /// <exception cref="InvalidOperationException">A column belongs to another schema.</exception>
    public bool[] Activate(IEnumerable<DataViewSchema.Column> columns)
    {
        bool[] active = new bool[OutputSchema.Count];
        foreach (var column in columns)
        {
            CheckIsOutput(column);
            active[column.Index] = true;
        }

        return active;
    }

    /// <summary>The input columns that the active output columns need: those passed through, and the encoded ones if an added column is active.</summary>
    public IEnumerable<DataViewSchema.Column> Needed(bool[] active)
    {
        bool computes = active.AsSpan(InputSchema.Count).Contains(true);
        return [.. InputSchema.Where(column => active[column.Index] || (computes && _isEncoded[column.Index]))];
    }

    /// <summary>The added column at a column's place in <see cref="OutputSchema"/>; <see langword="null"/> if the column is passed through.</summary>
    public OutputColumn? AddedColumn(DataViewSchema.Column column) =>
        column.Index < InputSchema.Count ? null : Columns.Added[column.Index - InputSchema.Count].Column;

    /// <summary>Creates the buffers in which rows are scored for the active columns; <see langword="null"/> if no added column is active.</summary>
    public ScoredRows? NewScoredRows(bool[] active)
    {
        OutputColumn[] computed = [.. Columns.Added.Where((_, i) => active[InputSchema.Count + i]).Select(added => added.Column)];
        return computed is [] ? null : new ScoredRows(Model, computed.Any(column => column.NeedsLogVariances));
    }

    /// <exception cref="InvalidOperationException">The column belongs to another schema.</exception>
    public void CheckIsOutput(DataViewSchema.Column column)
    {
        if (column.Index >= OutputSchema.Count)
        {
            throw new InvalidOperationException($"Column '{column.Name}' with index {column.Index} does not belong to this "
                + $"schema, which has {OutputSchema.Count} columns. Take columns from the schema of the view or row that you read.");
        }
    }
}
