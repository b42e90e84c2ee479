using MathNet.Numerics.LinearAlgebra;

namespace MLNet.Autoencoder.Benchmarks.Quality;

/// <summary>Linear regression with scikit-learn's default ridge penalty (alpha = 1): the weights minimize ‖y − Xw − b‖² + ‖w‖².</summary>
internal sealed class RidgeRegression
{
    private readonly Vector<double> _weights;
    private readonly double _intercept;

    private RidgeRegression(Vector<double> weights, double intercept) => (_weights, _intercept) = (weights, intercept);

    /// <param name="features">X, <c>[n, p]</c>, standardized, so that the intercept is the mean of the values.</param>
    /// <param name="values">y, one value per row.</param>
    public static RidgeRegression Fit(Matrix<double> features, double[] values)
    {
        double intercept = values.Average();
        Vector<double> centered = Vector<double>.Build.Dense(values) - intercept;
        Matrix<double> normal = features.TransposeThisAndMultiply(features) + Matrix<double>.Build.DenseIdentity(features.ColumnCount);
        return new RidgeRegression(normal.Cholesky().Solve(features.TransposeThisAndMultiply(centered)), intercept);
    }

    /// <returns>The prediction for each row.</returns>
    public double[] Predict(Matrix<double> features) => ((features * _weights) + _intercept).ToArray();
}
