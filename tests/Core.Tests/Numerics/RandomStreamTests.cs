using MLNet.Autoencoder.Numerics;

namespace MLNet.Autoencoder.Core.Tests.Numerics;

public class RandomStreamTests
{
    private static readonly RandomStream Stream = new(seed: 20, purpose: 3, sequence: 7);

    [Fact]
    public void Uniform_numbers_have_the_moments_of_the_unit_interval()
    {
        var values = new float[1 << 20];

        Stream.FillUniform(values, 0);

        Assert.DoesNotContain(values, value => value is < 0f or >= 1f);
        Assert.Equal(0.5, Moment(values, 1), 0.002);
        Assert.Equal(1.0 / 3, Moment(values, 2), 0.002);
        Assert.Equal(1.0 / 5, Moment(values, 4), 0.002);
    }

    [Fact]
    public void Normal_numbers_have_the_moments_of_the_standard_normal_distribution()
    {
        var values = new float[1 << 20];

        Stream.FillNormal(values, 0);

        Assert.DoesNotContain(values, value => !float.IsFinite(value));
        Assert.Equal(0, Moment(values, 1), 0.005);
        Assert.Equal(1, Moment(values, 2), 0.01);
        Assert.Equal(0, Moment(values, 3), 0.02);
        Assert.Equal(3, Moment(values, 4), 0.06);
        Assert.Equal(0.6827, values.Count(value => MathF.Abs(value) < 1) / (double)values.Length, 0.003);
    }

    [Fact]
    public void Numbers_at_small_distances_are_uncorrelated()
    {
        var values = new float[1 << 18];
        Stream.FillNormal(values, 0);

        foreach (int distance in (int[])[1, 2, 15, 16, 17, 32, 48, 64, 128])
        {
            double sum = 0;
            for (int i = 0; i + distance < values.Length; i++)
            {
                sum += values[i] * values[i + distance];
            }

            Assert.Equal(0, sum / values.Length, 0.01);
        }
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 15)]
    [InlineData(15, 2)]
    [InlineData(63, 66)]
    [InlineData(64, 64)]
    [InlineData(100, 300)]
    public void Any_slice_of_the_stream_can_be_drawn_alone(int start, int length)
    {
        float[] uniform = new float[500], normal = new float[500], part = new float[length];
        Stream.FillUniform(uniform, 0);
        Stream.FillNormal(normal, 0);

        Stream.FillUniform(part, (ulong)start);
        ReferenceProducts.AssertSameBits(uniform.AsSpan(start, length), part);
        Stream.FillNormal(part, (ulong)start);
        ReferenceProducts.AssertSameBits(normal.AsSpan(start, length), part);
    }

    [Theory]
    [InlineData(0ul)]
    [InlineData((1ul << 34) - 200)]
    [InlineData(1ul << 51)]
    public void A_uniform_number_is_the_top_24_bits_of_its_word(ulong start)
    {
        var values = new float[400];

        Stream.FillUniform(values, start);

        for (int i = 0; i < values.Length; i++)
        {
            Assert.Equal((Stream.UInt32At(start + (ulong)i) >> 8) / 16777216f, values[i]);
        }
    }

    [Fact]
    public void Each_seed_purpose_and_sequence_gives_a_different_stream()
    {
        RandomStream[] streams =
        [
            Stream, new(21, 3, 7), new(20 + (1ul << 32), 3, 7), new(20, 4, 7), new(20, 3, 8), new(20, 3, 7 + (1ul << 20)), new(20, 3, 7 + (1ul << 40)),
        ];

        uint[] firsts = [.. streams.Select(stream => stream.UInt32At(0))];

        Assert.Equal(streams.Length, firsts.Distinct().Count());
    }

    [Fact]
    public void A_sequence_too_large_for_the_counter_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new RandomStream(0, 0, 1ul << 46));
    }

    [Fact]
    public void Filling_does_not_allocate()
    {
        var values = new float[300];
        Fill();

        long before = GC.GetAllocatedBytesForCurrentThread();
        Fill();

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());

        void Fill()
        {
            Stream.FillUniform(values, 5);
            Stream.FillNormal(values, 5);
        }
    }

    private static double Moment(float[] values, int power) => values.Average(value => Math.Pow(value, power));
}
