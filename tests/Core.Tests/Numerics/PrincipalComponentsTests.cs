using MLNet.Autoencoder.Numerics;

namespace MLNet.Autoencoder.Core.Tests.Numerics;

public class PrincipalComponentsTests
{
    /// <summary>Centered rows whose slots are mixtures of as many factors of decreasing size as the rank.</summary>
    public static float[] Rows(int count, int dimension, int rank)
    {
        float[] factors = new float[count * rank];
        float[] mixture = new float[rank * dimension];
        new RandomStream(1, 99, 0).FillNormal(factors, 0);
        new RandomStream(2, 99, 0).FillNormal(mixture, 0);
        double[] rows = new double[count * dimension];
        for (int i = 0; i < rows.Length; i++)
        {
            for (int k = 0; k < rank; k++)
            {
                rows[i] += factors[(i / dimension * rank) + k] * mixture[(k * dimension) + (i % dimension)] * Math.Pow(0.7, k);
            }
        }

        double[] means = [.. Enumerable.Range(0, dimension).Select(slot => rows.Where((_, i) => i % dimension == slot).Average())];
        return [.. rows.Select((value, i) => (float)(value - means[i % dimension]))];
    }

    public static double[,] Covariance(float[] rows, int dimension)
    {
        double[,] covariance = new double[dimension, dimension];
        foreach (float[] row in rows.Chunk(dimension))
        {
            for (int i = 0; i < dimension * dimension; i++)
            {
                covariance[i / dimension, i % dimension] += (double)row[i / dimension] * row[i % dimension] * dimension / rows.Length;
            }
        }

        return covariance;
    }

    [Theory]
    [InlineData(200, 6, 3)]
    [InlineData(200, 40, 5)]
    [InlineData(30, 60, 8)]
    public void Components_are_the_leading_eigenvectors_of_the_covariance(int count, int dimension, int components)
    {
        float[] rows = Rows(count, dimension, Math.Min(count, dimension));

        PrincipalComponents found = PrincipalComponents.Of(rows, dimension, components, seed: 3);

        double[,] vectors = SymmetricEigen.Decompose(Covariance(rows, dimension), out double[] values);
        Assert.Equal(values.Sum(), found.TotalVariance, 1e-5 * values.Sum());
        for (int k = 0; k < components; k++)
        {
            float[] direction = found.Directions[(k * dimension)..((k + 1) * dimension)];
            double cosine = direction.Select((value, i) => value * vectors[i, k]).Sum();
            Assert.Equal(values[k], found.Variances[k], 1e-4 * values[0]);
            Assert.Equal(1, Math.Abs(cosine), 1e-4);
            Assert.Equal(1, direction.Sum(value => (double)value * value), 1e-5);
            Assert.True(direction.MaxBy(Math.Abs) > 0);
        }
    }

    [Fact]
    public void Rows_of_lower_rank_have_no_variance_beyond_it()
    {
        PrincipalComponents found = PrincipalComponents.Of(Rows(100, 30, rank: 2), 30, 5, seed: 3);

        Assert.True(found.Variances[1] > 0.01 * found.TotalVariance);
        Assert.All(found.Variances[2..], variance => Assert.InRange(variance, 0, 1e-9 * found.TotalVariance));
        Assert.All(found.Directions, value => Assert.True(float.IsFinite(value)));
    }

    /// <summary>Constant and duplicated slots lower the rank exactly, so that rounding errors lie in the space of the components, too.</summary>
    [Theory]
    [InlineData(100, 11, 9, 2)]
    [InlineData(100, 20, 12, 10)]
    [InlineData(15, 40, 8, 10)]
    public void No_direction_is_found_twice_if_slots_are_constant_or_duplicated(int count, int dimension, int varying, int components)
    {
        float[] distinct = Rows(count, varying, varying);
        float[] rows = [.. distinct.Chunk(varying).SelectMany(row => Enumerable.Range(0, dimension).Select(
            slot => slot < varying ? row[slot] : slot % 2 == 0 ? 0 : -row[slot % varying]))];

        PrincipalComponents found = PrincipalComponents.Of(rows, dimension, components, seed: 3);

        double total = found.TotalVariance;
        Assert.InRange(found.Variances.Sum(), 0, total * (1 + 1e-6));
        int[] present = [.. Enumerable.Range(0, found.Variances.Length).Where(k => found.Variances[k] > 1e-9 * total)];
        Assert.All(present, k => Assert.All(present, other => Assert.Equal(
            k == other ? 1 : 0,
            Enumerable.Range(0, dimension).Sum(i => (double)found.Directions[(k * dimension) + i] * found.Directions[(other * dimension) + i]),
            1e-4)));
    }

    [Fact]
    public void There_are_no_more_components_than_slots()
    {
        PrincipalComponents found = PrincipalComponents.Of(Rows(50, 3, 3), 3, 8, seed: 3);

        Assert.Equal((3, 9), (found.Variances.Length, found.Directions.Length));
        Assert.Equal(found.TotalVariance, found.Variances.Sum(), 1e-5 * found.TotalVariance);
    }

    [Theory]
    [InlineData(4)]
    [InlineData(40)]
    public void One_row_has_no_variance(int dimension)
    {
        PrincipalComponents found = PrincipalComponents.Of(new float[dimension], dimension, 2, seed: 3);

        Assert.Equal(0, found.TotalVariance);
        Assert.All(found.Variances, variance => Assert.Equal(0, variance));
        Assert.All(found.Directions, value => Assert.True(float.IsFinite(value)));
    }

    [Fact]
    public void Eigenvalues_and_eigenvectors_of_a_2x2_matrix_match_a_hand_calculation()
    {
        double[,] vectors = SymmetricEigen.Decompose(new double[,] { { 2, 1 }, { 1, 2 } }, out double[] values);

        Assert.Equal([3, 1], values, (a, b) => Math.Abs(a - b) < 1e-12);
        Assert.Equal(vectors[0, 0], vectors[1, 0], 1e-12);
        Assert.Equal(vectors[0, 1], -vectors[1, 1], 1e-12);
        Assert.Equal(Math.Sqrt(0.5), Math.Abs(vectors[0, 0]), 1e-12);
    }

    [Fact]
    public void A_diagonal_matrix_is_only_sorted()
    {
        double[,] vectors = SymmetricEigen.Decompose(new double[,] { { -1, 0, 0 }, { 0, 5, 0 }, { 0, 0, 2 } }, out double[] values);

        Assert.Equal([5, 2, -1], values);
        Assert.Equal(new double[,] { { 0, 0, 1 }, { 1, 0, 0 }, { 0, 1, 0 } }, vectors);
    }

    [Fact]
    public void A_zero_matrix_has_eigenvalue_0_and_the_axes_as_eigenvectors()
    {
        double[,] vectors = SymmetricEigen.Decompose(new double[2, 2], out double[] values);

        Assert.Equal([0, 0], values);
        Assert.Equal(new double[,] { { 1, 0 }, { 0, 1 } }, vectors);
    }

    [Fact]
    public void Eigenvectors_are_orthonormal_and_reconstruct_the_matrix()
    {
        double[,] matrix = Covariance(Rows(50, 12, 12), 12);

        double[,] vectors = SymmetricEigen.Decompose((double[,])matrix.Clone(), out double[] values);

        Assert.Equal(values.OrderDescending(), values);
        for (int i = 0; i < 12 * 12; i++)
        {
            (int row, int column) = (i / 12, i % 12);
            double rebuilt = Enumerable.Range(0, 12).Sum(k => vectors[row, k] * values[k] * vectors[column, k]);
            double product = Enumerable.Range(0, 12).Sum(k => vectors[k, row] * vectors[k, column]);
            Assert.Equal(matrix[row, column], rebuilt, 1e-10 * values[0]);
            Assert.Equal(row == column ? 1 : 0, product, 1e-12);
        }
    }
}
