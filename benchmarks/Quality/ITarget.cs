using MathNet.Numerics.LinearAlgebra;

namespace MLNet.Autoencoder.Benchmarks.Quality;

/// <summary>What is to be predicted from features, one value for each row of a data set.</summary>
internal interface ITarget
{
    /// <summary>For people: what kind it is.</summary>
    string Description { get; }

    /// <summary>Deals the rows to folds of about the same size.</summary>
    /// <returns>The fold of each row.</returns>
    int[] DrawFolds(int folds, Random random);

    /// <summary>Fits predictors to training features and scores what they make of test features.</summary>
    /// <param name="training">Standardised features of the training rows.</param>
    /// <param name="trainingRows">Which rows of the data set these are.</param>
    /// <param name="test">Features of the test rows, in the same units.</param>
    /// <param name="testRows">Which rows of the data set these are.</param>
    /// <returns>Metrics and their values; more is better.</returns>
    IEnumerable<(string Metric, double Value)> Score(Matrix<double> training, int[] trainingRows, Matrix<double> test, int[] testRows);
}
