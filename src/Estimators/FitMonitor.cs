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

    public void Warn(string message) => channel.Warning(MessageSensitivity.Schema, message);

    public void ThrowIfCancellationRequested()
    {
        options.CancellationToken.ThrowIfCancellationRequested();
        if (MLNetInternals.IsCanceled(environment))
        {
            throw new OperationCanceledException("The fit was stopped because its MLContext cancelled what runs in it.");
        }
    }

    private string Describe(TrainingEpoch epoch)
    {
        string validation = epoch.Validation is null ? string.Empty : $"validation {Describe(epoch.Validation)}; ";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"Epoch {epoch.Epoch} of at most {options.Epochs}: training {Describe(epoch.Training)}; {validation}"
            + $"{epoch.ActiveUnits} of {options.LatentDimension} latent units active; learning rate {epoch.LearningRate:G3}, "
            + $"KL weight {epoch.KlWeight:G3}, batch {epoch.BatchSize}, {epoch.RowsPerSecond:F0} rows/s");
    }

    private static string Describe(LossTerms loss) =>
        string.Create(CultureInfo.InvariantCulture, $"loss {loss.Total:G6}") + string.Concat(loss.Select(Describe));

    private static string Describe(LossTermValue value) => string.Create(
        CultureInfo.InvariantCulture, $", {value.Term.Title} {value.Value:G6}{(value.Term.Unit == LossUnit.Nats ? " nats" : string.Empty)}");
}
