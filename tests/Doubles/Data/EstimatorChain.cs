using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data
{
    public sealed class EstimatorChain<TLastTransformer> : IEstimator<TransformerChain<TLastTransformer>>
        where TLastTransformer : class, ITransformer
    {
        private readonly (IEstimator<ITransformer> Estimator, TransformerScope Scope, bool CacheAfter)[] _steps;

        public readonly IEstimator<TLastTransformer> LastEstimator;

        public EstimatorChain()
            : this([])
        {
        }

        private EstimatorChain((IEstimator<ITransformer> Estimator, TransformerScope Scope, bool CacheAfter)[] steps)
        {
            _steps = steps;
            LastEstimator = steps.LastOrDefault().Estimator as IEstimator<TLastTransformer>;
        }

        public TransformerChain<TLastTransformer> Fit(IDataView input)
        {
            ArgumentNullException.ThrowIfNull(input);

            // So that a chain which does not fit together fails before anything is trained.
            GetOutputSchema(SchemaShape.Create(input.Schema));
            List<ITransformer> fitted = [];
            foreach ((IEstimator<ITransformer> estimator, _, bool cacheAfter) in _steps)
            {
                fitted.Add(estimator.Fit(input));
                input = fitted[^1].Transform(input);
                input = cacheAfter ? new CacheView(input) : input;
            }

            return new(fitted, _steps.Select(s => s.Scope));
        }

        public SchemaShape GetOutputSchema(SchemaShape inputSchema) =>
            _steps.Aggregate(inputSchema, (shape, step) => step.Estimator.GetOutputSchema(shape));

        public EstimatorChain<TNewTrans> Append<TNewTrans>(
            IEstimator<TNewTrans> estimator, TransformerScope scope = TransformerScope.Everything)
            where TNewTrans : class, ITransformer
        {
            ArgumentNullException.ThrowIfNull(estimator);
            return new([.. _steps, (estimator, scope, false)]);
        }

        public EstimatorChain<TLastTransformer> AppendCacheCheckpoint(IHostEnvironment env)
        {
            ArgumentNullException.ThrowIfNull(env);
            return _steps is [.. var first, var last]
                ? new([.. first, last with { CacheAfter = true }])
                : throw new InvalidOperationException("Current estimator chain has no estimator, can't append cache checkpoint.");
        }
    }
}

namespace Microsoft.ML
{
    public static class LearningPipelineExtensions
    {
        public static EstimatorChain<TTrans> Append<TTrans>(
            this IEstimator<ITransformer> start, IEstimator<TTrans> estimator, TransformerScope scope = TransformerScope.Everything)
            where TTrans : class, ITransformer
        {
            ArgumentNullException.ThrowIfNull(start);
            return new EstimatorChain<ITransformer>().Append(start).Append(estimator, scope);
        }

        public static EstimatorChain<TTrans> AppendCacheCheckpoint<TTrans>(this IEstimator<TTrans> start, IHostEnvironment env)
            where TTrans : class, ITransformer => new EstimatorChain<ITransformer>().Append(start).AppendCacheCheckpoint(env);

        public static TransformerChain<TTrans> Append<TTrans>(this ITransformer start, TTrans transformer)
            where TTrans : class, ITransformer
        {
            ArgumentNullException.ThrowIfNull(start);
            return new TransformerChain<ITransformer>(start).Append(transformer);
        }
    }
}
