using FsCheck;
using FsCheck.Xunit;
using MLNet.Autoencoder.Numerics;

namespace MLNet.Autoencoder.Core.Tests.Numerics;

public class ReductionsTests
{
    /// <summary>Of any numbers: infinities and what is not a number are not lost.</summary>
    [Property]
    public void Sums_add_sixteen_lanes_in_order_and_then_the_lanes_in_pairs((float X, float Y)[] pairs)
    {
        float[] x = Array.ConvertAll(pairs, pair => pair.X), y = Array.ConvertAll(pairs, pair => pair.Y);
        int length = pairs.Length;

        Assert.Equal(OrderedSum(length, i => x[i]), Reductions.Sum(x));
        Assert.Equal(OrderedSum(length, i => (double)x[i] * x[i]), Reductions.SumOfSquares(x));
        Assert.Equal(OrderedSum(length, i => (double)x[i] * y[i]), Reductions.Dot(x, y));
        Assert.Equal((Reductions.SumOfSquares(x), Reductions.Dot(x, y), Reductions.SumOfSquares(y)), Reductions.Products(x, y));
        Assert.Equal(OrderedSum(length, i => ((double)x[i] - y[i]) * ((double)x[i] - y[i])), Reductions.SquaredDistance(x, y));
    }

    [Property]
    public void Column_sums_add_the_rows_in_order(NonNegativeInt rows, PositiveInt columns)
    {
        (int m, int n) = (rows.Get, columns.Get);
        float[] a = ReferenceProducts.Values(m * n, 1), sums = ReferenceProducts.Values(n, 2), expected = new float[n];
        for (int i = 0; i < m * n; i++)
        {
            expected[i % n] += a[i];
        }

        Reductions.ColumnSums(a, sums, m, n);

        ReferenceProducts.AssertSameBits(expected, sums);
    }

    [Fact]
    public void Spans_of_the_wrong_size_are_refused()
    {
        Assert.Throws<ArgumentException>(() => Reductions.ColumnSums(new float[5], new float[3], 2, 3));
        Assert.Throws<ArgumentException>(() => Reductions.ColumnSums(new float[6], new float[2], 2, 3));
        Assert.Throws<ArgumentException>(() => Reductions.Dot(new float[5], new float[6]));
        Assert.Throws<ArgumentException>(() => Reductions.Products(new float[5], new float[6]));
        Assert.Throws<ArgumentException>(() => Reductions.SquaredDistance(new float[5], new float[6]));
    }

    private static double OrderedSum(int length, Func<int, double> term)
    {
        var lanes = new double[16];
        for (int i = 0; i < length; i++)
        {
            lanes[i % 16] += term(i);
        }

        for (int distance = 8; distance > 0; distance /= 2)
        {
            for (int lane = 0; lane < distance; lane++)
            {
                lanes[lane] += lanes[lane + distance];
            }
        }

        return lanes[0];
    }
}
