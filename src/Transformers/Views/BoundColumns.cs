using Microsoft.ML;
using MLNet.Autoencoder.Rows;
using MLNet.Autoencoder.Seam;

namespace MLNet.Autoencoder.Views;

/// <summary>
/// A transformer bound to one input schema: the input's columns keep their positions, and the added ones follow. Knows which input columns a set of output
/// columns needs.
/// </summary>
internal abstract class BoundColumns
{
    /// <summary>Which columns of <see cref="InputSchema"/> the model reads, by index.</summary>
    private readonly bool[] _isRead;

    /// <param name="input">The input schema.</param>
    /// <param name="inputs">The columns that the model reads, in the order of its values.</param>
    /// <param name="added">The columns to add.</param>
    protected BoundColumns(DataViewSchema input, IReadOnlyList<DataViewSchema.Column> inputs, IEnumerable<DataViewSchema.DetachedColumn> added)
    {
        InputSchema = input;
        Inputs = inputs;
        _isRead = new bool[input.Count];
        foreach (var column in inputs)
        {
            _isRead[column.Index] = true;
        }

        var builder = new DataViewSchema.Builder();
        builder.AddColumns(input);
        builder.AddColumns(added);
        OutputSchema = builder.ToSchema();
    }

    public DataViewSchema InputSchema { get; }

    public DataViewSchema OutputSchema { get; }

    /// <summary>The columns that the model reads, in the order of its values.</summary>
    public IReadOnlyList<DataViewSchema.Column> Inputs { get; }

    /// <summary>The number of rows to score at a time.</summary>
    public abstract int BlockRows { get; }

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

    /// <summary>The input columns that the active output columns need: those passed through, and those that the model reads if an added column is active.</summary>
    public IEnumerable<DataViewSchema.Column> Needed(bool[] active)
    {
        bool computes = active.AsSpan(InputSchema.Count).Contains(true);
        return [.. InputSchema.Where(column => active[column.Index] || (computes && _isRead[column.Index]))];
    }

    /// <summary>Creates the buffers in which rows are scored for the active columns; <see langword="null"/> if no added column is active.</summary>
    public RowValues? NewRows(bool[] active)
    {
        int[] added = [.. Enumerable.Range(0, OutputSchema.Count - InputSchema.Count).Where(i => active[InputSchema.Count + i])];
        return added is [] ? null : NewRows(added);
    }

    /// <summary>
    /// A <see cref="ValueGetter{TValue}"/> of the added column at a column's place in <see cref="OutputSchema"/>; <see langword="null"/> if the column is passed
    /// through.
    /// </summary>
    /// <param name="column">The column.</param>
    /// <param name="row">The row, among those that <see cref="NewRows(bool[])"/> created.</param>
    public Delegate? GetterOf(DataViewSchema.Column column, ScoredRow? row) =>
        column.Index < InputSchema.Count ? null : GetterOf(column.Index - InputSchema.Count, row!);

    /// <summary>Adds the transformer to the graph that ML.NET's conversion to ONNX is building.</summary>
    public abstract void AddTo(OnnxPipeline pipeline);

    /// <exception cref="InvalidOperationException">The column belongs to another schema.</exception>
    public void CheckIsOutput(DataViewSchema.Column column)
    {
        if (column.Index >= OutputSchema.Count)
        {
            throw new InvalidOperationException($"Column '{column.Name}' with index {column.Index} does not belong to this "
                + $"schema, which has {OutputSchema.Count} columns. Take columns from the schema of the view or row that you read.");
        }
    }

    /// <summary>Creates the buffers in which rows are scored for added columns.</summary>
    /// <param name="added">The indices of the columns among those added; at least one.</param>
    protected abstract RowValues NewRows(IReadOnlyList<int> added);

    /// <summary>A <see cref="ValueGetter{TValue}"/> of an added column.</summary>
    protected abstract Delegate GetterOf(int added, ScoredRow row);
}
