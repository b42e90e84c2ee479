using MathNet.Numerics.LinearAlgebra;

namespace MLNet.Autoencoder.Benchmarks.Quality;

/// <summary>The columns themselves, with column means for missing values.</summary>
internal sealed class RawFeatures(Matrix<double> training) : IFeatures
{
    private readonly ColumnScaling _means = ColumnScaling.Centering(training);

    public Matrix<double> Encode(Matrix<double> rows) => _means.Impute(rows);

    public Matrix<double>? Reconstruct(Matrix<double> rows) => null;
}
