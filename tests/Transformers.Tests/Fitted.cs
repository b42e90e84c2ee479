using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.Autoencoder.Columns;
using MLNet.Autoencoder.Inputs;
using MLNet.Autoencoder.Tests;

namespace MLNet.Autoencoder.Transformers.Tests;

/// <summary>A transformer created without the estimator: this project deploys only what serving needs.</summary>
internal static class Fitted
{
    public const int Dimension = 4;

    public static AutoencoderFeaturesTransformer Transformer() => new(Model(), Columns(("Features", Vector(Dimension))));

    /// <summary>A transformer that reads a scalar and a vector.</summary>
    public static AutoencoderFeaturesTransformer OfScalarAndVector() =>
        new(Model(), Columns(("Age", NumberDataViewType.Single), ("Features", Vector(Dimension - 1))));

    public static DataViewSchema Schema(params (string Name, DataViewType Type)[] columns)
    {
        var builder = new DataViewSchema.Builder();
        Array.ForEach(columns, column => builder.AddColumn(column.Name, column.Type));
        return builder.ToSchema();
    }

    public static VectorDataViewType Vector(int size) => new(NumberDataViewType.Single, size);

    public static AutoencoderModel Model(AutoencoderKind? kind = null)
    {
        float[] rows = [.. Enumerable.Range(0, 40 * Dimension).Select(i => (float)Math.Sin(i))];
        return Autoencoder.Fit(
            new InMemoryRows(rows, Dimension),
            new AutoencoderOptions { LatentDimension = 2, HiddenLayers = [5], Epochs = 2, Seed = 1, Kind = kind ?? new Variational() });
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

    private static FeatureColumns Columns(params (string Name, DataViewType Type)[] inputs) => FeatureColumns
        .Create(
            new InputColumns(inputs.Select(input => input.Name)),
            TestColumns.AllOf(new Variational()),
            new Variational())
        .FittedTo(Schema(inputs));
}
