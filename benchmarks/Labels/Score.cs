using MathNet.Numerics.LinearAlgebra;
using MLNet.Autoencoder.Benchmarks.Quality;

namespace MLNet.Autoencoder.Benchmarks.Labels;

/// <summary>How well simple learners predict the labels of unseen rows from features.</summary>
/// <param name="Labels">What the labels are.</param>
/// <param name="Linear">The score of a linear learner, given features and labels for training, then those of unseen rows.</param>
/// <param name="Near">The score of nearest neighbors.</param>
/// <param name="Trees">The score of boosted trees.</param>
internal sealed record Score(LabelKind Labels, Score.Learner Linear, Score.Learner Near, Score.Learner Trees)
{
    private const int Neighbors = 5;
    private const int NeighborsOfRanking = 15;

    /// <summary>Learns from features and labels, and scores the predictions for unseen rows.</summary>
    public delegate double Learner(Matrix<double> training, float[] labels, Matrix<double> test, float[] testLabels);

    /// <summary>The accuracy of multinomial logistic regression and of five nearest neighbors.</summary>
    public static Score Accuracy { get; } = new(
        LabelKind.Class,
        (training, labels, test, testLabels) => LogisticRegression.Accuracy(training, Classes(labels), test, Classes(testLabels)),
        (training, labels, test, testLabels) => NearestNeighbors.Of(test, training, Neighbors)
            .Zip(testLabels, (near, label) => near.GroupBy(row => labels[row]).OrderByDescending(group => group.Count()).ThenBy(group => group.Key).First().Key == label ? 1.0 : 0.0)
            .Average(),
        BoostedTrees.Accuracy);

    /// <summary>The area under the ROC curve of binary logistic regression and of fifteen nearest neighbors.</summary>
    public static Score AreaUnderCurve { get; } = new(
        LabelKind.Class,
        (training, labels, test, testLabels) => Ranking.Area(LogisticRegression.Scores(training, labels, test), testLabels),
        (training, labels, test, testLabels) => Ranking.Area([.. MeansOfNeighbors(training, labels, test, NeighborsOfRanking)], testLabels),
        (training, labels, test, testLabels) => Ranking.Area(BoostedTrees.Scores(training, labels, test), testLabels));

    /// <summary>R² of ridge regression and of the mean of five nearest neighbors.</summary>
    public static Score R2 { get; } = new(
        LabelKind.Number,
        (training, labels, test, testLabels) => RSquared(RidgeRegression.Fit(training, Array.ConvertAll(labels, label => (double)label)).Predict(test), testLabels),
        (training, labels, test, testLabels) => RSquared([.. MeansOfNeighbors(training, labels, test, Neighbors)], testLabels),
        (training, labels, test, testLabels) => RSquared(BoostedTrees.Predictions(training, labels, test), testLabels));

    private static int[] Classes(float[] labels) => Array.ConvertAll(labels, label => (int)label);

    private static IEnumerable<double> MeansOfNeighbors(Matrix<double> training, float[] labels, Matrix<double> test, int count) =>
        NearestNeighbors.Of(test, training, Math.Min(count, training.RowCount)).Select(near => near.Average(row => (double)labels[row]));

    /// <summary>1 − Σ(ŷ − y)² / Σ(y − mean)².</summary>
    private static double RSquared(double[] predicted, float[] actual)
    {
        double mean = actual.Average(value => (double)value);
        return 1 - (predicted.Zip(actual, (p, y) => (p - y) * (p - y)).Sum() / actual.Sum(y => (y - mean) * (y - mean)));
    }
}
