using MathNet.Numerics.LinearAlgebra;

namespace MLNet.Autoencoder.Benchmarks.Quality;

/// <summary>Features learned from training rows.</summary>
internal interface IFeatures
{
    /// <summary>The features of rows, in which missing values are NaN.</summary>
    Matrix<double> Encode(Matrix<double> rows);

    /// <summary>The reconstructions of rows from their features, in the units of the rows; <see langword="null"/> if there are none.</summary>
    Matrix<double>? Reconstruct(Matrix<double> rows);
}
