using MathNet.Numerics.LinearAlgebra;

namespace MLNet.Autoencoder.Benchmarks.Quality;

/// <summary>Linear regression with scikit-learn's default ridge (alpha = 1): the weights least in ‖y − Xw − b‖² + ‖w‖².</summary>
internal sealed class RidgeRegression
{
    private readonly Vector<double> _weights;
    private readonly double _intercept;

    private RidgeRegression(Vector<double> weights, double intercept) => (_weights, _intercept) = (weights, intercept);

    /// <param name="features"><c>[n, p]</c>, standardised, so that the intercept is the mean of the values.</param>
    /// <param name="values">y, one for each row.</param>
    public static RidgeRegression Fit(Matrix<double> features, double[] values)
    {
        double intercept = values.Average();
        Vector<double> centred = Vector<double>.Build.Dense(values) - intercept;
        Matrix<double> normal = features.TransposeThisAndMultiply(features) + Matrix<double>.Build.DenseIdentity(features.ColumnCount);
        return new RidgeRegression(normal.Cholesky().Solve(features.TransposeThisAndMultiply(centred)), intercept);
    }

    /// <returns>The prediction for each row.</returns>
    public double[] Predict(Matrix<double> features) => ((features * _weights) + _intercept).ToArray();
}
