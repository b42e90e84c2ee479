using System.Collections;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

[assembly: LoadableClass(
    typeof(TransformerChain<ITransformer>), typeof(TransformerChain), null, typeof(SignatureLoadModel), "Transformer chain",
    TransformerChain.LoaderSignature)]

namespace Microsoft.ML.Data;

[Flags]
public enum TransformerScope
{
    None = 0,
    Training = 1,
    Testing = 2,
    Scoring = 4,
    TrainTest = 3,
    Everything = 7,
}

public sealed class TransformerChain<TLastTransformer> : ITransformer, IEnumerable<ITransformer>, IDisposable
    where TLastTransformer : class, ITransformer
{
    private readonly ITransformer[] _transformers;
    private readonly TransformerScope[] _scopes;

    public readonly TLastTransformer LastTransformer;

    public TransformerChain(IEnumerable<ITransformer> transformers, IEnumerable<TransformerScope> scopes)
    {
        _transformers = transformers.ToArray();
        _scopes = scopes.ToArray();
        if (_transformers.Length != _scopes.Length)
        {
            throw new ArgumentException("transformers and scopes should be of equal length.", nameof(scopes));
        }

        LastTransformer = _transformers.LastOrDefault() as TLastTransformer;
    }

    public TransformerChain(params ITransformer[] transformers)
        : this(transformers ?? [], (transformers ?? []).Select(_ => TransformerScope.Everything))
    {
    }

    bool ITransformer.IsRowToRowMapper => _transformers.All(t => t.IsRowToRowMapper);

    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) =>
        _transformers.Aggregate(inputSchema, (schema, t) => t.GetOutputSchema(schema));

    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema, TransformerScope scope) =>
        GetModelFor(scope).GetOutputSchema(inputSchema);

    public IDataView Transform(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);

        // So that a chain which does not fit fails before any of it has done anything.
        GetOutputSchema(input.Schema);
        return _transformers.Aggregate(input, (data, t) => t.Transform(data));
    }

    public IDataView Transform(IDataView input, TransformerScope scope) => GetModelFor(scope).Transform(input);

    public TransformerChain<ITransformer> GetModelFor(TransformerScope scopeFilter)
    {
        int[] kept = Enumerable.Range(0, _scopes.Length).Where(i => (_scopes[i] & scopeFilter) != 0).ToArray();
        return new(kept.Select(i => _transformers[i]), kept.Select(i => _scopes[i]));
    }

    public TransformerChain<TNewLast> Append<TNewLast>(TNewLast transformer, TransformerScope scope = TransformerScope.Everything)
        where TNewLast : class, ITransformer
    {
        ArgumentNullException.ThrowIfNull(transformer);
        return new(_transformers.Append(transformer), _scopes.Append(scope));
    }

    public IEnumerator<ITransformer> GetEnumerator() => ((IEnumerable<ITransformer>)_transformers).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    IRowToRowMapper ITransformer.GetRowToRowMapper(DataViewSchema inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return new ChainMapper(inputSchema, _transformers);
    }

    void ICanSaveModel.Save(ModelSaveContext ctx) => TransformerChain.Save(ctx, _transformers, _scopes);

    public void Dispose()
    {
        foreach (IDisposable transformer in _transformers.OfType<IDisposable>())
        {
            transformer.Dispose();
        }
    }
}

internal static class TransformerChain
{
    public const string LoaderSignature = "TransformerChain";

    private static readonly VersionInfo Version =
        new("TRCHAIN ", 1, 1, 1, typeof(TransformerChain).Assembly.FullName, LoaderSignature);

    public static void Save(ModelSaveContext ctx, ITransformer[] transformers, TransformerScope[] scopes)
    {
        ctx.CheckAtModel();
        ctx.SetVersionInfo(Version);
        ctx.Writer.Write(transformers.Length);
        for (int i = 0; i < transformers.Length; i++)
        {
            ctx.Writer.Write((int)scopes[i]);
            ctx.SaveModel(transformers[i], Part(i));
        }
    }

    private static TransformerChain<ITransformer> Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        ctx.CheckAtModel(Version);
        var transformers = new ITransformer[ctx.Reader.ReadInt32()];
        var scopes = new TransformerScope[transformers.Length];
        for (int i = 0; i < transformers.Length; i++)
        {
            scopes[i] = (TransformerScope)ctx.Reader.ReadInt32();
            ctx.LoadModel<ITransformer, SignatureLoadModel>(env, out transformers[i], Part(i));
        }

        return new(transformers, scopes);
    }

    private static string Part(int index) => $"Transform_{index:000}";
}

/// <summary>The mappers of a chain, each over the row of the one before.</summary>
internal sealed class ChainMapper : IRowToRowMapper
{
    private readonly List<IRowToRowMapper> _mappers = [];

    public ChainMapper(DataViewSchema inputSchema, IEnumerable<ITransformer> transformers)
    {
        InputSchema = OutputSchema = inputSchema;
        foreach (ITransformer transformer in transformers)
        {
            _mappers.Add(transformer.GetRowToRowMapper(OutputSchema));
            OutputSchema = _mappers[^1].OutputSchema;
        }
    }

    public DataViewSchema InputSchema { get; }

    public DataViewSchema OutputSchema { get; }

    public IEnumerable<DataViewSchema.Column> GetDependencies(IEnumerable<DataViewSchema.Column> dependingColumns) =>
        Needs(dependingColumns)[0];

    public DataViewRow GetRow(DataViewRow input, IEnumerable<DataViewSchema.Column> activeColumns)
    {
        if (!ReferenceEquals(input.Schema, InputSchema))
        {
            throw new InvalidOperationException("Schema of input row must be the same as the schema the mapper is bound to");
        }

        List<IEnumerable<DataViewSchema.Column>> needs = Needs(activeColumns);
        DataViewRow row = input;
        for (int i = 0; i < _mappers.Count; i++)
        {
            row = _mappers[i].GetRow(row, needs[i + 1]);
        }

        return row;
    }

    /// <summary>What must be active before the first mapper, between each two, and after the last.</summary>
    private List<IEnumerable<DataViewSchema.Column>> Needs(IEnumerable<DataViewSchema.Column> last)
    {
        List<IEnumerable<DataViewSchema.Column>> needs = [last];
        foreach (IRowToRowMapper mapper in Enumerable.Reverse(_mappers))
        {
            needs.Insert(0, mapper.GetDependencies(needs[0]).ToList());
        }

        return needs;
    }
}
