using MathNet.Numerics.LinearAlgebra;

namespace MLNet.Autoencoder.Benchmarks.Quality;

/// <summary>A target to predict from features, with one value for each row of a data set.</summary>
internal interface ITarget
{
    /// <summary>The kind of target, for readers.</summary>
    string Description { get; }

    /// <summary>Assigns the rows to folds of about the same size.</summary>
    /// <returns>The fold of each row.</returns>
    int[] DrawFolds(int folds, Random random);

    /// <summary>Fits predictors on training features and scores their predictions from test features.</summary>
    /// <param name="training">Standardized features of the training rows.</param>
    /// <param name="trainingRows">The indices of the training rows in the data set.</param>
    /// <param name="test">Features of the test rows, in the same units.</param>
    /// <param name="testRows">The indices of the test rows in the data set.</param>
    /// <returns>Metrics and their values. Higher is better.</returns>
    IEnumerable<(string Metric, double Value)> Score(Matrix<double> training, int[] trainingRows, Matrix<double> test, int[] testRows);
}
