using MLNet.Autoencoder.Objectives;

namespace MLNet.Autoencoder.Core.Tests.Objectives;

public class NoiseVarianceTests
{
    private static readonly SlotRange[] Slots = [SlotRange.Continuous(0, 2)];

    private static NoiseVariance Calibrated(double variance = 1) => new(new Gaussian(), hasContinuous: true, variance);

    /// <summary>A batch of four rows with two continuous slots, and a given mean squared error.</summary>
    /// <summary>The loss of a step.</summary>
    private static LossSum Step(double squaredError, BatchParts parts = BatchParts.None)
    {
        TrainingBatch batch = Batch(squaredError, parts);
        var step = new LossSum(batch.Loss.Terms);
        step.Add(batch);
        return step;
    }

    private static TrainingBatch Batch(double meanSquaredError, BatchParts parts = BatchParts.None)
    {
        var batch = new TrainingBatch(4, 1, Slots, [LossTerm.SquaredError], parts) { Count = 4 };
        batch.Loss.Set(LossTerm.SquaredError, 8 * meanSquaredError);
        return batch;
    }

    [Fact]
    public void A_given_variance_never_changes()
    {
        var variance = new NoiseVariance(new Gaussian { Variance = 3 }, hasContinuous: true, variance: 1);

        variance.Start(80, 8);
        variance.Observe(Step(100), steps: 0);
        variance.Restore(7);

        Assert.Equal((3.0, 3.0), (variance.Value, variance.Of(80, 8)));
    }

    [Theory]
    [InlineData(null)]
    [InlineData(3f)]
    public void Without_continuous_slots_it_is_one_half(float? given)
    {
        var variance = new NoiseVariance(new Mixed { Slots = [SlotRange.OneHot(0, 2)], Variance = given }, hasContinuous: false, variance: 1);

        variance.Start(0, 0);
        variance.Restore(7);

        Assert.Equal((0.5, 0.5), (variance.Value, variance.Of(0, 0)));
    }

    [Fact]
    public void A_calibrated_variance_starts_at_the_mean_squared_error_of_the_start()
    {
        NoiseVariance variance = Calibrated();

        variance.Start(6, 8);

        Assert.Equal(0.75, variance.Value);
    }

    [Fact]
    public void A_calibrated_variance_is_the_average_of_the_first_batches()
    {
        NoiseVariance variance = Calibrated();
        variance.Start(800, 8);

        double[] values = [.. new[] { 4.0, 2.0, 0.0 }.Select((error, step) =>
        {
            variance.Observe(Step(error), step);
            return variance.Value;
        })];

        Assert.Equal([4.0, 3.0, 2.0], values, (a, b) => Math.Abs(a - b) < 1e-12);
    }

    [Fact]
    public void After_a_hundred_batches_each_one_counts_for_a_hundredth()
    {
        NoiseVariance variance = Calibrated();
        variance.Restore(2);

        variance.Observe(Step(102), steps: 1_000_000);

        Assert.Equal(3, variance.Value, 1e-12);
    }

    [Theory]
    [InlineData(4.0, 4e-4)]
    [InlineData(1e-6, 1e-8)]
    [InlineData(0.0, 1e-8)]
    public void It_is_at_least_a_ten_thousandth_of_the_variance_of_the_data(double ofData, double expected)
    {
        NoiseVariance variance = Calibrated(ofData);
        double unset = variance.Value;

        variance.Start(0, 8);
        variance.Observe(Step(0), steps: 0);

        Assert.Equal((expected, expected, expected), (unset, variance.Value, variance.Of(0, 8)));
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void An_error_that_is_not_finite_is_ignored(double error)
    {
        NoiseVariance variance = Calibrated();
        variance.Restore(2);

        variance.Start(error, 8);
        variance.Observe(Step(error), steps: 5);
        variance.Restore(error);

        Assert.Equal(2, variance.Value);
    }

    [Fact]
    public void A_batch_without_an_observed_continuous_value_is_ignored()
    {
        NoiseVariance variance = Calibrated();
        variance.Restore(2);

        // No value is marked as observed.
        variance.Observe(Step(0, BatchParts.Missing), steps: 5);

        Assert.Equal(2, variance.Value);
    }
}
