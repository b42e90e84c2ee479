using MLNet.Autoencoder.Data;
using MLNet.Autoencoder.Numerics;

namespace MLNet.Autoencoder.Core.Tests.Data;

public class ScalingTests
{
    private static InputScaling Rules(Scaling scaling, float[] rows, int dimension, ReconstructionLoss? reconstruction = null)
    {
        var statistics = new ColumnStatistics(dimension);
        foreach (float[] row in rows.Chunk(dimension))
        {
            statistics.Add(row, weight: 1);
        }

        return ScalingRules.Fit(
            new AutoencoderOptions { Scaling = scaling, Reconstruction = reconstruction ?? new Gaussian() }.RowOptions,
            statistics,
            slot => [.. rows.Where((value, i) => i % dimension == slot && !float.IsNaN(value))]);
    }

    private static void AssertScaling(InputScaling actual, double[] offset, double[] scale)
    {
        Assert.Equal(offset, actual.Offset.ToArray().Select(value => (double)value), (a, b) => Math.Abs(a - b) <= 1e-6 * Math.Max(1, Math.Abs(a)));
        Assert.Equal(scale, actual.Scales.ToArray().Select(value => (double)value), (a, b) => Math.Abs(a - b) <= 1e-6 * Math.Abs(a));
    }

    private static IEnumerable<T> Repeat<T>(T[] values, int times) => Enumerable.Repeat(values, times).SelectMany(copy => copy);

    /// <summary>The fraction of each slot's variance that the reconstruction explains.</summary>
    private static double[] Explained(float[] rows, float[] reconstructed, int dimension) => [.. Enumerable.Range(0, dimension).Select(slot =>
    {
        double[] values = [.. rows.Where((_, i) => i % dimension == slot).Select(value => (double)value)];
        double[] results = [.. reconstructed.Where((_, i) => i % dimension == slot).Select(value => (double)value)];
        double mean = values.Average();
        return 1 - (values.Zip(results, (x, y) => (x - y) * (x - y)).Sum() / values.Sum(x => (x - mean) * (x - mean)));
    })];

    /// <summary>Rows of one factor, each slot in its own unit.</summary>
    private static float[] OneFactor(int count, (double Offset, double Scale)[] slots)
    {
        float[] factor = new float[count];
        new RandomStream(5, 99, 0).FillNormal(factor, 0);
        return [.. factor.SelectMany(t => slots.Select(slot => (float)(slot.Offset + (slot.Scale * t))))];
    }

    private static AutoencoderOptions Options() => new() { LatentDimension = 1, HiddenLayers = [8], Epochs = 20, Seed = 1 };

    [Theory]
    [InlineData(0)]
    [InlineData(1e6)]
    public void Statistics_are_accurate_at_any_offset(double offset)
    {
        float[] draws = new float[3000];
        new RandomStream(1, 99, 0).FillNormal(draws, 0);
        float[] rows = [.. draws.Select((value, i) => (float)(offset + ((1 + (i % 3)) * value)))];
        var statistics = new ColumnStatistics(3);

        foreach (float[] row in rows.Chunk(3))
        {
            statistics.Add(row, weight: 1);
        }

        Assert.Equal(1000, statistics.TotalWeight);
        Assert.All(Enumerable.Range(0, 3), slot =>
        {
            double[] values = [.. rows.Where((_, i) => i % 3 == slot).Select(value => (double)value)];
            double mean = values.Average();
            Assert.Equal(mean, statistics.Mean(slot), 1e-8);
            Assert.Equal(values.Average(value => (value - mean) * (value - mean)), statistics.Variance(slot), 1e-8);
            Assert.Equal(values.Min(), statistics.Minimum(slot));
            Assert.Equal(values.Max() - values.Min(), statistics.Range(slot));
        });
    }

    [Fact]
    public void Standardize_uses_the_mean_and_deviation_of_each_slot() =>
        AssertScaling(Rules(Scaling.Standardize, [1, 10, 3, 50], 2), offset: [2, 30], scale: [1, 20]);

    [Fact]
    public void MinMax_uses_the_minimum_and_range_of_each_slot() =>
        AssertScaling(Rules(Scaling.MinMax, [1, 50, 3, 10, 2, 20], 2), offset: [1, 10], scale: [2, 40]);

    [Fact]
    public void None_leaves_values_unchanged() => Assert.True(Rules(Scaling.None, [1, 50, 3, 10], 2).IsIdentity);

    [Fact]
    public void Automatic_leaves_values_unchanged_for_a_Bernoulli_reconstruction() =>
        Assert.True(Rules(Scaling.Automatic, [0, 1, 1, 0.5f], 2, new Bernoulli()).IsIdentity);

    [Fact]
    public void Automatic_divides_slots_of_the_same_unit_by_one_deviation()
    {
        // 24 pairs of slots with ranges 8 and 2, and a constant one; variances 16 and 1, 8.5 on average.
        InputScaling scaling = Rules(Scaling.Automatic, [.. Repeat([0f, 1], 24), 7, .. Repeat([8f, 3], 24), 7], 49);

        AssertScaling(scaling, offset: [.. Repeat([4.0, 2], 24), 7], scale: [.. Enumerable.Repeat(Math.Sqrt(8.5), 48), 1]);
    }

    [Fact]
    public void Automatic_standardizes_fewer_than_48_varying_slots_even_if_their_ranges_are_similar()
    {
        // As above, with one varying slot less: 47 and a constant one.
        InputScaling scaling = Rules(Scaling.Automatic, [.. Repeat([0f, 1], 23), 0, 7, .. Repeat([8f, 3], 23), 8, 7], 48);

        AssertScaling(scaling, offset: [.. Repeat([4.0, 2], 23), 4, 7], scale: [.. Repeat([4.0, 1], 23), 4, 1]);
    }

    [Fact]
    public void Automatic_standardizes_slots_of_different_units() =>
        AssertScaling(Rules(Scaling.Automatic, [0, 1, 30, 3], 2), offset: [15, 2], scale: [15, 1]);

    [Theory]
    [InlineData(Scaling.Standardize)]
    [InlineData(Scaling.MinMax)]
    [InlineData(Scaling.Automatic)]
    public void A_constant_slot_is_centered_and_keeps_its_unit(Scaling scaling) =>
        AssertScaling(Rules(scaling, [42, 42, 42], 1), offset: [42], scale: [1]);

    [Fact]
    public void Undoing_the_scaling_restores_the_input()
    {
        float[] rows = OneFactor(50, [(1e6, 2), (0, 1e-3), (-5, 1e4)]);
        InputScaling scaling = Rules(Scaling.Standardize, rows, 3);
        float[] scaled = new float[rows.Length];

        scaling.Apply(rows, scaled);
        Assert.All(scaled, value => Assert.InRange(value, -5f, 5f));
        scaling.Undo(scaled);

        // To the rounding of the slot's largest number.
        float[] largest = [1e6f + 10, 5e-3f, 5e4f];
        Assert.All(Enumerable.Range(0, rows.Length), i => Assert.Equal(rows[i], scaled[i], 2e-7f * largest[i % 3]));
    }

    [Theory]
    [InlineData(Scaling.Automatic)]
    [InlineData(Scaling.Standardize)]
    [InlineData(Scaling.MinMax)]
    public void An_unscaled_table_is_reconstructed_in_its_own_units(Scaling scaling)
    {
        float[] rows = OneFactor(300, [(0, 1e-3), (500, 1e4), (1e6, 5), (3, 0.7)]);
        AutoencoderOptions options = Options();
        options.Scaling = scaling;

        AutoencoderModel model = Autoencoder.Fit(new InMemoryRows(rows, 4), options);

        Assert.All(Explained(rows, model.Reconstruct(rows), 4), part => Assert.InRange(part, 0.9, 1));
    }

    [Fact]
    public void Bernoulli_with_MinMax_accepts_values_of_any_range()
    {
        float[] rows = OneFactor(300, [(0, 1e-3), (-500, 1e4)]);
        AutoencoderOptions options = Options();
        (options.Reconstruction, options.Scaling, options.LearningRate) = (new Bernoulli(), Scaling.MinMax, 0.02f);
        options.Kind = new Plain();
        options.Epochs = 60;

        AutoencoderModel model = Autoencoder.Fit(new InMemoryRows(rows, 2), options);

        Assert.All(Explained(rows, model.Reconstruct(rows), 2), part => Assert.InRange(part, 0.7, 1));
    }
}
