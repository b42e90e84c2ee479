using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms;

[assembly: LoadableClass(
    typeof(ITransformer), typeof(ColumnCopyingTransformer), null, typeof(SignatureLoadModel), "Copy Columns Transform", "CopyTransform")]

namespace Microsoft.ML.Transforms;

public sealed class ColumnCopyingEstimator : IEstimator<ColumnCopyingTransformer>
{
    private readonly ColumnCopyingTransformer _transformer;

    internal ColumnCopyingEstimator(IHostEnvironment env, string outputColumnName, string inputColumnName) =>
        _transformer = new ColumnCopyingTransformer(env, outputColumnName, inputColumnName);

    public ColumnCopyingTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        _transformer.GetOutputSchema(input.Schema);
        return _transformer;
    }

    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        if (!inputSchema.TryFindColumn(_transformer.InputColumnName, out SchemaShape.Column column))
        {
            throw _transformer.Missing();
        }

        return inputSchema.With(new(_transformer.OutputColumnName, column.Kind, column.ItemType, column.IsKey, column.Annotations));
    }
}

public sealed class ColumnCopyingTransformer : RowToRowTransformerBase
{
    private static readonly VersionInfo Version =
        new("COPYCOLT", 1, 1, 1, typeof(ColumnCopyingTransformer).Assembly.FullName, "CopyTransform");

    internal ColumnCopyingTransformer(IHostEnvironment env, string outputColumnName, string inputColumnName)
        : base(env.Register(nameof(ColumnCopyingTransformer)))
    {
        if (string.IsNullOrEmpty(outputColumnName) || string.IsNullOrEmpty(inputColumnName))
        {
            throw new ArgumentOutOfRangeException("columns", "columns cannot be null or empty");
        }

        (OutputColumnName, InputColumnName) = (outputColumnName, inputColumnName);
    }

    internal string OutputColumnName { get; }

    internal string InputColumnName { get; }

    internal ArgumentOutOfRangeException Missing() => new("inputSchema", $"Could not find input column '{InputColumnName}'");

    private protected override void SaveModel(ModelSaveContext ctx)
    {
        ctx.CheckAtModel();
        ctx.SetVersionInfo(Version);
        ctx.Writer.Write(OutputColumnName);
        ctx.Writer.Write(InputColumnName);
    }

    private static ColumnCopyingTransformer Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        ctx.CheckAtModel(Version);
        return new ColumnCopyingTransformer(env, ctx.Reader.ReadString(), ctx.Reader.ReadString());
    }

    private protected override IRowMapper MakeRowMapper(DataViewSchema schema) =>
        new Mapper(OutputColumnName, schema.GetColumnOrNull(InputColumnName) ?? throw Missing());

    private sealed class Mapper(string outputName, DataViewSchema.Column source) : IRowMapper
    {
        public IReadOnlyList<DataViewSchema.DetachedColumn> OutputColumns { get; } = [new(outputName, source.Type, source.Annotations)];

        public IEnumerable<int> DependenciesOf(int outputColumn) => [source.Index];

        public Delegate GetterOf(DataViewRow input, int outputColumn) => Generic.Call<Delegate>(Get<int>, source.Type.RawType, input, source);

        private static Delegate Get<T>(DataViewRow input, DataViewSchema.Column column) => input.GetGetter<T>(column);
    }
}

internal static class SchemaShapes
{
    /// <summary>The shape with one more column, which takes the place of one of its name.</summary>
    public static SchemaShape With(this SchemaShape shape, SchemaShape.Column column) => new(
        shape.TryFindColumn(column.Name, out _)
            ? shape.Select(c => c.Name == column.Name ? column : c)
            : shape.Append(column));
}
