using MathNet.Numerics.LinearAlgebra;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNet.Autoencoder.Benchmarks.Labels;

/// <summary>ML.NET's FastTree with default options: what boosted trees reach without features.</summary>
internal static class BoostedTrees
{
    /// <summary>The accuracy of one ensemble for each class.</summary>
    public static double Accuracy(Matrix<double> training, float[] labels, Matrix<double> test, float[] testLabels)
    {
        var mlContext = new MLContext(seed: 1);
        ITransformer trees = mlContext.Transforms.Conversion.MapValueToKey("Label")
            .Append(mlContext.MulticlassClassification.Trainers.OneVersusAll(mlContext.BinaryClassification.Trainers.FastTree()))
            .Fit(View(mlContext, training, labels));
        return mlContext.MulticlassClassification.Evaluate(trees.Transform(View(mlContext, test, testLabels))).MicroAccuracy;
    }

    /// <summary>The scores of test rows, higher for the class 1.</summary>
    public static double[] Scores(Matrix<double> training, float[] labels, Matrix<double> test)
    {
        var mlContext = new MLContext(seed: 1);
        ITransformer trees = mlContext.Transforms.Conversion.ConvertType("Label", outputKind: DataKind.Boolean)
            .Append(mlContext.BinaryClassification.Trainers.FastTree())
            .Fit(View(mlContext, training, labels));
        return Column(trees.Transform(View(mlContext, test, new float[test.RowCount])));
    }

    /// <summary>The predicted numbers of test rows.</summary>
    public static double[] Predictions(Matrix<double> training, float[] labels, Matrix<double> test)
    {
        var mlContext = new MLContext(seed: 1);
        ITransformer trees = mlContext.Regression.Trainers.FastTree().Fit(View(mlContext, training, labels));
        return Column(trees.Transform(View(mlContext, test, new float[test.RowCount])));
    }

    private static double[] Column(IDataView scored) => [.. scored.GetColumn<float>("Score").Select(score => (double)score)];

    private static IDataView View(MLContext mlContext, Matrix<double> features, float[] labels)
    {
        var schema = SchemaDefinition.Create(typeof(Row));
        schema[nameof(Row.Features)].ColumnType = new VectorDataViewType(NumberDataViewType.Single, features.ColumnCount);
        return mlContext.Data.LoadFromEnumerable(
            features.EnumerateRows().Zip(labels, (row, label) => new Row { Features = [.. row.Select(value => (float)value)], Label = label }).ToArray(), schema);
    }

    private sealed class Row
    {
        public float[] Features { get; set; } = [];

        public float Label { get; set; }
    }
}
