using MLNet.Autoencoder.Model;
using MLNet.Autoencoder.Numerics;

namespace MLNet.Autoencoder.Core.Tests.Model;

public class AutoencoderModelTests
{
    public static TheoryData<ReconstructionLoss> Reconstructions() => new(new Gaussian(), new Gaussian { Variance = 0.5f }, new Bernoulli());

    private static AutoencoderModel Fitted(ReconstructionLoss? reconstruction = null, params int[] hidden)
    {
        var options = new AutoencoderOptions
        {
            LatentDimension = 3, HiddenLayers = hidden, Epochs = 2, Seed = 1, Reconstruction = reconstruction ?? new Gaussian(),
        };
        return Autoencoder.Fit(new InMemoryRows(Rows(300), 7), options);
    }

    private static float[] Rows(int count)
    {
        float[] rows = new float[7 * count];
        new RandomStream(11, 99, 0).FillUniform(rows, 0);
        return rows;
    }

    [Theory]
    [MemberData(nameof(Reconstructions))]
    public void The_result_for_a_row_does_not_depend_on_the_other_rows(ReconstructionLoss reconstruction)
    {
        AutoencoderModel model = Fitted(reconstruction, 21, 5);
        float[] rows = Rows(300);

        float[] codes = model.Encode(rows);
        float[] reconstructed = model.Reconstruct(rows);

        Assert.Equal(codes, rows.Chunk(7).SelectMany(row => model.Encode(row)));
        Assert.Equal(reconstructed, rows.Chunk(7).SelectMany(row => model.Reconstruct(row)));
    }

    [Fact]
    public void Many_threads_get_the_same_results_as_one()
    {
        AutoencoderModel model = Fitted(new Gaussian(), 21);
        float[] rows = Rows(50);
        float[] expected = model.Encode(rows);

        float[][] results = new float[32][];
        Parallel.For(0, results.Length, i => results[i] = model.Encode(rows));

        Assert.All(results, result => Assert.Equal(expected, result));
    }

    [Theory]
    [InlineData(float.NaN, Activation.Silu)]
    [InlineData(float.NaN, Activation.Relu)]
    [InlineData(float.PositiveInfinity, Activation.Tanh)]
    [InlineData(float.NegativeInfinity, Activation.Gelu)]
    public void A_row_with_a_NaN_or_an_infinity_gives_NaN_and_does_not_affect_its_neighbors(float bad, Activation activation)
    {
        AutoencoderModel model = Autoencoder.Fit(
            new InMemoryRows(Rows(50), 7), new AutoencoderOptions { LatentDimension = 3, Epochs = 1, Seed = 1, Activation = activation });
        float[] rows = Rows(9);
        float[] expected = model.Reconstruct(rows);
        rows[(4 * 7) + 2] = bad;

        float[] actual = model.Reconstruct(rows);

        Assert.Equal(expected[..(4 * 7)], actual[..(4 * 7)]);
        Assert.All(actual[(4 * 7)..(5 * 7)], value => Assert.True(float.IsNaN(value)));
        Assert.Equal(expected[(5 * 7)..], actual[(5 * 7)..]);
        Assert.All(model.Encode(rows)[(4 * 3)..(5 * 3)], value => Assert.True(float.IsNaN(value)));
    }

    [Fact]
    public void Without_hidden_layers_encoder_and_decoder_are_linear()
    {
        AutoencoderModel model = Fitted(new Gaussian());
        float[] zero = model.Encode(new float[7]);
        float[] a = model.Encode(Rows(1));
        float[] twice = model.Encode([.. Rows(1).Select(value => 2 * value)]);

        Assert.All(Enumerable.Range(0, 3), i => Assert.Equal(2 * (a[i] - zero[i]), twice[i] - zero[i], 1e-5f));
    }

    [Fact]
    public void Samples_are_reproducible_and_distinct()
    {
        AutoencoderModel model = Fitted(new Gaussian(), 21);

        float[] samples = model.Sample(40, seed: 3);

        Assert.Equal(40 * 7, samples.Length);
        Assert.Equal(samples, model.Sample(40, seed: 3));
        Assert.Equal(samples[..(10 * 7)], model.Sample(10, seed: 3));
        Assert.NotEqual(samples, model.Sample(40, seed: 4));
        Assert.Equal(40, samples.Chunk(7).Select(row => row[0]).Distinct().Count());
        Assert.Empty(model.Sample(0, seed: 3));
        Assert.Throws<ArgumentOutOfRangeException>(() => model.Sample(-1, seed: 3));
    }

    [Fact]
    public void Values_that_are_not_whole_rows_are_refused()
    {
        AutoencoderModel model = Fitted();

        Assert.Contains("rows of 7 values", Assert.Throws<ArgumentException>(() => model.Encode(new float[8])).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => model.Reconstruct(new float[6]));
        Assert.Throws<ArgumentException>(() => model.Decode(new float[4]));
        Assert.Throws<ArgumentException>(() => new InMemoryRows(new float[5], 3));
        Assert.Throws<ArgumentOutOfRangeException>(() => new InMemoryRows(new float[5], 0));
    }

    [Fact]
    public void Results_that_do_not_fit_in_an_array_are_refused_before_any_is_computed()
    {
        var wide = Autoencoder.Fit(
            new InMemoryRows(new float[20_000], 20_000), new AutoencoderOptions { LatentDimension = 1, HiddenLayers = [], Epochs = 1, Seed = 1 });

        Assert.Contains("0 to", Assert.Throws<ArgumentOutOfRangeException>(() => wide.Sample(120_000, seed: 1)).Message, StringComparison.Ordinal);
        Assert.Contains("fewer rows", Assert.Throws<ArgumentException>(() => wide.Decode(new float[120_000])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Scoring_allocates_nothing_after_the_first_row()
    {
        var scorer = new RowScorer(Fitted(new Bernoulli(), 21, 9));
        float[] row = Rows(1);
        float[] mean = new float[3];
        float[] logVariance = new float[3];
        float[] reconstruction = new float[7];
        scorer.Encode(row, mean, logVariance);
        scorer.Decode(mean, reconstruction);

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++)
        {
            scorer.Encode(row, mean, logVariance);
            scorer.Decode(mean, reconstruction);
        }

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }
}
