using MLNet.Autoencoder.Numerics;

namespace MLNet.Autoencoder.Core.Tests.Numerics;

public class SparseProductTests
{
    /// <summary>Widths with whole and partial tiles and vectors; sizes large enough to be shared.</summary>
    public static TheoryData<int, int, int, int> Sizes()
    {
        var sizes = new TheoryData<int, int, int, int>();
        foreach ((int m, int p, int n) in (ReadOnlySpan<(int, int, int)>)[(0, 4, 3), (3, 0, 20), (1, 1, 1), (9, 30, 7), (12, 50, 64), (40, 80, 383), (200, 90, 131)])
        {
            sizes.Add(m, p, n, 1);
            sizes.Add(m, p, n, 2);
            sizes.Add(m, p, n, 5);
        }

        return sizes;
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void A_sparse_product_adds_its_entries_in_order(int m, int p, int n, int threads)
    {
        using var team = new ThreadTeam(threads);
        var product = new SparseProduct(threads == 1 ? null : team);
        SparseMatrix a = SparseSamples.Random(m, p, seed: 1);
        float[] b = ReferenceProducts.Values(p * n, 2), bias = ReferenceProducts.Values(n, 3), before = ReferenceProducts.Values(m * n, 4);

        float[] c = [.. before];
        product.Multiply(a, b, c, n);
        ReferenceProducts.AssertSameBits(Reference(a, b, n, (_, _) => 0), c);

        product.Multiply(a, b, c, n, bias);
        ReferenceProducts.AssertSameBits(Reference(a, b, n, (_, j) => bias[j]), c);

        before.CopyTo(c, 0);
        product.AddProduct(a, b, c, n);
        ReferenceProducts.AssertSameBits(Reference(a, b, n, (i, j) => before[(i * n) + j]), c);
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void A_sampled_product_adds_64_lanes_in_order_and_then_the_lanes_in_pairs(int m, int p, int n, int threads)
    {
        using var team = new ThreadTeam(threads);
        SparseMatrix pattern = SparseSamples.Random(m, p, seed: 1);
        float[] x = ReferenceProducts.Values(m * n, 2), b = ReferenceProducts.Values(p * n, 3), values = new float[pattern.Count];

        new SampledProduct(threads == 1 ? null : team).Multiply(pattern, x, b, n, values);

        ReferenceProducts.AssertSameBits(
            [.. SparseSamples.Entries(pattern).Select(entry => OrderedDot(x.AsSpan(entry.Row * n, n), b.AsSpan(entry.Column * n, n)))], values);
    }

    [Fact]
    public void Nothing_is_allocated_after_the_first_time()
    {
        using var team = new ThreadTeam(2);
        SparseProduct product = new(team);
        SampledProduct sampled = new(team);
        SparseMatrix a = SparseSamples.Random(100, 120, seed: 1), transpose = new();
        float[] x = ReferenceProducts.Values(100 * 64, 2), b = ReferenceProducts.Values(120 * 64, 3), c = new float[100 * 64];
        void Step()
        {
            product.Multiply(a, b, c, 64);
            sampled.Multiply(a, x, b, 64, a.Values);
            a.TransposeTo(transpose);
            transpose.GatherValues(a.Values);
        }

        Step();
        long before = GC.GetAllocatedBytesForCurrentThread();
        Step();

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Fact]
    public void Spans_of_the_wrong_size_are_refused()
    {
        SparseMatrix a = SparseSamples.Random(4, 5, seed: 1);
        var product = new SparseProduct(null);
        Assert.Throws<ArgumentException>(() => product.Multiply(a, new float[14], new float[12], 3));
        Assert.Throws<ArgumentException>(() => product.Multiply(a, new float[15], new float[11], 3));
        Assert.Throws<ArgumentException>(() => product.Multiply(a, new float[15], new float[12], 3, new float[2]));
        var sampled = new SampledProduct(null);
        Assert.Throws<ArgumentException>(() => sampled.Multiply(a, new float[11], new float[15], 3, new float[a.Count]));
        Assert.Throws<ArgumentException>(() => sampled.Multiply(a, new float[12], new float[14], 3, new float[a.Count]));
        Assert.Throws<ArgumentException>(() => sampled.Multiply(a, new float[12], new float[15], 3, new float[a.Count - 1]));
    }

    private static float[] Reference(SparseMatrix a, float[] b, int n, Func<int, int, float> start)
    {
        float[] c = [.. Enumerable.Range(0, a.Rows * n).Select(element => start(element / n, element % n))];
        foreach ((int row, int column, float value) in SparseSamples.Entries(a))
        {
            for (int j = 0; j < n; j++)
            {
                c[(row * n) + j] = MathF.FusedMultiplyAdd(value, b[(column * n) + j], c[(row * n) + j]);
            }
        }

        return c;
    }

    private static float OrderedDot(ReadOnlySpan<float> x, ReadOnlySpan<float> y)
    {
        var lanes = new float[64];
        for (int j = 0; j < x.Length; j++)
        {
            lanes[j % 64] = MathF.FusedMultiplyAdd(x[j], y[j], lanes[j % 64]);
        }

        for (int distance = 32; distance > 0; distance /= 2)
        {
            for (int lane = 0; lane < distance; lane++)
            {
                lanes[lane] += lanes[lane + distance];
            }
        }

        return lanes[0];
    }
}
