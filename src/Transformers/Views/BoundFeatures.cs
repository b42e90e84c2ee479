using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.Autoencoder.Columns;
using MLNet.Autoencoder.Rows;

namespace MLNet.Autoencoder.Views;

/// <summary>
/// The transformer bound to one input schema: the input's columns keep their places, and the added ones follow. Knows which input columns a
/// set of output columns needs.
/// </summary>
internal sealed class BoundFeatures
{
    /// <summary>The name of the transformer in ML.NET. Part of the file format.</summary>
    public const string TransformerName = "AutoencoderFeatures";

    /// <summary>Which columns of <see cref="InputSchema"/> are encoded, by index.</summary>
    private readonly bool[] _isEncoded;

    /// <exception cref="ArgumentOutOfRangeException">An input column is missing or of another type or size.</exception>
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

    /// <summary>Which columns of <see cref="OutputSchema"/> are among these, by index.</summary>
    /// <exception cref="InvalidOperationException">A column is of another schema.</exception>
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

    /// <summary>The added column that a column of <see cref="OutputSchema"/> is; <see langword="null"/> for one that is passed through.</summary>
    public OutputColumn? AddedColumn(DataViewSchema.Column column) =>
        column.Index < InputSchema.Count ? null : Columns.Added[column.Index - InputSchema.Count].Column;

    /// <summary>Where rows are scored for the active columns; <see langword="null"/> if no added column is active.</summary>
    public ScoredRows? NewScoredRows(bool[] active)
    {
        OutputColumn[] wanted = [.. Columns.Added.Where((_, i) => active[InputSchema.Count + i]).Select(added => added.Column)];
        return wanted is [] ? null : new ScoredRows(Model, wanted.Any(column => column.NeedsLogVariances));
    }

    /// <exception cref="InvalidOperationException">The column is of another schema.</exception>
    public void CheckIsOutput(DataViewSchema.Column column)
    {
        if (column.Index >= OutputSchema.Count)
        {
            throw new InvalidOperationException($"Column '{column.Name}' ({column.Index}) is not part of the schema, "
                + $"which has {OutputSchema.Count} columns.");
        }
    }
}
