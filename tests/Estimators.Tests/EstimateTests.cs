using Microsoft.ML;
using MLNet.Autoencoder.Tests.Conformance;

namespace MLNet.Autoencoder.Tests;

/// <summary>What a fit says about its own duration.</summary>
public sealed class EstimateTests
{
    [Fact]
    public void A_short_fit_writes_one_line_to_the_log_without_a_warning()
    {
        var log = new Logged();

        Configurations.Estimator("latent only", log.Context).Fit(TestData.Good());

        string line = Assert.Single(log.Lines, line => line.Contains("takes about", StringComparison.Ordinal));
        Assert.Contains("slots, in batches of ", line, StringComparison.Ordinal);
        Assert.Contains(" for 3 epochs and ", line, StringComparison.Ordinal);
        Assert.Contains("Kind=Info", line, StringComparison.Ordinal);
        Assert.DoesNotContain(log.Warnings, warning => warning.Contains("takes about", StringComparison.Ordinal));
    }

    [Fact]
    public void A_fit_that_will_take_long_is_a_warning_that_says_what_to_do()
    {
        var log = new Logged();
        using var stop = new CancellationTokenSource();
        var options = Configurations.Options("latent only");

        // So many epochs take hours on any machine.
        (options.Epochs, options.CancellationToken) = (int.MaxValue, stop.Token);
        var estimates = new List<TrainingEstimate>();
        options.EstimateProgress = new Callback(estimate =>
        {
            estimates.Add(estimate);
            stop.Cancel();
        });

        Assert.ThrowsAny<OperationCanceledException>(() => log.Context.Transforms.AutoencoderFeatures(options).Fit(TestData.Good()));

        string warning = Assert.Single(log.Warnings, line => line.Contains("takes about", StringComparison.Ordinal));
        Assert.EndsWith(Assert.Single(estimates).Advice, warning, StringComparison.Ordinal);
        Assert.Contains("Fewer Epochs", warning, StringComparison.Ordinal);
        Assert.Contains("MaximumTrainingTime", warning, StringComparison.Ordinal);
    }

    private sealed class Callback(Action<TrainingEstimate> action) : IProgress<TrainingEstimate>
    {
        public void Report(TrainingEstimate value) => action(value);
    }
}
