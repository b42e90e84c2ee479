using MathNet.Numerics.LinearAlgebra;

namespace MLNet.Autoencoder.Benchmarks.Quality;

/// <summary>A quantity, scored by R², the fraction of its variance over the test rows that predictions explain.</summary>
internal sealed class ContinuousTarget(double[] values) : ITarget
{
    public string Description => "a continuous target";

    public int[] DrawFolds(int folds, Random random)
    {
        int[] fold = [.. Enumerable.Range(0, values.Length).Select(row => row % folds)];
        random.Shuffle(fold);
        return fold;
    }

    public IEnumerable<(string Metric, double Value)> Score(
        Matrix<double> training, int[] trainingRows, Matrix<double> test, int[] testRows)
    {
        double[] trainingValues = [.. trainingRows.Select(row => values[row])];
        double[] testValues = [.. testRows.Select(row => values[row])];
        double[] byRegression = RidgeRegression.Fit(training, trainingValues).Predict(test);
        double[] byNeighbors = [.. NearestNeighbors.Of(test, training).Select(near => near.Average(i => trainingValues[i]))];
        yield return (Metrics.LinearR2, R2(byRegression, testValues));
        yield return (Metrics.NearestNeighborsR2, R2(byNeighbors, testValues));
    }

    private static double R2(double[] predicted, double[] actual)
    {
        double mean = actual.Average();
        return 1 - (predicted.Zip(actual).Sum(pair => Square(pair.First - pair.Second)) / actual.Sum(value => Square(value - mean)));
    }

    private static double Square(double value) => value * value;
}
