using MathNet.Numerics.LinearAlgebra;

namespace MLNet.Autoencoder.Benchmarks.Quality;

/// <summary>The mean and the standard deviation of every column over the training rows, ignoring NaN.</summary>
internal sealed class ColumnScaling
{
    private readonly double[] _means;
    private readonly double[] _deviations;

    private ColumnScaling(double[] means, double[] deviations) => (_means, _deviations) = (means, deviations);

    /// <summary>Learns means and standard deviations.</summary>
    public static ColumnScaling Standardizing(Matrix<double> rows)
    {
        double[] means = Means(rows);
        double[] deviations = [.. rows.EnumerateColumns().Select((column, j) =>
            Math.Sqrt(Present(column).Average(value => (value - means[j]) * (value - means[j]))))];

        // A column that never varies stays 0 rather than becoming NaN.
        return new ColumnScaling(means, Array.ConvertAll(deviations, deviation => deviation > 0 ? deviation : 1));
    }

    /// <summary>Learns only the means and does not change the units.</summary>
    public static ColumnScaling Centering(Matrix<double> rows) => new(Means(rows), [.. Enumerable.Repeat(1.0, rows.ColumnCount)]);

    /// <summary>(x − mean) / deviation.</summary>
    public Matrix<double> Apply(Matrix<double> rows) => rows.MapIndexed((_, j, value) => (value - _means[j]) / _deviations[j], Zeros.Include);

    /// <summary>The inverse of <see cref="Apply"/>.</summary>
    public Matrix<double> Undo(Matrix<double> rows) => rows.MapIndexed((_, j, value) => (value * _deviations[j]) + _means[j], Zeros.Include);

    /// <summary>Replaces missing values by the mean of the column.</summary>
    public Matrix<double> Impute(Matrix<double> rows) =>
        rows.MapIndexed((_, j, value) => double.IsNaN(value) ? _means[j] : value, Zeros.Include);

    private static double[] Means(Matrix<double> rows) => [.. rows.EnumerateColumns().Select(column => Present(column).Average())];

    private static IEnumerable<double> Present(Vector<double> column) => column.Where(value => !double.IsNaN(value));
}
