using System.Text.Json.Serialization;
using Microsoft.Extensions.ObjectPool;
using Microsoft.ML;
using Microsoft.Net.Http.Headers;
using MLNet.Autoencoder;

internal static class Server
{
    private const int MaxRows = 10_000;

    // As long as a number of single precision needs to be in JSON, with a comma. Requests with more bytes than this allows are refused before they are parsed.
    private const int BytesPerNumber = 16;

    public static WebApplication Create(string modelPath, string[] settings)
    {
        var mlContext = new MLContext();
        ITransformer chain = mlContext.Model.Load(modelPath, out DataViewSchema _);
        AutoencoderModel autoencoder = AutoencoderIn(chain).Model;

        WebApplicationBuilder builder = WebApplication.CreateBuilder(settings);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestBodySize = (long)MaxRows * autoencoder.InputDimension * BytesPerNumber);
        builder.Services.AddProblemDetails();

        // In development, too, a request that is not valid JSON is the client's mistake, not an exception in the service.
        builder.Services.Configure<RouteHandlerOptions>(routes => routes.ThrowOnBadRequest = false);
        builder.Services.AddHealthChecks();

        // Rows with extreme values give NaN or infinity, which JSON cannot represent as numbers.
        builder.Services.ConfigureHttpJsonOptions(
            json => json.SerializerOptions.NumberHandling |= JsonNumberHandling.AllowNamedFloatingPointLiterals);
        builder.Services.AddSingleton(new DefaultObjectPoolProvider().Create(new PredictionEnginePolicy(mlContext, chain)));

        WebApplication app = builder.Build();
        app.UseExceptionHandler();
        app.UseStatusCodePages();
        app.Use(RefuseOtherEncodings);
        app.MapHealthChecks("/health");
        app.MapPost("/encode", (Scan scan, ObjectPool<PredictionEngine<Scan, Encoded>> engines) => WithRows(
            autoencoder, [scan.Pixels], _ => Predict(engines, scan)));
        app.MapPost("/encode/batch", (Scans scans) => WithRows(
            autoencoder, scans.Pixels, values => new Codes([.. autoencoder.Encode(values).Chunk(autoencoder.LatentDimension)])));
        app.MapPost("/anomaly", (Scan scan) => WithRows(
            autoencoder, [scan.Pixels], values => new Anomaly(autoencoder.ReconstructionErrors(values)[0])));
        return app;
    }

    // The saved model may be the autoencoder alone, or a chain that contains it.
    private static AutoencoderFeaturesTransformer AutoencoderIn(ITransformer chain) =>
        chain as AutoencoderFeaturesTransformer ?? ((IEnumerable<ITransformer>)chain).OfType<AutoencoderFeaturesTransformer>().Single();

    // A prediction engine can be used by only one thread at a time. The pool creates one for each simultaneous request, and keeps some.
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

    // JSON is UTF-8. ASP.NET Core throws an exception at the name of an encoding that it does not know, and at one in quotation marks, so it sees none.
    private static Task RefuseOtherEncodings(HttpContext context, RequestDelegate next)
    {
        if (MediaTypeHeaderValue.TryParse(context.Request.ContentType, out MediaTypeHeaderValue? type) && type.Charset.HasValue)
        {
            if (!HeaderUtilities.RemoveQuotes(type.Charset).Equals("utf-8", StringComparison.OrdinalIgnoreCase))
            {
                context.Response.StatusCode = StatusCodes.Status415UnsupportedMediaType;
                return Task.CompletedTask;
            }

            context.Request.ContentType = type.MediaType.ToString();
        }

        return next(context);
    }

    // The model itself can be used by any number of threads.
    private static IResult WithRows<T>(AutoencoderModel autoencoder, float[][]? rows, Func<float[], T> respond)
    {
        rows ??= [];
        string? fault = rows.Length is < 1 or > MaxRows
            ? $"The request has {rows.Length} rows. Send 1 to {MaxRows} rows."
            : rows.Select((row, index) => FaultOf(row, index, autoencoder.InputDimension)).FirstOrDefault(found => found is not null);
        return fault is null
            ? Results.Ok(respond([.. rows.SelectMany(row => row)]))
            : Results.ValidationProblem(new Dictionary<string, string[]> { ["pixels"] = [fault] });
    }

    private static string? FaultOf(float[]? row, int index, int dimension) => row switch
    {
        null => $"Row {index} is null. Send {dimension} numbers.",
        _ when row.Length != dimension => $"Row {index} has {row.Length} values. Send {dimension}, as many as the model was fitted on.",
        _ when !row.All(float.IsFinite) => $"Row {index} has a value that is not a finite single-precision number. Send only finite numbers, up to 3.4e38.",
        _ => null,
    };

    private sealed class PredictionEnginePolicy(MLContext mlContext, ITransformer model) : PooledObjectPolicy<PredictionEngine<Scan, Encoded>>
    {
        public override PredictionEngine<Scan, Encoded> Create() => mlContext.Model.CreatePredictionEngine<Scan, Encoded>(model);

        public override bool Return(PredictionEngine<Scan, Encoded> obj) => true;
    }
}
