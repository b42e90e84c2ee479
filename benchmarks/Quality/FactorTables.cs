using MathNet.Numerics.Distributions;
using MathNet.Numerics.LinearAlgebra;

namespace MLNet.Autoencoder.Benchmarks.Quality;

/// <summary>Tables whose columns derive from a few normal factors. The class of a row is the quadrant of its first two factors.</summary>
internal static class FactorTables
{
    /// <summary>Correlated normal columns: <paramref name="rank"/> factors plus noise, with units and offsets as varied as in real tables.</summary>
    public static DataSet Gaussian(string name, int rows, int columns, int rank, int seed)
    {
        var random = new Random(seed);
        Matrix<double> factors = NormalMatrix(rows, rank, random);
        Matrix<double> values = (factors * NormalMatrix(rank, columns, random)) + (0.5 * NormalMatrix(rows, columns, random));
        ChangeUnits(values, columns, random);
        return new DataSet(name, values, Quadrants(factors), LatentDimension: rank, SharesUnit: false);
    }

    /// <summary>
    /// Numeric columns, linear and nonlinear, with 5% missing values; three one-hot groups and a binary column, whose values are drawn with
    /// probabilities that depend on the factors.
    /// </summary>
    public static DataSet Mixed(string name, int seed)
    {
        const int N = 1_000, Factors = 4, Numeric = 8;
        const double MissingFraction = 0.05;
        int[] groupSizes = [3, 4, 6];
        var random = new Random(seed);
        Matrix<double> factors = NormalMatrix(N, Factors, random);

        Matrix<double> numeric = factors * NormalMatrix(Factors, Numeric, random);
        numeric.MapIndexedInplace((_, j, value) => j % 2 == 0 ? value : Math.Exp(0.5 * value), Zeros.Include);
        numeric += 0.3 * NormalMatrix(N, Numeric, random);
        ChangeUnits(numeric, Numeric, random);
        numeric.MapInplace(value => random.NextDouble() < MissingFraction ? double.NaN : value, Zeros.Include);

        Matrix<double> table = groupSizes.Aggregate(numeric, (left, size) => left.Append(OneHot(factors, size, random)));
        Matrix<double> binary = OneHot(factors, 2, random).SubMatrix(0, N, 0, 1);
        return new DataSet(name, table.Append(binary), Quadrants(factors), LatentDimension: Factors, SharesUnit: false)
        {
            OneHotGroups = [.. groupSizes.Select((size, group) => (Numeric + groupSizes[..group].Sum(), size))],
            BinaryColumns = [table.ColumnCount],
        };
    }

    /// <summary>Categories drawn with softmax probabilities: the largest score after adding Gumbel noise.</summary>
    private static Matrix<double> OneHot(Matrix<double> factors, int size, Random random)
    {
        Matrix<double> scores = 2 * factors * NormalMatrix(factors.ColumnCount, size, random);
        scores.MapInplace(score => score - Math.Log(-Math.Log(random.NextDouble())), Zeros.Include);
        return Matrix<double>.Build.DenseOfRowVectors(scores.EnumerateRows().Select(row =>
            Vector<double>.Build.Dense(size, category => category == row.MaximumIndex() ? 1 : 0)));
    }

    private static ClassTarget Quadrants(Matrix<double> factors) =>
        new([.. factors.EnumerateRows().Select(row => (row[0] > 0 ? 1 : 0) + (row[1] > 0 ? 2 : 0))]);

    private static void ChangeUnits(Matrix<double> values, int columns, Random random)
    {
        for (int j = 0; j < columns; j++)
        {
            double unit = Math.Pow(10, -2 + (5 * random.NextDouble()));
            double offset = unit * Normal.Sample(random, 0, 3);
            values.SetColumn(j, (values.Column(j) * unit) + offset);
        }
    }

    private static Matrix<double> NormalMatrix(int rows, int columns, Random random)
    {
        double[] values = new double[rows * columns];
        Normal.Samples(random, values, 0, 1);
        return Matrix<double>.Build.Dense(rows, columns, values);
    }
}
