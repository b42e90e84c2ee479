using MathNet.Numerics.LinearAlgebra;

namespace MLNet.Autoencoder.Benchmarks.Quality;

/// <summary>Features learnt from training rows.</summary>
internal interface IFeatures
{
    /// <summary>The features of rows, which may have NaN for missing cells.</summary>
    Matrix<double> Encode(Matrix<double> rows);

    /// <summary>What remains of rows once they went through their features, in the rows' units; <see langword="null"/> for no such thing.</summary>
    Matrix<double>? Reconstruct(Matrix<double> rows);
}
