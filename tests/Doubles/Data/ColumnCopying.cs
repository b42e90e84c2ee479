using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms;

[assembly: LoadableClass(
    typeof(ITransformer), typeof(ColumnCopyingTransformer), null, typeof(SignatureLoadModel), "Copy Columns Transform", "CopyTransform")]

namespace Microsoft.ML.Transforms;

/// <summary>The one in-box transform of the double: something not ours to stand before and after ours in a chain.</summary>
public sealed class ColumnCopyingEstimator : IEstimator<ColumnCopyingTransformer>
{
    private readonly string _output;
    private readonly string _input;

    internal ColumnCopyingEstimator(string outputColumnName, string inputColumnName) => (_output, _input) = (outputColumnName, inputColumnName);
    public ColumnCopyingTransformer Fit(IDataView input) => new(_output, _input);

    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        SchemaShape.Column source = inputSchema.FirstOrDefault(c => c.Name == _input);
        return source.Name is null
            ? throw ColumnCopyingTransformer.Missing(_input)
            : new([.. inputSchema.Where(c => c.Name != _output), new(_output, source.Kind, source.ItemType, source.IsKey, source.Annotations)]);
    }
}

public sealed class ColumnCopyingTransformer : ITransformer
{
    private static readonly VersionInfo Version =
        new("COPYCOLT", 1, 1, 1, typeof(ColumnCopyingTransformer).Assembly.FullName, "CopyTransform");

    private readonly string _output;
    private readonly string _input;

    internal ColumnCopyingTransformer(string outputColumnName, string inputColumnName) => (_output, _input) = (outputColumnName, inputColumnName);

    bool ITransformer.IsRowToRowMapper => true;

    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => Bind(inputSchema).OutputSchema;
    public IDataView Transform(IDataView input) => new CopyView(input, Bind(input.Schema));
    IRowToRowMapper ITransformer.GetRowToRowMapper(DataViewSchema inputSchema) => Bind(inputSchema);

    void ICanSaveModel.Save(ModelSaveContext ctx)
    {
        ctx.CheckAtModel();
        ctx.SetVersionInfo(Version);
        ctx.Writer.Write(_output);
        ctx.Writer.Write(_input);
    }

    internal static ArgumentOutOfRangeException Missing(string column) => new("inputSchema", $"Could not find input column '{column}'");

    private static ColumnCopyingTransformer Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        ctx.CheckAtModel(Version);
        return new(ctx.Reader.ReadString(), ctx.Reader.ReadString());
    }

    private CopyMapper Bind(DataViewSchema inputSchema) => new(inputSchema, _output, inputSchema.GetColumnOrNull(_input) ?? throw Missing(_input));
}

internal sealed class CopyMapper : IRowToRowMapper
{
    private readonly DataViewSchema.Column _source;

    public CopyMapper(DataViewSchema inputSchema, string output, DataViewSchema.Column source)
    {
        (InputSchema, _source) = (inputSchema, source);
        var builder = new DataViewSchema.Builder();
        builder.AddColumns(inputSchema);
        builder.AddColumn(output, source.Type, source.Annotations);
        OutputSchema = builder.ToSchema();
    }

    public DataViewSchema InputSchema { get; }
    public DataViewSchema OutputSchema { get; }

    /// <summary>The input column that an output column is.</summary>
    public DataViewSchema.Column OriginOf(DataViewSchema.Column column) =>
        column.Index < InputSchema.Count ? InputSchema[column.Index] : _source;

    public IEnumerable<DataViewSchema.Column> GetDependencies(IEnumerable<DataViewSchema.Column> dependingColumns) =>
        [.. dependingColumns.Select(OriginOf).DistinctBy(c => c.Index).OrderBy(c => c.Index)];

    public DataViewRow GetRow(DataViewRow input, IEnumerable<DataViewSchema.Column> activeColumns) =>
        new CopyRow(input, this, Columns.Active(OutputSchema, activeColumns));
}

internal sealed class CopyView(IDataView source, CopyMapper mapper) : IDataView
{
    public bool CanShuffle => source.CanShuffle;
    public DataViewSchema Schema => mapper.OutputSchema;
    public long? GetRowCount() => source.GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random rand = null) =>
        new CopyRow(source.GetRowCursor(mapper.GetDependencies(columnsNeeded), rand), mapper, Columns.Active(Schema, columnsNeeded));

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random rand = null) => Array.ConvertAll(
        source.GetRowCursorSet(mapper.GetDependencies(columnsNeeded), n, rand),
        input => (DataViewRowCursor)new CopyRow(input, mapper, Columns.Active(Schema, columnsNeeded)));
}

/// <summary>A row, and, if its input is one, a cursor.</summary>
internal sealed class CopyRow(DataViewRow input, CopyMapper mapper, bool[] active) : DataViewRowCursor
{
    public override long Position => input.Position;
    public override long Batch => input.Batch;
    public override DataViewSchema Schema => mapper.OutputSchema;
    public override bool MoveNext() => ((DataViewRowCursor)input).MoveNext();
    public override ValueGetter<DataViewRowId> GetIdGetter() => input.GetIdGetter();
    public override bool IsColumnActive(DataViewSchema.Column column) => active[column.Index];

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
    {
        Columns.CheckActive(active, column);
        return input.GetGetter<TValue>(mapper.OriginOf(column));
    }

    protected override void Dispose(bool disposing)
    {
        input.Dispose();
        base.Dispose(disposing);
    }
}
