using MLNet.Autoencoder.Numerics;

namespace MLNet.Autoencoder.Benchmarks.Measurement;

/// <summary>Uniform numbers in [0, 1), the same in every run.</summary>
internal static class RandomValues
{
    // None of the purposes that a fit draws for.
    private const uint Purpose = 1_000;

    public static float[] Of(int length)
    {
        float[] values = new float[length];
        Fill(values, 0);
        return values;
    }

    /// <summary>Fills with the numbers from an index on.</summary>
    public static void Fill(Span<float> values, long start) => new RandomStream(1, Purpose, 0).FillUniform(values, (ulong)start);
}
