using System.Globalization;
using Microsoft.ML.Runtime;
using MLNet.Autoencoder.Seam;
using MLNet.Autoencoder.Training;

namespace MLNet.Autoencoder;

/// <summary>
/// Watches a fit for ML.NET: one line per epoch in <c>MLContext.Log</c>, the progress in the options, and both ways to stop, the token in
/// the options and the environment's own cancellation (AutoML's).
/// </summary>
internal sealed class FitMonitor(IHostEnvironment environment, IChannel channel, AutoencoderOptions options) : ITrainingMonitor
{
    public void EpochCompleted(TrainingEpoch epoch)
    {
        channel.Info(MessageSensitivity.None, Describe(epoch));
        options.Progress?.Report(epoch);
    }

    public void ThrowIfCancellationRequested()
    {
        options.CancellationToken.ThrowIfCancellationRequested();
        if (MLNetInternals.IsCanceled(environment))
        {
            throw new OperationCanceledException("The fit was stopped because its MLContext cancelled what runs in it.");
        }
    }

    private string Describe(TrainingEpoch epoch) => string.Create(
        CultureInfo.InvariantCulture,
        $"Epoch {epoch.Epoch} of at most {options.Epochs}: training {Describe(epoch.Training)}; "
        + $"{(epoch.Validation is null ? string.Empty : $"validation {Describe(epoch.Validation)}; ")}"
        + $"learning rate {epoch.LearningRate:G3}, {epoch.Duration.TotalMilliseconds:F0} ms");

    private static string Describe(LossTerms loss) => string.Create(
        CultureInfo.InvariantCulture,
        $"loss {loss.Total:G6}, reconstruction loss {loss.Reconstruction:G6}, KL divergence {loss.KlDivergence:G6} nats");
}
