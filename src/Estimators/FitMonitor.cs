using System.Globalization;
using Microsoft.ML.Runtime;
using MLNet.Autoencoder.Seam;
using MLNet.Autoencoder.Training;

namespace MLNet.Autoencoder;

/// <summary>
/// Connects a fit to ML.NET. Writes one line per epoch to <c>MLContext.Log</c>, reports progress to the options, and stops the fit if the
/// token in the options or the environment itself (by AutoML) is canceled.
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
            throw new OperationCanceledException("The fit was stopped because its MLContext was canceled.");
        }
    }

    private string Describe(TrainingEpoch epoch)
    {
        string validation = epoch.Validation is null ? string.Empty : $"validation {Describe(epoch.Validation)}; ";
        bool hasDivergence = epoch.Training.Any(value => value.Term == LossTerm.KlDivergence);
        string klWeight = hasDivergence ? string.Create(CultureInfo.InvariantCulture, $"KL weight {epoch.KlWeight:G3}, ") : string.Empty;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"Epoch {epoch.Epoch} of at most {options.Epochs}: training {Describe(epoch.Training)}; {validation}"
            + $"{epoch.ActiveUnits} of {options.LatentDimension} latent units active; learning rate {epoch.LearningRate:G3}, "
            + $"{klWeight}batch size {epoch.BatchSize}, {epoch.RowsPerSecond:F0} rows/s");
    }

    private static string Describe(LossTerms loss) =>
        string.Create(CultureInfo.InvariantCulture, $"loss {loss.Total:G6}") + string.Concat(loss.Select(Describe));

    private static string Describe(LossTermValue value) => string.Create(
        CultureInfo.InvariantCulture, $", {value.Term.Title} {value.Value:G6}{(value.Term.Unit == LossUnit.Nats ? " nats" : string.Empty)}");
}
