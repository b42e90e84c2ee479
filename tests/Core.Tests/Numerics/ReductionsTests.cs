using MLNet.Autoencoder.Numerics;

namespace MLNet.Autoencoder.Core.Tests.Numerics;

public class ReductionsTests
{
    public static TheoryData<int> Lengths() => [0, 1, 3, 4, 15, 16, 17, 31, 33, 1000];

    [Theory]
    [MemberData(nameof(Lengths))]
    public void Sums_add_sixteen_lanes_in_order_and_then_the_lanes_in_pairs(int length)
    {
        float[] x = ReferenceProducts.Values(length, 1), y = ReferenceProducts.Values(length, 2);

        Assert.Equal(OrderedSum(length, i => x[i]), Reductions.Sum(x));
        Assert.Equal(OrderedSum(length, i => (double)x[i] * x[i]), Reductions.SumOfSquares(x));
        Assert.Equal(OrderedSum(length, i => ((double)x[i] - y[i]) * ((double)x[i] - y[i])), Reductions.SquaredDistance(x, y));
    }

    [Theory]
    [InlineData(0, 5)]
    [InlineData(1, 1)]
    [InlineData(7, 17)]
    [InlineData(33, 64)]
    public void Column_sums_add_the_rows_in_order(int m, int n)
    {
        float[] a = ReferenceProducts.Values(m * n, 1), sums = ReferenceProducts.Values(n, 2), expected = new float[n];
        for (int i = 0; i < m * n; i++)
        {
            expected[i % n] += a[i];
        }

        Reductions.ColumnSums(a, sums, m, n);

        ReferenceProducts.AssertSameBits(expected, sums);
    }

    [Fact]
    public void NaN_propagates_to_the_sum()
    {
        float[] values = ReferenceProducts.Values(37, 1);
        values[36] = float.NaN;

        Assert.True(double.IsNaN(Reductions.Sum(values)));
        Assert.True(double.IsNaN(Reductions.SquaredDistance(values, new float[37])));
    }

    [Fact]
    public void Spans_of_the_wrong_size_are_refused()
    {
        Assert.Throws<ArgumentException>(() => Reductions.ColumnSums(new float[5], new float[3], 2, 3));
        Assert.Throws<ArgumentException>(() => Reductions.ColumnSums(new float[6], new float[2], 2, 3));
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
