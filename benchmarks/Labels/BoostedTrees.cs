using MathNet.Numerics.LinearAlgebra;
using Microsoft.ML;
using MLNet.Autoencoder.Benchmarks.Quality;

namespace MLNet.Autoencoder.Benchmarks.Labels;

/// <summary>ML.NET's FastTree with default options: what boosted trees reach without features.</summary>
internal static class BoostedTrees
{
    /// <summary>The accuracy of one ensemble for each class.</summary>
    public static double Accuracy(Matrix<double> training, float[] labels, Matrix<double> test, float[] testLabels)
    {
        var mlContext = new MLContext(seed: 1);
        ITransformer trees = FeatureView.LabelAsKey(mlContext)
            .Append(mlContext.MulticlassClassification.Trainers.OneVersusAll(mlContext.BinaryClassification.Trainers.FastTree()))
            .Fit(FeatureView.Of(mlContext, training, labels));
        return mlContext.MulticlassClassification.Evaluate(trees.Transform(FeatureView.Of(mlContext, test, testLabels))).MicroAccuracy;
    }

    /// <summary>The scores of test rows, higher for the class 1.</summary>
    public static double[] Scores(Matrix<double> training, float[] labels, Matrix<double> test)
    {
        var mlContext = new MLContext(seed: 1);
        return ScoresOf(mlContext, FeatureView.LabelAsBoolean(mlContext).Append(mlContext.BinaryClassification.Trainers.FastTree()), training, labels, test);
    }

    /// <summary>The predicted numbers of test rows.</summary>
    public static double[] Predictions(Matrix<double> training, float[] labels, Matrix<double> test)
    {
        var mlContext = new MLContext(seed: 1);
        return ScoresOf(mlContext, mlContext.Regression.Trainers.FastTree(), training, labels, test);
    }

    private static double[] ScoresOf<TTransformer>(
        MLContext mlContext, IEstimator<TTransformer> trees, Matrix<double> training, float[] labels, Matrix<double> test)
        where TTransformer : ITransformer =>
        FeatureView.Scores(trees.Fit(FeatureView.Of(mlContext, training, labels)).Transform(FeatureView.Of(mlContext, test, new float[test.RowCount])));
}
