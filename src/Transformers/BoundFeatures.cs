using Microsoft.ML;

namespace MLNet.Autoencoder;

/// <summary>
/// The transformer bound to one input schema: the input's columns keep their places, the added ones follow. Says which input columns a
/// set of output columns needs.
/// </summary>
internal sealed class BoundFeatures
{
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
        builder.AddColumns(columns.Deliver(Inputs, model.LatentDimension));
        OutputSchema = builder.ToSchema();
    }

    public DataViewSchema InputSchema { get; }

    public DataViewSchema OutputSchema { get; }

    /// <summary>The columns that are encoded, in the order of the model's values.</summary>
    public IReadOnlyList<DataViewSchema.Column> Inputs { get; }

    public FeatureColumns Columns { get; }

    public AutoencoderModel Model { get; }

    /// <summary>Which columns of <see cref="OutputSchema"/> are among those asked for, by index.</summary>
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

    /// <summary>The input columns that the active output columns need: those passed through, and ours if any is computed.</summary>
    public IEnumerable<DataViewSchema.Column> Needed(bool[] active)
    {
        bool computes = active.AsSpan(InputSchema.Count).Contains(true);
        return [.. InputSchema.Where(column => active[column.Index] || (computes && _isEncoded[column.Index]))];
    }

    /// <summary>Whether an output column is one of the input's; if not, which feature it holds.</summary>
    public bool IsPassedThrough(DataViewSchema.Column column, out Feature feature)
    {
        int added = column.Index - InputSchema.Count;
        feature = added < 0 ? default : Columns.Added[added].Feature;
        return added < 0;
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
