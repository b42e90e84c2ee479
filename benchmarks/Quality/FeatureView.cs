using MathNet.Numerics.LinearAlgebra;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNet.Autoencoder.Benchmarks.Quality;

/// <summary>Features and labels as the data of ML.NET's trainers.</summary>
internal static class FeatureView
{
    /// <param name="mlContext">The context.</param>
    /// <param name="features"><c>[n, p]</c>, for the column Features.</param>
    /// <param name="labels">The label of each row, for the column Label.</param>
    public static IDataView Of(MLContext mlContext, Matrix<double> features, float[] labels)
    {
        var schema = SchemaDefinition.Create(typeof(Row));
        schema[nameof(Row.Features)].ColumnType = new VectorDataViewType(NumberDataViewType.Single, features.ColumnCount);
        return mlContext.Data.LoadFromEnumerable(
            features.EnumerateRows().Zip(labels, (row, label) => new Row { Features = [.. row.Select(value => (float)value)], Label = label }).ToArray(), schema);
    }

    /// <summary>Turns the column Label, 0 or 1, into a Boolean column.</summary>
    public static IEstimator<ITransformer> LabelAsBoolean(MLContext mlContext) =>
        mlContext.Transforms.Conversion.ConvertType(nameof(Row.Label), outputKind: DataKind.Boolean);

    /// <summary>Turns the column Label into a key column.</summary>
    public static IEstimator<ITransformer> LabelAsKey(MLContext mlContext) => mlContext.Transforms.Conversion.MapValueToKey(nameof(Row.Label));

    /// <summary>The column Score.</summary>
    public static double[] Scores(IDataView scored) => [.. scored.GetColumn<float>("Score").Select(score => (double)score)];

    private sealed class Row
    {
        public float[] Features { get; set; } = [];

        public float Label { get; set; }
    }
}
