using MathNet.Numerics.LinearAlgebra;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers;

namespace MLNet.Autoencoder.Benchmarks.Quality;

/// <summary>
/// ML.NET's multinomial logistic regression with scikit-learn's default penalty (C = 1): the weights W minimize Σ log-loss + ½‖W‖². Intercepts are
/// not penalized.
/// </summary>
internal static class LogisticRegression
{
    /// <summary>Fits on training rows and predicts test rows.</summary>
    /// <param name="training"><c>[n, p]</c>, standardized features.</param>
    /// <param name="labels">The class of each training row.</param>
    /// <param name="test"><c>[m, p]</c>, features in the same units.</param>
    /// <param name="testLabels">The class of each test row.</param>
    /// <returns>The accuracy on the test rows.</returns>
    public static double Accuracy(Matrix<double> training, int[] labels, Matrix<double> test, int[] testLabels)
    {
        var mlContext = new MLContext(seed: 1);
        var trainer = new LbfgsMaximumEntropyMulticlassTrainer.Options
        {
            L1Regularization = 0,
            L2Regularization = Penalty(labels),
            OptimizationTolerance = 1e-7f,
        };
        ITransformer classifier = mlContext.Transforms.Conversion.MapValueToKey("Label", "Class")
            .Append(mlContext.MulticlassClassification.Trainers.LbfgsMaximumEntropy(trainer))
            .Fit(View(mlContext, training, labels));
        return mlContext.MulticlassClassification.Evaluate(classifier.Transform(View(mlContext, test, testLabels))).MicroAccuracy;
    }

    /// <summary>Fits binary logistic regression with the same penalty, and scores test rows.</summary>
    /// <param name="training"><c>[n, p]</c>, standardized features.</param>
    /// <param name="labels">0 or 1 for each training row.</param>
    /// <param name="test"><c>[m, p]</c>, features in the same units.</param>
    /// <returns>The score of each test row, higher for the class 1.</returns>
    public static double[] Scores(Matrix<double> training, float[] labels, Matrix<double> test)
    {
        var mlContext = new MLContext(seed: 1);
        var trainer = new LbfgsLogisticRegressionBinaryTrainer.Options
        {
            LabelColumnName = nameof(BinaryRow.Class),
            L1Regularization = 0,
            L2Regularization = 1,
            OptimizationTolerance = 1e-7f,
        };
        ITransformer classifier = mlContext.BinaryClassification.Trainers.LbfgsLogisticRegression(trainer)
            .Fit(BinaryView(mlContext, training, labels));
        IDataView scored = classifier.Transform(BinaryView(mlContext, test, new float[test.RowCount]));
        return [.. scored.GetColumn<float>("Score").Select(score => (double)score)];
    }

    private static IDataView BinaryView(MLContext mlContext, Matrix<double> features, float[] labels)
    {
        var schema = SchemaDefinition.Create(typeof(BinaryRow));
        schema[nameof(BinaryRow.Features)].ColumnType = new VectorDataViewType(NumberDataViewType.Single, features.ColumnCount);
        return mlContext.Data.LoadFromEnumerable(
            features.EnumerateRows().Zip(labels, (row, label) => new BinaryRow { Features = [.. row.Select(value => (float)value)], Class = label == 1 }).ToArray(),
            schema);
    }

    /// <summary>For two classes, scikit-learn fits a single vector w = W₁ − W₀. The best W₁ is −W₀, so ½‖w‖² is ‖W‖².</summary>
    private static float Penalty(int[] labels) => labels.Distinct().Count() == 2 ? 2 : 1;

    private static IDataView View(MLContext mlContext, Matrix<double> features, int[] labels)
    {
        var schema = SchemaDefinition.Create(typeof(Row));
        schema[nameof(Row.Features)].ColumnType = new VectorDataViewType(NumberDataViewType.Single, features.ColumnCount);
        return mlContext.Data.LoadFromEnumerable(
            features.EnumerateRows().Zip(labels, (row, label) => new Row { Features = [.. row.Select(value => (float)value)], Class = label }).ToArray(),
            schema);
    }

    private sealed class BinaryRow
    {
        public float[] Features { get; set; } = [];

        public bool Class { get; set; }
    }

    private sealed class Row
    {
        public float[] Features { get; set; } = [];

        public int Class { get; set; }
    }
}
