using MathNet.Numerics.LinearAlgebra;

namespace MLNet.Autoencoder.Benchmarks.Quality;

/// <summary>Classes 0, 1, ..., scored by the accuracy of predictions.</summary>
internal sealed class ClassTarget(int[] labels) : ITarget
{
    private readonly int _classes = labels.Max() + 1;

    /// <summary>The class of each row.</summary>
    public int[] Labels => labels;

    public string Description => $"{_classes} classes";

    /// <summary>Stratified: every fold gets almost the same number of rows of each class.</summary>
    public int[] DrawFolds(int folds, Random random)
    {
        int[] order = [.. Enumerable.Range(0, labels.Length)];
        random.Shuffle(order);
        int[] fold = new int[labels.Length];
        int dealt = 0;
        foreach (int row in order.OrderBy(row => labels[row]))
        {
            fold[row] = dealt++ % folds;
        }

        return fold;
    }

    public IEnumerable<(string Metric, double Value)> Score(
        Matrix<double> training, int[] trainingRows, Matrix<double> test, int[] testRows)
    {
        int[] trainingLabels = [.. trainingRows.Select(row => labels[row])];
        int[] testLabels = [.. testRows.Select(row => labels[row])];
        int[] byNeighbors = [.. NearestNeighbors.Of(test, training).Select(near => Vote(near.Select(i => trainingLabels[i])))];
        yield return (Metrics.LogisticRegression, LogisticRegression.Accuracy(training, trainingLabels, test, testLabels));
        yield return (Metrics.NearestNeighbors, Accuracy(byNeighbors, testLabels));
    }

    /// <summary>The most common class among the neighbors; in a tie, the smallest label.</summary>
    private int Vote(IEnumerable<int> neighbors)
    {
        int[] votes = new int[_classes];
        foreach (int label in neighbors)
        {
            votes[label]++;
        }

        return Array.IndexOf(votes, votes.Max());
    }

    private static double Accuracy(int[] predicted, int[] actual) =>
        predicted.Zip(actual).Average(pair => pair.First == pair.Second ? 1.0 : 0.0);
}
