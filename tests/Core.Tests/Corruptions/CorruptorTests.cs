using MLNet.Autoencoder.Core.Tests.Training;
using MLNet.Autoencoder.Foundation;
using MLNet.Autoencoder.Numerics;
using MLNet.Autoencoder.Objectives;
using MLNet.Autoencoder.Training;

namespace MLNet.Autoencoder.Core.Tests.Corruptions;

public class CorruptorTests
{
    private const int Slots = 20;

    /// <summary>Corrupts rows whose value j of row i is 1 + i + 10000·j, so that every value can be identified.</summary>
    private static float[] Corrupted(Corruption corruption, int rows = 1000, ulong seed = 1, int epoch = 1, int firstRow = 0, ThreadTeam? threads = null, float strength = 1)
    {
        var batch = new TrainingBatch(rows, 1, [SlotRange.Continuous(0, Slots)], [LossTerm.SquaredError], BatchParts.Corrupted) { Count = rows };
        Original(rows, firstRow).CopyTo(batch.RowBuffer);
        new Corruptor(corruption, seed, Slots, new SharedRows(Slots, threads is null ? null : new TeamParts(threads).Run)).Corrupt(batch, epoch, firstRow, strength);
        Assert.Equal(Original(rows, firstRow), batch.Rows);
        return batch.Input.ToArray();
    }

    private static float[] Original(int rows, int firstRow = 0) =>
        [.. Enumerable.Range(0, rows * Slots).Select(i => 1f + firstRow + (i / Slots) + (10_000 * (i % Slots)))];

    public static TheoryData<Corruption> Corruptions() =>
        new(new MaskingNoise { Probability = 0.3f }, new SwapNoise { Probability = 0.3f }, new GaussianNoise { StandardDeviation = 0.3f });

    [Theory]
    [InlineData(0.05f)]
    [InlineData(0.5f)]
    public void Masking_sets_about_the_given_fraction_of_values_to_0_and_keeps_the_rest(float probability)
    {
        float[] corrupted = Corrupted(new MaskingNoise { Probability = probability });

        Assert.All(corrupted.Zip(Original(1000)), pair => Assert.True(pair.First == 0 || pair.First == pair.Second));
        Assert.Equal(probability, corrupted.Count(value => value == 0) / 20_000.0, 0.015);
    }

    [Fact]
    public void Half_the_strength_masks_half_as_often() => Assert.Equal(
        Corrupted(new MaskingNoise { Probability = 0.25f }), Corrupted(new MaskingNoise { Probability = 0.5f }, strength: 0.5f));

    [Fact]
    public void Half_the_strength_swaps_half_as_often() => Assert.Equal(
        Corrupted(new SwapNoise { Probability = 0.25f }), Corrupted(new SwapNoise { Probability = 0.5f }, strength: 0.5f));

    [Theory]
    [InlineData(0.05f)]
    [InlineData(0.5f)]
    public void Swapping_takes_values_of_the_same_slot_from_the_whole_batch(float probability)
    {
        float[] corrupted = Corrupted(new SwapNoise { Probability = probability });

        float[] original = Original(1000);
        int[] swapped = [.. Enumerable.Range(0, corrupted.Length).Where(i => corrupted[i] != original[i])];
        Assert.Equal(probability, swapped.Length / 20_000.0, 0.015);
        double[] sources = [.. swapped.Select(i => (double)corrupted[i] - 1 - (10_000 * (i % Slots)))];
        Assert.All(sources, row => Assert.InRange(row, 0, 999));
        Assert.Equal(499.5, sources.Average(), 50.0);
    }

    /// <summary>The draws for the values of the first rows.</summary>
    private static float[] Draws(bool isNormal, int rows)
    {
        float[] draws = new float[rows * Slots];
        var stream = new RandomStream(1, RandomPurpose.Corruption, 1);
        if (isNormal)
        {
            stream.FillNormal(draws, 0);
        }
        else
        {
            stream.FillUniform(draws, 0);
        }

        return draws;
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(1000)]
    public void Masking_sets_a_value_to_0_if_its_draw_is_below_the_probability(int rows)
    {
        float[] expected = [.. Original(rows).Zip(Draws(isNormal: false, rows), (value, draw) => draw < 0.5f ? 0 : value)];

        Assert.Equal(expected, Corrupted(new MaskingNoise { Probability = 0.5f }, rows));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(1000)]
    public void Gaussian_noise_adds_the_deviation_times_the_draw_with_two_roundings(int rows)
    {
        float[] original = Fits.Rows(rows, Slots);
        var batch = new TrainingBatch(rows, 1, [SlotRange.Continuous(0, Slots)], [LossTerm.SquaredError], BatchParts.Corrupted) { Count = rows };
        original.CopyTo(batch.RowBuffer);

        new Corruptor(new GaussianNoise { StandardDeviation = 0.3f }, 1, Slots, new SharedRows(Slots)).Corrupt(batch, epoch: 1, firstRow: 0, strength: 1);

        Assert.Equal(original.Zip(Draws(isNormal: true, rows), (value, draw) => value + (float)(0.3f * draw)), batch.Input.ToArray());
    }

    [Fact]
    public void Swapping_takes_the_value_of_the_row_that_the_draw_selects()
    {
        // Draws below ¼ select the first row, and other draws below ½ the second, whose values are larger by 1.
        float[] expected = [.. Draws(isNormal: false, rows: 2).Select((draw, i) => draw switch
        {
            < 0.25f => Original(2)[i % Slots],
            < 0.5f => Original(2)[Slots + (i % Slots)],
            _ => Original(2)[i],
        })];

        Assert.Equal(expected, Corrupted(new SwapNoise { Probability = 0.5f }, rows: 2));
        Assert.NotEqual(Original(2), expected);
    }

    [Fact]
    public void Swapping_does_not_change_a_batch_of_one_row() =>
        Assert.Equal(Original(1), Corrupted(new SwapNoise { Probability = 0.9f }, rows: 1));

    [Fact]
    public void Gaussian_noise_has_mean_0_and_the_given_deviation()
    {
        var batch = new TrainingBatch(1000, 1, [SlotRange.Continuous(0, Slots)], [LossTerm.SquaredError], BatchParts.Corrupted) { Count = 1000 };

        new Corruptor(new GaussianNoise { StandardDeviation = 0.3f }, 1, Slots, new SharedRows(Slots)).Corrupt(batch, 1, 0, strength: 1);

        Assert.Equal(0, batch.Input.ToArray().Average(), 0.01);
        Assert.Equal(0.3, Math.Sqrt(batch.Input.ToArray().Average(value => value * value)), 0.006);
    }

    [Theory]
    [MemberData(nameof(Corruptions))]
    public void Seed_and_epoch_decide_the_corruption(Corruption corruption)
    {
        float[] first = Corrupted(corruption);

        Assert.Equal(first, Corrupted(corruption));
        Assert.NotEqual(first, Corrupted(corruption, seed: 2));
        Assert.NotEqual(first, Corrupted(corruption, epoch: 2));
    }

    [Theory]
    [MemberData(nameof(Corruptions))]
    public void The_number_of_threads_does_not_change_the_corruption(Corruption corruption)
    {
        using var threads = new ThreadTeam(3);

        Assert.Equal(Corrupted(corruption), Corrupted(corruption, threads: threads));
    }

    [Fact]
    public void The_corruption_of_a_row_does_not_depend_on_its_batch()
    {
        var noise = new MaskingNoise { Probability = 0.3f };

        float[] parts = [.. Corrupted(noise, rows: 4), .. Corrupted(noise, rows: 6, firstRow: 4)];

        Assert.Equal(Corrupted(noise, rows: 10), parts);
    }

    [Fact]
    public void Rows_of_different_batches_are_corrupted_differently()
    {
        var engine = new RecordingEngine();
        AutoencoderOptions options = engine.Options();
        (options.BatchSize, options.ValidationFraction) = (50, 0);
        options.Kind = new Denoising { Corruption = new GaussianNoise() };

        Autoencoder.Fit(new InMemoryRows(new float[100], 1), options);

        Assert.NotEqual(engine.Corruption[..50], engine.Corruption[50..]);
    }

    [Theory]
    [InlineData(typeof(Plain), false, false)]
    [InlineData(typeof(Sparse), false, false)]
    [InlineData(typeof(Variational), true, false)]
    [InlineData(typeof(Denoising), true, true)]
    public void The_kind_decides_whether_training_and_validation_rows_are_corrupted(
        Type kind, bool inTraining, bool inValidation)
    {
        var engine = new RecordingEngine();
        AutoencoderOptions options = engine.Options();
        (options.Kind, options.Epochs) = ((AutoencoderKind)Activator.CreateInstance(kind)!, 2);

        Autoencoder.Fit(RecordingEngine.Numbered(300), RecordingEngine.Numbered(30), options);

        Assert.Equal((inTraining, inValidation), (engine.Corruption.Any(value => value != 0), engine.ValidationCorruption.Any(value => value != 0)));
    }

    [Fact]
    public void Without_input_noise_the_encoder_of_a_variational_fit_sees_the_rows()
    {
        var engine = new RecordingEngine();
        AutoencoderOptions options = engine.Options();
        (options.Kind, options.Epochs) = (new Variational { InputNoise = 0 }, 2);

        Autoencoder.Fit(RecordingEngine.Numbered(300), options);

        Assert.All(engine.Corruption, value => Assert.Equal(0, value));
    }

    /// <summary>The noise of a step whose end is at the fraction t of the fit is (1 − t)² times the noise at the start.</summary>
    [Theory]
    [InlineData(null, 3.76)]
    [InlineData(0.5f, 1.88)]
    public void Input_noise_is_proportional_to_the_spread_of_the_scaled_input_and_falls_to_0(float? noise, double deviation)
    {
        const int Batches = 20;
        var engine = new RecordingEngine();
        AutoencoderOptions options = engine.Options();
        options.Kind = new Variational { InputNoise = noise };
        (options.Scaling, options.Epochs, options.BatchSize, options.ValidationFraction) = (Scaling.None, 2, 20_000 / (Batches / 2), 0);

        // Half of the values are 3 and half are −3, so their mean absolute deviation is 3, which is that of a normal distribution with deviation 3.76.
        Autoencoder.Fit(new InMemoryRows(Enumerable.Range(0, 20_000).Select(i => i % 2 == 0 ? 3f : -3f).ToArray(), 1), options);

        double[] deviations = [.. engine.Corruption.Chunk(20_000 / (Batches / 2)).Select(batch => Math.Sqrt(batch.Average(value => value * value)))];
        Assert.Equal(Batches, deviations.Length);
        for (int i = 0; i < Batches; i++)
        {
            double left = 1 - ((i + 1.0) / Batches);

            // Four standard errors.
            Assert.Equal(deviation * left * left, deviations[i], 0.064 * deviation * left * left + 1e-6);
        }
    }

    [Fact]
    public void A_fitted_model_does_not_corrupt_rows()
    {
        var engine = new RecordingEngine { Parameters = _ => 0.5f };
        AutoencoderOptions options = engine.Options();
        options.Kind = new Denoising { Corruption = new MaskingNoise { Probability = 0.9f } };
        options.ValidationFraction = 0;
        AutoencoderModel model = Autoencoder.Fit(RecordingEngine.Numbered(50), options);

        float[] codes = model.Encode([1f, 2f, 3f, 4f]);

        // Weight and bias are ½.
        Assert.Equal([1f, 1.5f, 2f, 2.5f], codes);
    }

    private sealed class TeamParts(ThreadTeam threads) : ITeamWork
    {
        private Action<int> _work = _ => { };

        public void Run(int count, Action<int> work)
        {
            _work = work;
            ThreadTeam.Run(threads, this, count);
        }

        void ITeamWork.Run(int part, int member) => _work(part);
    }
}
