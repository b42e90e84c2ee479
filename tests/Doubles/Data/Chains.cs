using System.Collections;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

[assembly: LoadableClass(
    typeof(ITransformer), typeof(TransformerChain), null, typeof(SignatureLoadModel), "Transformer chain", "TransformerChain")]

namespace Microsoft.ML
{
    public static class LearningPipelineExtensions
    {
        public static EstimatorChain<TTrans> Append<TTrans>(
            this IEstimator<ITransformer> start, IEstimator<TTrans> estimator, TransformerScope scope = TransformerScope.Everything)
            where TTrans : class, ITransformer => new EstimatorChain<ITransformer>([(start, false)]).Append(estimator, scope);

        public static EstimatorChain<TTrans> AppendCacheCheckpoint<TTrans>(this IEstimator<TTrans> start, IHostEnvironment env)
            where TTrans : class, ITransformer => new([(start, true)]);
    }
}

namespace Microsoft.ML.Data
{
    public sealed class EstimatorChain<TLastTransformer> : IEstimator<TransformerChain<TLastTransformer>>
        where TLastTransformer : class, ITransformer
    {
        private readonly (IEstimator<ITransformer> Estimator, bool CacheAfter)[] _steps;

        internal EstimatorChain((IEstimator<ITransformer> Estimator, bool CacheAfter)[] steps) => _steps = steps;

        public TransformerChain<TLastTransformer> Fit(IDataView input)
        {
            // So that a chain which does not fit together fails before anything is trained.
            GetOutputSchema(SchemaShape.Create(input.Schema));
            List<ITransformer> fitted = [];
            foreach ((IEstimator<ITransformer> estimator, bool cacheAfter) in _steps)
            {
                fitted.Add(estimator.Fit(input));
                input = fitted[^1].Transform(input);
                input = cacheAfter ? Columns.Cache(input) : input;
            }

            return new([.. fitted]);
        }

        public SchemaShape GetOutputSchema(SchemaShape inputSchema) =>
            _steps.Aggregate(inputSchema, (shape, step) => step.Estimator.GetOutputSchema(shape));

        public EstimatorChain<TNewTrans> Append<TNewTrans>(
            IEstimator<TNewTrans> estimator, TransformerScope scope = TransformerScope.Everything)
            where TNewTrans : class, ITransformer => new([.. _steps, (estimator, false)]);

        public EstimatorChain<TLastTransformer> AppendCacheCheckpoint(IHostEnvironment env) => new([.. _steps[..^1], (_steps[^1].Estimator, true)]);
    }

    public enum TransformerScope
    {
        Everything = 7,
    }

    public sealed class TransformerChain<TLastTransformer> : ITransformer, IEnumerable<ITransformer>
        where TLastTransformer : class, ITransformer
    {
        private readonly ITransformer[] _transformers;

        public readonly TLastTransformer LastTransformer;

        public TransformerChain(params ITransformer[] transformers) =>
            (_transformers, LastTransformer) = (transformers, transformers.LastOrDefault() as TLastTransformer);

        bool ITransformer.IsRowToRowMapper => _transformers.All(t => t.IsRowToRowMapper);

        public IEnumerator<ITransformer> GetEnumerator() => ((IEnumerable<ITransformer>)_transformers).GetEnumerator();
        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

        public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) =>
            _transformers.Aggregate(inputSchema, (schema, t) => t.GetOutputSchema(schema));

        public IDataView Transform(IDataView input)
        {
            // So that a chain which does not fit fails before any of it has done anything.
            GetOutputSchema(input.Schema);
            return _transformers.Aggregate(input, (data, t) => t.Transform(data));
        }

        IRowToRowMapper ITransformer.GetRowToRowMapper(DataViewSchema inputSchema) => new ChainMapper(inputSchema, _transformers);

        void ICanSaveModel.Save(ModelSaveContext ctx) => TransformerChain.Save(ctx, _transformers);
    }

    internal static class TransformerChain
    {
        private static readonly VersionInfo Version =
            new("TRCHAIN ", 1, 1, 1, typeof(TransformerChain).Assembly.FullName, "TransformerChain");

        public static void Save(ModelSaveContext ctx, ITransformer[] transformers)
        {
            ctx.CheckAtModel();
            ctx.SetVersionInfo(Version);
            ctx.Writer.Write(transformers.Length);
            for (int i = 0; i < transformers.Length; i++)
            {
                ctx.SaveModel(transformers[i], Part(i));
            }
        }

        private static TransformerChain<ITransformer> Create(IHostEnvironment env, ModelLoadContext ctx)
        {
            ctx.CheckAtModel(Version);
            return new([.. Enumerable.Range(0, ctx.Reader.ReadInt32()).Select(i => ctx.LoadModel(env, Part(i)))]);
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
            List<IEnumerable<DataViewSchema.Column>> needs = Needs(activeColumns);
            return _mappers.Zip(needs.Skip(1)).Aggregate(input, (row, step) => step.First.GetRow(row, step.Second));
        }

        /// <summary>What must be active before the first mapper, between each two, and after the last.</summary>
        private List<IEnumerable<DataViewSchema.Column>> Needs(IEnumerable<DataViewSchema.Column> last)
        {
            List<IEnumerable<DataViewSchema.Column>> needs = [last];
            foreach (IRowToRowMapper mapper in Enumerable.Reverse(_mappers))
            {
                needs.Insert(0, mapper.GetDependencies(needs[0]));
            }

            return needs;
        }
    }
}
