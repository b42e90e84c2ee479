using MLNet.Autoencoder.Numerics;

namespace MLNet.Autoencoder.Benchmarks.Measurement;

/// <summary>Uniform random numbers in [0, 1), the same in every run.</summary>
internal static class RandomValues
{
    // Different from all purposes that a fit uses.
    private const uint Purpose = 1_000;

    public static float[] Of(int length)
    {
        float[] values = new float[length];
        Fill(values, 0);
        return values;
    }

    /// <summary>Fills a span with the numbers from an index onward.</summary>
    public static void Fill(Span<float> values, long start) => new RandomStream(1, Purpose, 0).FillUniform(values, (ulong)start);
}
