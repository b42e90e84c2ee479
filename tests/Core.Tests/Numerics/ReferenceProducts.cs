namespace MLNet.Autoencoder.Core.Tests.Numerics;

/// <summary>The definition of a product, term by term, and test data.</summary>
internal static class ReferenceProducts
{
    /// <summary>Σₚ a(i,p)·b(p,j), starting from the bias or 0, in index order, with fused multiply-adds.</summary>
    public static float[] Multiply(Func<int, int, float> a, Func<int, int, float> b, int m, int n, int k, float[]? bias = null)
    {
        var c = new float[m * n];
        for (int i = 0; i < m; i++)
        {
            for (int j = 0; j < n; j++)
            {
                float sum = bias is null ? 0 : bias[j];
                for (int p = 0; p < k; p++)
                {
                    sum = MathF.FusedMultiplyAdd(a(i, p), b(p, j), sum);
                }

                c[(i * n) + j] = sum;
            }
        }

        return c;
    }

    public static float[] Values(int length, int seed)
    {
        var random = new Random(seed);
        var values = new float[length];
        for (int i = 0; i < length; i++)
        {
            values[i] = (float)((random.NextDouble() * 4) - 2);
        }

        return values;
    }

    /// <summary>Compares bits: 0 differs from −0, and NaNs may differ.</summary>
    public static void AssertSameBits(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
        {
            if (BitConverter.SingleToInt32Bits(expected[i]) != BitConverter.SingleToInt32Bits(actual[i]))
            {
                Assert.Fail($"Element {i} of {expected.Length} is {actual[i]:R}, but should be {expected[i]:R}.");
            }
        }
    }
}
