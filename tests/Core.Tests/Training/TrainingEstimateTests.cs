using MLNet.Autoencoder.Communication;
using MLNet.Autoencoder.Data;
using MLNet.Autoencoder.Training;

namespace MLNet.Autoencoder.Core.Tests.Training;

/// <summary>What a fit says about its own duration.</summary>
public class TrainingEstimateTests
{
    private const double Hour = 3600;

    /// <summary>The estimate for remaining epochs, each with a given time per row, and no other time.</summary>
    private static TrainingEstimate Estimate(double secondsOfRow, int epochs, int rows = 100, int d = 4, params int[] hidden)
    {
        AutoencoderOptions options = Fits.Options();
        (options.HiddenLayers, options.LatentDimension, options.ValidationFraction) = (hidden, 2, 0);
        using var pool = new RowPool(new InMemoryRows(new float[rows * d], d), null, options.RowOptions, seed: 1, new SilentMonitor());
        pool.Prepare(scaling: null);
        var architecture = new NetworkArchitecture(d, hidden, 2, options.Activation);
        var parameters = new NetworkParameters(options.Kind.Definition.LayoutOf(architecture));
        return new FitClock(options, Ranks.Alone).Estimate(secondsOfRow, new TrainingRequest(options, parameters, gpu: default, rows), pool, epochs);
    }

    private static TrainingEpoch Epoch(double seconds) =>
        new() { Epoch = 1, Training = new LossTerms([], 0), LearningRate = 0.1f, Duration = TimeSpan.FromSeconds(seconds) };

    [Theory]
    [InlineData(1, 1)]
    [InlineData(20, 1)]
    [InlineData(20, 3)]
    public void It_is_reported_once_after_the_first_steps_and_before_the_first_epoch(int batches, int epochs)
    {
        var events = new List<string>();
        TrainingEstimate? estimate = null;
        AutoencoderOptions options = Fits.Options();
        (options.BatchSize, options.Epochs, options.ValidationFraction) = (10, epochs, 0);
        options.EstimateProgress = new Callback<TrainingEstimate>(value =>
        {
            estimate = value;
            events.Add("estimate");
        });
        options.Progress = new Callback<TrainingEpoch>(_ => events.Add("epoch"));

        AutoencoderModel model = Autoencoder.Fit(new InMemoryRows(Fits.Rows(10 * batches, 4), 4), options);

        Assert.Equal(["estimate", .. Enumerable.Repeat("epoch", epochs)], events);
        Assert.Equal(model.History.Settings, estimate!.Settings);
        Assert.Equal((10 * batches, 4), (estimate.RowCount, estimate.InputDimension));
        Assert.True(estimate.Duration >= TimeSpan.Zero);
        Assert.Null(estimate.Advice);
    }

    [Fact]
    public void It_counts_training_rows_only()
    {
        var estimates = new List<TrainingEstimate>();
        AutoencoderOptions options = Fits.Options();
        (options.ValidationFraction, options.EstimateProgress) = (0.2f, new Callback<TrainingEstimate>(estimates.Add));

        AutoencoderModel model = Autoencoder.Fit(new InMemoryRows(Fits.Rows(300, 4), 4), options);

        Assert.InRange(model.History.ValidationRowCount, 1, 299);
        Assert.Equal(model.History.RowCount, Assert.Single(estimates).RowCount);
    }

    [Theory]
    [InlineData(1e-3, 60, 6)]
    [InlineData(1e-9, 1_000_000, 0.1)]
    public void The_duration_is_that_of_all_rows_in_all_epochs(double secondsOfRow, int epochs, double expected) =>
        Assert.Equal(expected, Estimate(secondsOfRow, epochs).Duration.TotalSeconds, 1e-6);

    [Fact]
    public void A_short_fit_needs_no_advice() => Assert.Null(Estimate(1, epochs: 2, rows: 100).Advice);

    [Fact]
    public void A_long_fit_to_rows_of_many_slots_is_advised_to_use_fewer_hidden_units()
    {
        string advice = Estimate(Hour, epochs: 2, rows: 3, d: 5_000, hidden: 64).Advice!;

        Assert.Contains("5000 slots times 64 hidden units", advice, StringComparison.Ordinal);
        Assert.Contains("HiddenLayers = [] or [16]", advice, StringComparison.Ordinal);
        Assert.Contains("MaximumTrainingTime", advice, StringComparison.Ordinal);
        Assert.DoesNotContain("Epochs", advice, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(4, 64)]
    [InlineData(5_000, 16)]
    public void Any_other_long_fit_is_advised_to_use_fewer_epochs(int d, int hidden)
    {
        string advice = Estimate(Hour, epochs: 2, rows: 3, d, hidden).Advice!;

        Assert.Contains("Epochs", advice, StringComparison.Ordinal);
        Assert.Contains("MaximumTrainingTime", advice, StringComparison.Ordinal);
        Assert.DoesNotContain("slots", advice, StringComparison.Ordinal);
    }

    [Fact]
    public void A_duration_too_long_for_any_clock_is_the_longest_there_is()
    {
        Assert.Equal(TimeSpan.MaxValue, Estimate(1e300, epochs: int.MaxValue).Duration);
        Assert.Equal(TimeSpan.MaxValue, FitClock.TimeLeft([], TimeSpan.MaxValue, int.MaxValue));
    }

    [Fact]
    public void The_time_left_is_the_mean_duration_of_an_epoch_times_the_epochs_left()
    {
        Assert.Equal(TimeSpan.FromSeconds(12), FitClock.TimeLeft([], TimeSpan.FromSeconds(3), 5));
        Assert.Equal(TimeSpan.FromSeconds(6), FitClock.TimeLeft([Epoch(3), Epoch(1)], TimeSpan.FromSeconds(5), 5));
        Assert.Equal(TimeSpan.Zero, FitClock.TimeLeft([Epoch(3), Epoch(1)], TimeSpan.FromSeconds(5), 3));
    }

    [Fact]
    public void The_last_epoch_of_a_fit_has_no_time_left_and_the_others_have_some()
    {
        var epochs = new List<TrainingEpoch>();
        AutoencoderOptions options = Fits.Options();
        options.Progress = new Callback<TrainingEpoch>(epochs.Add);

        Autoencoder.Fit(new InMemoryRows(Fits.Rows(60, 4), 4), options);

        Assert.All(epochs[..^1], epoch => Assert.True(epoch.TimeLeft > TimeSpan.Zero));
        Assert.Equal(TimeSpan.Zero, epochs[^1].TimeLeft);
    }

    private sealed class Callback<T>(Action<T> action) : IProgress<T>
    {
        public void Report(T value) => action(value);
    }
}
