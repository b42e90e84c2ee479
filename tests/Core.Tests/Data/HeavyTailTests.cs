using MLNet.Autoencoder.Core.Tests.Training;
using MLNet.Autoencoder.Data;
using MLNet.Autoencoder.Numerics;

namespace MLNet.Autoencoder.Core.Tests.Data;

/// <summary>Slots in which a few absurd values would hide all others.</summary>
public class HeavyTailTests
{
    private const int Count = 2_000;
    private const int Dimension = 4;
    private const int Slot = 2;
    private const float Absurd = 1e6f;

    /// <summary>Correlated normal values, one of which is absurd.</summary>
    private static float[] Rows(float absurd = Absurd)
    {
        float[] rows = Fits.Rows(Count, Dimension);
        rows[(777 * Dimension) + Slot] = absurd;
        return rows;
    }

    private static AutoencoderOptions Options(Scaling scaling = Scaling.Automatic) => new()
    {
        LatentDimension = 2, HiddenLayers = [8], Kind = new Plain(), Epochs = 10, Seed = 1, Scaling = scaling,
    };

    private static AutoencoderModel Fit(float[] rows, Scaling scaling = Scaling.Automatic, MissingValues missingValues = MissingValues.SkipRow)
    {
        AutoencoderOptions options = Options(scaling);
        options.MissingValues = missingValues;
        return Autoencoder.Fit(new InMemoryRows(rows, Dimension), options);
    }

    /// <summary>The scaling of a fit to one slot of these values, beside a normal one.</summary>
    private static InputScaling ScalingOf(IEnumerable<double> values, Scaling scaling = Scaling.Automatic)
    {
        float[] rows = [.. values.Zip(Draws(Count, seed: 8), (value, other) => new[] { (float)value, other }).SelectMany(row => row)];
        AutoencoderOptions options = Options(scaling);
        (options.Epochs, options.LatentDimension, options.HiddenLayers) = (1, 1, []);
        return Autoencoder.Fit(new InMemoryRows(rows, 2), options).Content.Scaling;
    }

    private static float[] Draws(int count, ulong seed)
    {
        float[] draws = new float[count];
        new RandomStream(seed, 99, 0).FillNormal(draws, 0);
        return draws;
    }

    private static double[] ValuesOf(float[] rows, int slot) =>
        [.. rows.Where((value, i) => i % Dimension == slot && Math.Abs(value) < 100).Select(value => (double)value)];

    /// <summary>The fraction of the variance of a slot's normal values that a model explains.</summary>
    private static double Explained(AutoencoderModel model, float[] rows, int slot)
    {
        float[] normal = [.. rows.Chunk(Dimension).Where(row => row.All(value => Math.Abs(value) < 100)).SelectMany(row => row)];
        double[] values = ValuesOf(normal, slot);
        double[] results = [.. model.Reconstruct(normal).Where((_, i) => i % Dimension == slot).Select(value => (double)value)];
        double mean = values.Average();
        return 1 - (values.Zip(results, (x, y) => (x - y) * (x - y)).Sum() / values.Sum(x => (x - mean) * (x - mean)));
    }

    [Theory]
    [InlineData(Absurd)]
    [InlineData(-1e30f)]
    public void The_other_values_of_a_slot_with_an_absurd_one_are_reconstructed(float absurd)
    {
        float[] rows = Rows(absurd);

        AutoencoderModel automatic = Fit(rows), standardized = Fit(rows, Scaling.Standardize);

        Assert.Equal([Slot], automatic.Content.Scaling.Tails!.Slots);
        Assert.InRange(Explained(automatic, rows, Slot), 0.7, 1);
        Assert.InRange(Explained(standardized, rows, Slot), double.NegativeInfinity, 0.1);
    }

    [Fact]
    public void The_scale_of_heavy_tails_is_centered_at_the_median_and_as_wide_as_the_middle_half()
    {
        float[] rows = Rows();
        double[] sorted = [.. ValuesOf(rows, Slot).Order()];

        TailScale tails = Fit(rows).Content.Scaling.Tails!;

        Assert.Equal(sorted[Count / 2], tails.Centers[Slot], 0.01);
        Assert.Equal(sorted[Count * 3 / 4] - sorted[Count / 4], tails.Widths[Slot], 0.01);
    }

    [Theory]
    [InlineData(Scaling.Standardize)]
    [InlineData(Scaling.MinMax)]
    [InlineData(Scaling.None)]
    public void Only_automatic_scaling_changes_the_scale(Scaling scaling) =>
        Assert.Null(ScalingOf(Draws(Count, seed: 9).Select((value, i) => i == 5 ? Absurd : (double)value), scaling).Tails);

    public static TheoryData<string, double[]> OrdinarySlots() => new()
    {
        { "normal", [.. Draws(Count, seed: 9)] },
        { "log-normal", [.. Draws(Count, seed: 9).Select(value => Math.Exp(value))] },
        { "log-normal, skewed", [.. Draws(Count, seed: 9).Select(value => Math.Exp(1.5 * value))] },
        { "ten deviations out", [.. Draws(Count, seed: 9).Select((value, i) => i == 5 ? 10 : value)] },
        { "two values", [.. Enumerable.Range(0, Count).Select(i => i % 3 == 0 ? 1.0 : 0)] },
        { "two values, one of them rare", [.. Enumerable.Range(0, Count).Select(i => i == 700 ? 1.0 : 0)] },
        { "rare counts", [.. Enumerable.Range(0, Count).Select(i => i % 300 == 7 ? 1.0 + (i % 5) : 0)] },
        { "less rare counts", [.. Enumerable.Range(0, Count).Select(i => i % 40 == 7 ? 1.0 + (i % 5) : 0)] },
        { "constant", [.. Enumerable.Repeat(3.0, Count)] },
    };

    [Theory]
    [MemberData(nameof(OrdinarySlots))]
    public void Slots_with_ordinary_tails_few_values_or_rare_counts_keep_their_scale(string title, double[] values)
    {
        InputScaling scaling = ScalingOf(values);

        Assert.True(scaling.Tails is null, title);
        Assert.Equal(ScalingOf(values, Scaling.Standardize).Offset, scaling.Offset);
        Assert.Equal(ScalingOf(values, Scaling.Standardize).Scales, scaling.Scales);
    }

    [Fact]
    public void A_missing_value_of_a_slot_with_heavy_tails_is_read_as_its_median()
    {
        float[] rows = Rows();
        for (int i = Slot; i < rows.Length; i += 9 * Dimension)
        {
            rows[i] = float.NaN;
        }

        AutoencoderModel model = Fit(rows, missingValues: MissingValues.Mask);
        double[] sorted = [.. ValuesOf(rows, Slot).Order()];
        float median = model.Content.Scaling.FillValues[Slot];

        // The mean of all values is about 500.
        Assert.Equal(sorted[sorted.Length / 2], median, 0.01);
        Assert.Equal(model.Encode([0.5f, 1, median, -1]), model.Encode([0.5f, 1, float.NaN, -1]));
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    public void A_value_that_is_not_finite_makes_a_row_unusable_in_a_slot_with_heavy_tails(float value)
    {
        float[] rows = Rows();
        rows[(5 * Dimension) + Slot] = value;

        AutoencoderModel model = Fit(rows);

        Assert.Equal([Slot], model.Content.Scaling.Tails!.Slots);
        Assert.Equal(1, model.History.SkippedRowCount);
        Assert.All(model.Encode(rows[(5 * Dimension)..(6 * Dimension)]), code => Assert.Equal(float.NaN, code));
        Assert.All(model.Reconstruct(rows[(5 * Dimension)..(6 * Dimension)]), result => Assert.Equal(float.NaN, result));
    }

    [Fact]
    public void Cached_and_streamed_rows_and_any_number_of_threads_give_the_same_model()
    {
        byte[] Fitted(long cacheBytes, int threads)
        {
            AutoencoderOptions options = Options();
            (options.RowCacheBytes, options.Epochs, options.HiddenLayers) = (cacheBytes, 3, [96]);
            options.Engine = new ManagedEngine { NumberOfThreads = threads };
            options.ShuffleBytes = 1 << 14;
            AutoencoderModel model = Autoencoder.Fit(new InMemoryRows(Rows(), Dimension), options);
            Assert.Equal([Slot], model.Content.Scaling.Tails!.Slots);
            return Fits.Bytes(model);
        }

        byte[] expected = Fitted(1 << 20, threads: 1);

        Assert.Equal(expected, Fitted(1 << 20, threads: 3));
        Assert.Equal(expected, Fitted(1 << 14, threads: 1));
        Assert.Equal(expected, Fitted(1 << 14, threads: 3));
    }
}
