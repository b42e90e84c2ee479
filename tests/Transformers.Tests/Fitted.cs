using Microsoft.ML;

namespace MLNet.Autoencoder.Transformers.Tests;

/// <summary>A transformer made without the estimator: this project deploys what serving needs and no more.</summary>
internal static class Fitted
{
    public const int Dimension = 4;

    public static AutoencoderFeaturesTransformer Transformer(FeatureColumns? columns = null) =>
        new(Model(), columns ?? FeatureColumns.Create("Features", "Latent", "LogVariance", "Decoded", "Score"));

    public static AutoencoderModel Model()
    {
        float[] rows = [.. Enumerable.Range(0, 40 * Dimension).Select(i => (float)Math.Sin(i))];
        return AutoencoderModel.Fit(
            new InMemoryRows(rows, Dimension), new AutoencoderOptions { LatentDimension = 2, HiddenLayers = [5], Epochs = 2, Seed = 1 });
    }

    public static byte[] Save(ITransformer transformer)
    {
        using var stream = new MemoryStream();
        new MLContext().Model.Save(transformer, null, stream);
        return stream.ToArray();
    }

    public static ITransformer Load(byte[] bytes)
    {
        using var stream = new MemoryStream(bytes);
        return new MLContext().Model.Load(stream, out _);
    }
}
