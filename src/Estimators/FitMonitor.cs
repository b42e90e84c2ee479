using System.Globalization;
using Microsoft.ML.Runtime;
using MLNet.Autoencoder.Data;
using MLNet.Autoencoder.Seam;
using MLNet.Autoencoder.Training;

namespace MLNet.Autoencoder;

/// <summary>
/// Connects a fit to ML.NET. Writes one line per epoch to <c>MLContext.Log</c>, reports progress to the options, and stops the fit if the
/// token in the options or the environment itself (by AutoML) is canceled.
/// </summary>
/// <param name="environment">The environment of the fit.</param>
/// <param name="channel">Where messages go.</param>
/// <param name="options">The options of the fit.</param>
/// <param name="findFault">Given the rows' statistics and scaling, what to warn of, if anything.</param>
internal sealed class FitMonitor(
    IHostEnvironment environment, IChannel channel, AutoencoderOptions options, Func<ColumnStatistics, InputScaling, string?>? findFault = null) : ITrainingMonitor
{
    public void RowsRead(ColumnStatistics statistics, InputScaling scaling)
    {
        if (findFault?.Invoke(statistics, scaling) is { } fault)
        {
            Warn(fault);
        }
    }

    public void Estimated(TrainingEstimate estimate)
    {
        string text = string.Create(
            CultureInfo.InvariantCulture,
            $"Training on {estimate.RowCount} rows of {estimate.InputDimension} slots, in batches of {estimate.Settings.BatchSize}, takes about "
            + $"{Describe(estimate.Duration)} for {estimate.Settings.Epochs} epochs and {estimate.MemoryBytes / 1e6:F0} MB.");
        if (estimate.Advice is { } advice)
        {
            channel.Warning(MessageSensitivity.None, $"{text} {advice}");
        }
        else
        {
            channel.Info(MessageSensitivity.None, text);
        }

        options.EstimateProgress?.Report(estimate);
    }

    public void EpochCompleted(TrainingEpoch epoch)
    {
        channel.Info(MessageSensitivity.None, Describe(epoch));
        options.Progress?.Report(epoch);
    }

    public void Warn(string message)
    {
        channel.Warning(MessageSensitivity.Schema, message);
        options.WarningProgress?.Report(message);
    }

    public void ThrowIfCancellationRequested()
    {
        options.CancellationToken.ThrowIfCancellationRequested();
        if (MLNetInternals.IsCanceled(environment))
        {
            throw new OperationCanceledException("The fit was stopped because its MLContext was canceled.");
        }
    }

    private static string Describe(TrainingEpoch epoch)
    {
        string validation = epoch.Validation is null ? string.Empty : $"validation {Describe(epoch.Validation)}; ";
        bool hasDivergence = epoch.Training.Any(value => value.Term == LossTerm.KlDivergence);
        string klWeight = hasDivergence ? string.Create(CultureInfo.InvariantCulture, $"KL weight {epoch.KlWeight:G3}, ") : string.Empty;
        string accuracy = epoch.CentroidAccuracy is { } value
            ? string.Create(CultureInfo.InvariantCulture, $"{100 * value:F1} % of held-out rows nearest to their class; ")
            : string.Empty;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"Epoch {epoch.Epoch} of at most {epoch.TotalEpochs}: training {Describe(epoch.Training)}; {validation}{accuracy}"
            + $"{epoch.ActiveUnits} latent units active; learning rate {epoch.LearningRate:G3}, "
            + $"{klWeight}batch size {epoch.BatchSize}, {epoch.RowsPerSecond:F0} rows/s; {Describe(epoch.TimeLeft)} left");
    }

    private static string Describe(TimeSpan time) => time switch
    {
        { TotalSeconds: < 90 } => string.Create(CultureInfo.InvariantCulture, $"{Math.Max(1, time.TotalSeconds):F0} s"),
        { TotalMinutes: < 90 } => string.Create(CultureInfo.InvariantCulture, $"{time.TotalMinutes:F0} min"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{time.TotalHours:F1} h"),
    };

    private static string Describe(LossTerms loss) =>
        string.Create(CultureInfo.InvariantCulture, $"loss {loss.Total:G6}") + string.Concat(loss.Select(Describe));

    private static string Describe(LossTermValue value) => string.Create(
        CultureInfo.InvariantCulture, $", {value.Term.Title} {value.Value:G6}{(value.Term.Unit == LossUnit.Nats ? " nats" : string.Empty)}");
}
