using System.Text.Json.Serialization;
using Microsoft.Extensions.ObjectPool;
using Microsoft.ML;
using MLNet.Autoencoder;

internal static class Server
{
    private const int MostRows = 10_000;

    public static WebApplication Create(string modelPath, string[] settings)
    {
        var mlContext = new MLContext();
        ITransformer chain = mlContext.Model.Load(modelPath, out DataViewSchema _);
        AutoencoderModel autoencoder = AutoencoderIn(chain).Model;

        WebApplicationBuilder builder = WebApplication.CreateBuilder(settings);
        builder.Services.AddProblemDetails();
        builder.Services.AddHealthChecks();

        // What a row beyond the arithmetic of single precision gets is NaN or infinite, which JSON has no number for.
        builder.Services.ConfigureHttpJsonOptions(
            json => json.SerializerOptions.NumberHandling |= JsonNumberHandling.AllowNamedFloatingPointLiterals);
        builder.Services.AddSingleton(new DefaultObjectPoolProvider().Create(new PredictionEnginePolicy(mlContext, chain)));

        WebApplication app = builder.Build();
        app.UseExceptionHandler();
        app.UseStatusCodePages();
        app.MapHealthChecks("/health");
        app.MapPost("/encode", (Scan scan, ObjectPool<PredictionEngine<Scan, Encoded>> engines) => WithRows(
            autoencoder, [scan.Pixels], _ => Predict(engines, scan)));
        app.MapPost("/encode/batch", (Scans scans) => WithRows(
            autoencoder, scans.Pixels, values => new Codes([.. autoencoder.Encode(values).Chunk(autoencoder.LatentDimension)])));
        app.MapPost("/anomaly", (Scan scan) => WithRows(
            autoencoder, [scan.Pixels], values => new Anomaly(SquaredError(autoencoder, values))));
        return app;
    }

    // What was saved may be the autoencoder alone, or a chain with what stands before and after it.
    private static AutoencoderFeaturesTransformer AutoencoderIn(ITransformer chain) =>
        chain as AutoencoderFeaturesTransformer ?? ((IEnumerable<ITransformer>)chain).OfType<AutoencoderFeaturesTransformer>().Single();

    // A prediction engine is for one thread at a time; the pool makes as many as there are requests at once, and keeps some.
    private static Encoded Predict(ObjectPool<PredictionEngine<Scan, Encoded>> engines, Scan scan)
    {
        PredictionEngine<Scan, Encoded> engine = engines.Get();
        try
        {
            return engine.Predict(scan);
        }
        finally
        {
            engines.Return(engine);
        }
    }

    // The model itself is for any number of threads.
    private static double SquaredError(AutoencoderModel autoencoder, float[] row) =>
        row.Zip(autoencoder.Reconstruct(row), (value, reconstruction) => Math.Pow(value - reconstruction, 2)).Sum();

    private static IResult WithRows<T>(AutoencoderModel autoencoder, float[][]? rows, Func<float[], T> answer)
    {
        rows ??= [];
        string? fault = rows.Length is < 1 or > MostRows
            ? $"There are {rows.Length} rows; give 1 to {MostRows}."
            : rows.Select((row, index) => FaultOf(row, index, autoencoder.InputDimension)).FirstOrDefault(found => found is not null);
        return fault is null
            ? Results.Ok(answer([.. rows.SelectMany(row => row)]))
            : Results.ValidationProblem(new Dictionary<string, string[]> { ["pixels"] = [fault] });
    }

    private static string? FaultOf(float[]? row, int index, int dimension) => row switch
    {
        null => $"Row {index} is null; give {dimension} numbers.",
        _ when row.Length != dimension => $"Row {index} has {row.Length} values; the model was fitted to rows of {dimension}.",
        _ when !row.All(float.IsFinite) => $"Row {index} has a value that a Single cannot hold.",
        _ => null,
    };

    private sealed class PredictionEnginePolicy(MLContext mlContext, ITransformer model) : PooledObjectPolicy<PredictionEngine<Scan, Encoded>>
    {
        public override PredictionEngine<Scan, Encoded> Create() => mlContext.Model.CreatePredictionEngine<Scan, Encoded>(model);

        public override bool Return(PredictionEngine<Scan, Encoded> obj) => true;
    }
}
