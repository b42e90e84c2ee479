using System.Runtime.Intrinsics;
using MLNet.Autoencoder.Numerics;

namespace MLNet.Autoencoder.Core.Tests.Numerics;

public class MatrixProductsTests
{
    private const float Untouched = -12345f;

    private readonly MatrixWorkspace _workspace = new();

    public static TheoryData<int, int, int> Sizes()
    {
        var sizes = new TheoryData<int, int, int>
        {
            { 33, 17, 65 }, { 1, 400, 784 }, { 3, 400, 257 }, { 128, 64, 30 }, { 2, 1, 300 }, { 530, 5, 260 }, { 7, 33, 600 }, { 24, 64, 64 }, { 21, 150, 300 }, { 530, 130, 3 }, { 9, 40, 1030 }, { 3, 35, 2050 },
        };
        int[] edges = [0, 1, 4, 5, 15, 16, 17, 31, 33, 64];
        foreach (int m in (int[])[0, 1, 4, 5, 6, 7, 8, 9, 23, 25])
        {
            foreach (int n in edges)
            {
                foreach (int k in (int[])[0, 1, 3, 4, 17])
                {
                    sizes.Add(m, n, k);
                }
            }
        }

        // A single row is computed in groups of one to five panels, the last of them narrow or whole.
        for (int n = 70; n <= 420; n += 10)
        {
            sizes.Add(1, n, 9);
        }

        return sizes;
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Multiply_transposed_sums_k_in_order(int m, int n, int k)
    {
        float[] a = ReferenceProducts.Values(m * k, 1), b = ReferenceProducts.Values(n * k, 2);
        float[] c = Poisoned(m * n);

        MatrixProducts.MultiplyTransposed(a, b, c, m, n, k, [], _workspace);

        float[] expected = ReferenceProducts.Multiply((i, p) => a[(i * k) + p], (p, j) => b[(j * k) + p], m, n, k);
        AssertProduct(expected, c);
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Multiply_transposed_starts_from_the_bias(int m, int n, int k)
    {
        float[] a = ReferenceProducts.Values(m * k, 1), b = ReferenceProducts.Values(n * k, 2), bias = ReferenceProducts.Values(n, 3);
        float[] c = Poisoned(m * n);

        MatrixProducts.MultiplyTransposed(a, b, c, m, n, k, bias, _workspace);

        float[] expected = ReferenceProducts.Multiply((i, p) => a[(i * k) + p], (p, j) => b[(j * k) + p], m, n, k, bias);
        AssertProduct(expected, c);
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Transposed_multiply_sums_k_in_order(int m, int n, int k)
    {
        float[] a = ReferenceProducts.Values(k * m, 1), b = ReferenceProducts.Values(k * n, 2);
        float[] c = Poisoned(m * n);

        MatrixProducts.TransposedMultiply(a, b, c, m, n, k, _workspace);

        float[] expected = ReferenceProducts.Multiply((i, p) => a[(p * m) + i], (p, j) => b[(p * n) + j], m, n, k);
        AssertProduct(expected, c);
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Multiply_sums_k_in_order(int m, int n, int k)
    {
        float[] a = ReferenceProducts.Values(m * k, 1), b = ReferenceProducts.Values(k * n, 2);
        float[] c = Poisoned(m * n);

        MatrixProducts.Multiply(a, b, c, m, n, k, _workspace);

        float[] expected = ReferenceProducts.Multiply((i, p) => a[(i * k) + p], (p, j) => b[(p * n) + j], m, n, k);
        AssertProduct(expected, c);
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Packed_weights_give_the_same_bits(int m, int n, int k)
    {
        float[] a = ReferenceProducts.Values(m * k, 1), b = ReferenceProducts.Values(n * k, 2), bias = ReferenceProducts.Values(n, 3);
        float[] expected = new float[m * n], c = Poisoned(m * n);
        var packed = new PackedWeights(b, n, k);

        packed.Multiply(a, c, m, bias, _workspace);

        MatrixProducts.MultiplyTransposed(a, b, expected, m, n, k, bias, _workspace);
        AssertProduct(expected, c);
    }

    [Fact]
    public void A_single_row_may_have_millions_of_outputs()
    {
        // From 3.3 million columns on, at 32 columns per panel, the number of panels times the number of groups overflows 32 bits.
        const int Columns = 1 << 22;
        float[] b = ReferenceProducts.Values(Columns, 2), bias = ReferenceProducts.Values(Columns, 3);
        float[] packed = Poisoned(Columns), inPlace = Poisoned(Columns);

        new PackedWeights(b, Columns, 1).Multiply([1.5f], packed, 1, bias, _workspace);
        MatrixProducts.Multiply([1.5f], b, inPlace, 1, Columns, 1, _workspace);

        AssertProduct(ReferenceProducts.Multiply((_, _) => 1.5f, (_, j) => b[j], 1, Columns, 1, bias), packed);
        AssertProduct(ReferenceProducts.Multiply((_, _) => 1.5f, (_, j) => b[j], 1, Columns, 1), inPlace);
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void An_accumulating_product_adds_to_the_existing_sums(int m, int n, int k)
    {
        float[] a = ReferenceProducts.Values(m * k, 1), b = ReferenceProducts.Values(n * k, 2), bias = ReferenceProducts.Values(n, 3);
        float[] expected = new float[m * n], c = Poisoned(m * n);
        MatrixProducts.MultiplyTransposed(a, b, expected, m, n, k, bias, _workspace);
        for (int i = 0; i < m; i++)
        {
            bias.CopyTo(c, i * n);
        }

        float[] packed = [.. c];
        MatrixProducts.MultiplyTransposed(a, b, c, m, n, k, [], _workspace, accumulates: true);
        new PackedWeights(b, n, k).Multiply(a, packed, m, [], _workspace, accumulates: true);

        AssertProduct(expected, c);
        AssertProduct(expected, packed);
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void An_accumulating_product_of_untransposed_matrices_adds_to_the_existing_sums(int m, int n, int k)
    {
        float[] a = ReferenceProducts.Values(m * k, 1), b = ReferenceProducts.Values(k * n, 2), bias = ReferenceProducts.Values(n, 3), c = Poisoned(m * n);
        for (int i = 0; i < m; i++)
        {
            bias.CopyTo(c, i * n);
        }

        MatrixProducts.Multiply(a, b, c, m, n, k, _workspace, accumulates: true);

        AssertProduct(ReferenceProducts.Multiply((i, p) => a[(i * k) + p], (p, j) => b[(p * n) + j], m, n, k, bias), c);
    }

    [Fact]
    public void A_row_does_not_depend_on_the_other_rows()
    {
        const int M = 37, N = 150, K = 300;
        float[] a = ReferenceProducts.Values(M * K, 1), b = ReferenceProducts.Values(N * K, 2), bias = ReferenceProducts.Values(N, 3);
        float[] batch = new float[M * N], row = new float[N];
        var packed = new PackedWeights(b, N, K);
        packed.Multiply(a, batch, M, bias, _workspace);

        for (int i = 0; i < M; i++)
        {
            packed.Multiply(a.AsSpan(i * K, K), row, 1, bias, _workspace);
            ReferenceProducts.AssertSameBits(batch.AsSpan(i * N, N), row);
        }
    }

    [Fact]
    public void A_single_row_has_the_same_bits_in_either_direction()
    {
        const int N = 405, K = 50;
        float[] a = ReferenceProducts.Values(K, 1), b = ReferenceProducts.Values(N * K, 2), bias = ReferenceProducts.Values(N, 3);
        float[] forward = new float[N], backward = new float[N];
        var packed = new PackedWeights(b, N, K);

        packed.Multiply(a, forward, 1, bias, _workspace);
        _workspace.ReverseDirection();
        packed.Multiply(a, backward, 1, bias, _workspace);

        ReferenceProducts.AssertSameBits(forward, backward);
    }

    [Theory]
    [InlineData(PanelLayoutName.RowMajor)]
    [InlineData(PanelLayoutName.Transposed)]
    public void Every_vector_width_gives_the_same_bits(PanelLayoutName layout)
    {
        foreach ((int m, int n, int k) in (ReadOnlySpan<(int, int, int)>)[(1, 300, 40), (5, 70, 270), (13, 3, 9), (40, 65, 257)])
        {
            float[] expected = Run<Lanes1, float>(layout, m, n, k);
            AssertIfSupported<Lanes128, Vector128<float>>(Lanes128.IsSupported, expected, layout, m, n, k);
            AssertIfSupported<Lanes256, Vector256<float>>(Lanes256.IsSupported, expected, layout, m, n, k);
            AssertIfSupported<Lanes512, Vector512<float>>(Lanes512.IsSupported, expected, layout, m, n, k);
        }
    }

    [Fact]
    public void NaN_and_infinity_stay_in_their_row_and_column()
    {
        const int M = 9, N = 40, K = 20;
        float[] a = ReferenceProducts.Values(M * K, 1), b = ReferenceProducts.Values(K * N, 2), c = new float[M * N];
        a[(3 * K) + 7] = float.NaN;
        b[(5 * N) + 39] = float.PositiveInfinity;

        MatrixProducts.Multiply(a, b, c, M, N, K, _workspace);

        for (int i = 0; i < M; i++)
        {
            for (int j = 0; j < N; j++)
            {
                Assert.Equal(i == 3, float.IsNaN(c[(i * N) + j]));
                Assert.Equal(i == 3 || j == 39, !float.IsFinite(c[(i * N) + j]));
            }
        }
    }

    [Theory]
    [InlineData(11, 12, 12, 0)]
    [InlineData(12, 11, 12, 0)]
    [InlineData(12, 12, 8, 0)]
    [InlineData(12, 12, 9, 2)]
    public void A_span_that_is_too_short_is_refused(int aLength, int bLength, int cLength, int biasLength)
    {
        Assert.Throws<ArgumentException>(() => MatrixProducts.MultiplyTransposed(
            new float[aLength], new float[bLength], new float[cLength], 3, 3, 4, new float[biasLength], _workspace));
    }

    [Theory]
    [InlineData(-1, 1, 1)]
    [InlineData(1, -1, 1)]
    [InlineData(1, 1, -1)]
    [InlineData(-2, -2, 1)]
    [InlineData(65536, 65536, 65536)]
    public void Impossible_sizes_are_refused(int m, int n, int k)
    {
        var values = new float[16];

        Assert.Throws<ArgumentException>(() => MatrixProducts.MultiplyTransposed(values, values, values, m, n, k, [], _workspace));
        Assert.Throws<ArgumentException>(() => MatrixProducts.TransposedMultiply(values, values, values, m, n, k, _workspace));
        Assert.Throws<ArgumentException>(() => MatrixProducts.Multiply(values, values, values, m, n, k, _workspace));
        Assert.Throws<ArgumentException>(() => new PackedWeights(values, n, k).Multiply(values, values, m, [], _workspace));
    }

    [Fact]
    public void Products_do_not_allocate_once_the_workspace_has_grown()
    {
        const int M = 33, N = 50, K = 300;
        float[] a = ReferenceProducts.Values(M * K, 1), b = ReferenceProducts.Values(N * K, 2), bias = ReferenceProducts.Values(N, 3), c = new float[M * N];
        var packed = new PackedWeights(b, N, K);
        RunAll();

        long before = GC.GetAllocatedBytesForCurrentThread();
        RunAll();

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());

        void RunAll()
        {
            MatrixProducts.MultiplyTransposed(a, b, c, M, N, K, bias, _workspace);
            MatrixProducts.TransposedMultiply(a, b, c, M, N, K, _workspace);
            MatrixProducts.Multiply(a, b, c, M, N, K, _workspace);
            packed.Multiply(a, c, M, bias, _workspace);
            packed.Multiply(a, c, 1, bias, _workspace);
        }
    }

    /// <summary>Like <see cref="PanelLayout"/>, which is internal and cannot be in a public signature.</summary>
    public enum PanelLayoutName
    {
        RowMajor,
        Transposed,
    }

    private static void AssertIfSupported<TLanes, TVector>(bool supported, float[] expected, PanelLayoutName layout, int m, int n, int k)
        where TLanes : ILanes<TVector>
        where TVector : struct
    {
        if (supported)
        {
            ReferenceProducts.AssertSameBits(expected, Run<TLanes, TVector>(layout, m, n, k));
        }
    }

    private static unsafe float[] Run<TLanes, TVector>(PanelLayoutName layout, int m, int n, int k)
        where TLanes : ILanes<TVector>
        where TVector : struct
    {
        float[] a = ReferenceProducts.Values(m * k, 1), b = ReferenceProducts.Values(n * k, 2), bias = ReferenceProducts.Values(n, 3), c = new float[m * n];
        fixed (float* pa = a, pb = b, pc = c, pBias = bias)
        {
            bool rowMajor = layout == PanelLayoutName.RowMajor;
            var product = new Product
            {
                A = pa,
                ARowStride = k,
                ADepthStride = 1,
                B = pb,
                BStride = rowMajor ? n : k,
                BLayout = rowMajor ? PanelLayout.RowMajor : PanelLayout.Transposed,
                C = pc,
                CStride = n,
                Bias = pBias,
                Rows = m,
                Columns = n,
                Depth = k,
            };
            ProductKernel<TLanes, TVector>.Run(product, new PackingBuffer());
        }

        return c;
    }

    /// <summary>Memory for the result and for a guard after it that no kernel may write to.</summary>
    private static float[] Poisoned(int length)
    {
        var values = new float[length + 64];
        Array.Fill(values, Untouched);
        return values;
    }

    private static void AssertProduct(float[] expected, float[] actual)
    {
        ReferenceProducts.AssertSameBits(expected, actual.AsSpan(0, expected.Length));
        Assert.All(actual[expected.Length..], value => Assert.Equal(Untouched, value));
    }
}
