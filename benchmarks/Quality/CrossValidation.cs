using System.Diagnostics;
using MathNet.Numerics.LinearAlgebra;
using MLNet.Autoencoder.Benchmarks.Measurement;

namespace MLNet.Autoencoder.Benchmarks.Quality;

/// <summary>Three-fold cross-validation, repeated with new folds.</summary>
internal static class CrossValidation
{
    public const int Folds = 3;

    /// <summary>Fits and scores a method on every fold of every seed.</summary>
    /// <returns>The mean of every metric over seeds and folds; for the duration of a fit, the median.</returns>
    public static IReadOnlyDictionary<string, double> Run(DataSet data, Method method, int seeds)
    {
        var scores = new List<(string Metric, double Value)>();
        for (int seed = 0; seed < seeds; seed++)
        {
            int[] folds = data.Target.DrawFolds(Folds, new Random(seed));
            for (int fold = 0; fold < Folds; fold++)
            {
                int[] training = [.. Enumerable.Range(0, folds.Length).Where(row => folds[row] != fold)];
                int[] test = [.. Enumerable.Range(0, folds.Length).Where(row => folds[row] == fold)];
                scores.AddRange(Score(data, method, training, test, seed));
            }
        }

        return scores.GroupBy(score => score.Metric, score => score.Value)
            .ToDictionary(group => group.Key, group => group.Key == Metrics.Seconds ? Spread.Of(group).Median : group.Average());
    }

    private static IEnumerable<(string Metric, double Value)> Score(DataSet data, Method method, int[] training, int[] test, int seed)
    {
        Matrix<double> trainingRows = Select(data.Rows, training);
        Matrix<double> testRows = Select(data.Rows, test);
        long start = Stopwatch.GetTimestamp();
        IFeatures features = method.Fit(data, trainingRows, seed);
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;

        Matrix<double> trainingFeatures = features.Encode(trainingRows);
        var standardizing = ColumnScaling.Standardizing(trainingFeatures);
        foreach ((string, double) score in data.Target.Score(
            standardizing.Apply(trainingFeatures), training, standardizing.Apply(features.Encode(testRows)), test))
        {
            yield return score;
        }

        if (features.Reconstruct(testRows) is { } reconstruction)
        {
            yield return (Metrics.ReconstructionR2, ReconstructionR2(data, trainingRows, testRows, reconstruction));
            yield return (Metrics.Seconds, seconds);
        }
    }

    /// <summary>1 − Σ(x − x̂)² / Σ(x − mean)² of the test rows over the values present, with the mean of the training rows.</summary>
    private static double ReconstructionR2(DataSet data, Matrix<double> training, Matrix<double> test, Matrix<double> reconstruction)
    {
        ColumnScaling scaling = data.SharesUnit ? ColumnScaling.Centering(training) : ColumnScaling.Standardizing(training);
        Matrix<double> scaled = scaling.Apply(test);
        double variance = SumOfSquares(scaled);
        double error = SumOfSquares(scaled - scaling.Apply(reconstruction));
        return 1 - (error / variance);
    }

    private static double SumOfSquares(Matrix<double> values) =>
        values.Enumerate().Where(value => !double.IsNaN(value)).Sum(value => value * value);

    private static Matrix<double> Select(Matrix<double> rows, int[] indices) =>
        Matrix<double>.Build.Dense(indices.Length, rows.ColumnCount, (i, j) => rows[indices[i], j]);
}
