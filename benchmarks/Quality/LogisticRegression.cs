using MathNet.Numerics.LinearAlgebra;
using Microsoft.ML;
using Microsoft.ML.Trainers;

namespace MLNet.Autoencoder.Benchmarks.Quality;

/// <summary>
/// ML.NET's logistic regression with scikit-learn's default penalty (C = 1): the weights W minimize Σ log-loss + ½‖W‖². Intercepts are not penalized.
/// </summary>
internal static class LogisticRegression
{
    private const float Tolerance = 1e-7f;

    /// <summary>Fits multinomial logistic regression on training rows and predicts test rows.</summary>
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
            L1Regularization = 0, L2Regularization = Penalty(labels), OptimizationTolerance = Tolerance,
        };
        ITransformer classifier = FeatureView.LabelAsKey(mlContext)
            .Append(mlContext.MulticlassClassification.Trainers.LbfgsMaximumEntropy(trainer))
            .Fit(View(training, labels));
        return mlContext.MulticlassClassification.Evaluate(classifier.Transform(View(test, testLabels))).MicroAccuracy;

        IDataView View(Matrix<double> features, int[] classes) => FeatureView.Of(mlContext, features, Array.ConvertAll(classes, label => (float)label));
    }

    /// <summary>Fits binary logistic regression with the same penalty, and scores test rows.</summary>
    /// <param name="training"><c>[n, p]</c>, standardized features.</param>
    /// <param name="labels">0 or 1 for each training row.</param>
    /// <param name="test"><c>[m, p]</c>, features in the same units.</param>
    /// <returns>The score of each test row, higher for the class 1.</returns>
    public static double[] Scores(Matrix<double> training, float[] labels, Matrix<double> test)
    {
        var mlContext = new MLContext(seed: 1);
        var trainer = new LbfgsLogisticRegressionBinaryTrainer.Options { L1Regularization = 0, L2Regularization = 1, OptimizationTolerance = Tolerance };
        ITransformer classifier = FeatureView.LabelAsBoolean(mlContext)
            .Append(mlContext.BinaryClassification.Trainers.LbfgsLogisticRegression(trainer))
            .Fit(FeatureView.Of(mlContext, training, labels));
        return FeatureView.Scores(classifier.Transform(FeatureView.Of(mlContext, test, new float[test.RowCount])));
    }

    /// <summary>For two classes, scikit-learn fits a single vector w = W₁ − W₀. The best W₁ is −W₀, so ½‖w‖² is ‖W‖².</summary>
    private static float Penalty(int[] labels) => labels.Distinct().Count() == 2 ? 2 : 1;
}
