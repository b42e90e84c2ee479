using MLNet.Autoencoder.Numerics;

namespace MLNet.Autoencoder.Core.Tests.Numerics;

public class SharedProductTests
{
    /// <summary>Sizes large enough to be shared: divided by rows and by columns, into whole and partial tiles.</summary>
    public static TheoryData<int, int, int, int> Sizes()
    {
        var sizes = new TheoryData<int, int, int, int>();
        foreach ((int m, int n, int k) in (ReadOnlySpan<(int, int, int)>)[(128, 100, 130), (300, 40, 100), (1, 2001, 600), (1025, 17, 65), (33, 515, 70), (100, 391, 1100)])
        {
            sizes.Add(m, n, k, 2);
            sizes.Add(m, n, k, 3);
        }

        return sizes;
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Several_threads_give_the_same_bits_as_one(int m, int n, int k, int threads)
    {
        Assert.True(SharedProduct.IsWorthATeam(m, n, k));
        using var team = new ThreadTeam(threads);
        MatrixWorkspace alone = new(), together = new(team);
        float[] a = ReferenceProducts.Values(m * k, 1), b = ReferenceProducts.Values(n * k, 2), bias = ReferenceProducts.Values(n, 3);
        float[] expected = new float[m * n], c = new float[m * n];
        var packed = new PackedWeights(b, n, k);

        MatrixProducts.MultiplyTransposed(a, b, expected, m, n, k, bias, alone);
        MatrixProducts.MultiplyTransposed(a, b, c, m, n, k, bias, together);
        ReferenceProducts.AssertSameBits(expected, c);

        Array.Clear(c);
        packed.Multiply(a, c, m, bias, together);
        ReferenceProducts.AssertSameBits(expected, c);

        MatrixProducts.TransposedMultiply(a, b, expected, m, n, k, alone);
        MatrixProducts.TransposedMultiply(a, b, c, m, n, k, together);
        ReferenceProducts.AssertSameBits(expected, c);

        MatrixProducts.Multiply(a, b, expected, m, n, k, alone);
        MatrixProducts.Multiply(a, b, c, m, n, k, together);
        ReferenceProducts.AssertSameBits(expected, c);
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void An_epilogue_sees_every_element_once_after_its_sum_is_complete(int m, int n, int k, int threads)
    {
        using var team = new ThreadTeam(threads);
        float[] a = ReferenceProducts.Values(m * k, 1), b = ReferenceProducts.Values(n * k, 2), expected = new float[m * n], c = new float[m * n];
        MatrixProducts.MultiplyTransposed(a, b, expected, m, n, k, [], new MatrixWorkspace());

        MatrixProducts.MultiplyTransposed(a, b, c, m, n, k, [], new MatrixWorkspace(team), new AddOne(c, n));

        ReferenceProducts.AssertSameBits([.. expected.Select(value => value + 1)], c);
    }

    [Fact]
    public void An_epilogue_is_applied_to_a_product_that_is_not_shared()
    {
        float[] a = [1f, 2f], b = [3f, 4f], c = new float[1];

        MatrixProducts.MultiplyTransposed(a, b, c, 1, 1, 2, [], new MatrixWorkspace(), new AddOne(c, 1));

        Assert.Equal([12f], c);
    }

    private sealed class AddOne(float[] c, int width) : IProductEpilogue
    {
        public void Apply(int row, int rows, int column, int columns)
        {
            for (int i = row; i < row + rows; i++)
            {
                for (int j = column; j < column + columns; j++)
                {
                    c[(i * width) + j] += 1;
                }
            }
        }
    }
}
