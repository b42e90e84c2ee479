using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.Autoencoder.Benchmarks.Measurement;

namespace MLNet.Autoencoder.Benchmarks.Serve;

/// <summary>The ways to score rows with a transformer in ML.NET.</summary>
internal sealed class MLNetScorings
{
    private const string OutputColumnName = "Latent";
    private const long FittedRows = 1_000;
    private const long ScoredRows = 200_000;

    private readonly MLContext _context;
    private readonly NetworkShape _shape;
    private readonly string _prefix;
    private readonly double _flopsPerRow;
    private readonly ITransformer _transformer;

    private MLNetScorings(MLContext context, NetworkShape shape, string prefix, double flopsPerRow, IEstimator<ITransformer> estimator)
    {
        _context = context;
        _shape = shape;
        _prefix = prefix;
        _flopsPerRow = flopsPerRow;
        _transformer = estimator.Fit(new GeneratedView(shape.Inputs, FittedRows, maxCursors: 1));
    }

    /// <summary>The autoencoder.</summary>
    public static MLNetScorings Autoencoder(NetworkShape shape, double flopsPerRow)
    {
        var context = new MLContext(seed: 1);
        AutoencoderFeaturesOptions options = shape.Options<AutoencoderFeaturesOptions>();
        options.InputColumnName = GeneratedView.ColumnName;
        options.OutputColumnName = OutputColumnName;
        return new MLNetScorings(context, shape, "", flopsPerRow, context.Transforms.AutoencoderFeatures(options));
    }

    /// <summary>ML.NET's projection to the same number of principal components: a product with a d×q matrix.</summary>
    public static MLNetScorings Pca(NetworkShape shape)
    {
        var context = new MLContext(seed: 1);
        var estimator = context.Transforms.ProjectToPrincipalComponents(OutputColumnName, GeneratedView.ColumnName, rank: shape.Latent);
        return new MLNetScorings(context, shape, "pca-", 2.0 * shape.Inputs * shape.Latent, estimator);
    }

    public IEnumerable<Scoring> OfOneRow()
    {
        yield return new OneRowScoring(_prefix + "engine", _flopsPerRow, PredictByEngine());
        yield return new OneRowScoring(_prefix + "mapper", _flopsPerRow, ReadMapper());
    }

    public Scoring OfView() => new ViewScoring(_prefix + "view", _flopsPerRow, View(maxCursors: 1), OutputColumnName);

    public Scoring OfSet(int cursors) => new SetScoring($"{_prefix}set-{cursors}", _flopsPerRow, View(cursors), OutputColumnName, cursors);

    private IDataView View(int maxCursors) => _transformer.Transform(new GeneratedView(_shape.Inputs, ScoredRows, maxCursors));

    private Action PredictByEngine()
    {
        var schema = SchemaDefinition.Create(typeof(Input));
        schema[GeneratedView.ColumnName].ColumnType = new VectorDataViewType(NumberDataViewType.Single, _shape.Inputs);
        var engine = _context.Model.CreatePredictionEngine<Input, Output>(_transformer, inputSchemaDefinition: schema);
        float[] values = RandomValues.Of(64 * _shape.Inputs);
        Input[] inputs = [.. values.Chunk(_shape.Inputs).Select(row => new Input { Features = row })];
        var output = new Output();
        int next = 0;
        return () => engine.Predict(inputs[next++ % inputs.Length], ref output);
    }

    private Action ReadMapper()
    {
        var source = new GeneratedView(_shape.Inputs, long.MaxValue, maxCursors: 1);
        IRowToRowMapper mapper = _transformer.GetRowToRowMapper(source.Schema);
        DataViewSchema.Column latent = mapper.OutputSchema[OutputColumnName];
        DataViewRowCursor cursor = source.GetRowCursor(mapper.GetDependencies([latent]));
        var get = mapper.GetRow(cursor, [latent]).GetGetter<VBuffer<float>>(latent);
        VBuffer<float> value = default;
        return () =>
        {
            cursor.MoveNext();
            get(ref value);
        };
    }

    private sealed class Input
    {
        public float[] Features { get; set; } = [];
    }

    private sealed class Output
    {
        public float[] Latent { get; set; } = [];
    }
}
