namespace MLNet.Autoencoder.Report.Findings;

/// <summary>The course of a fit in a few figures.</summary>
internal sealed record HistorySummary(TrainingHistory History)
{
    /// <summary>The duration of all epochs; zero in a history read from a model file.</summary>
    public TimeSpan Duration => History.Epochs.Aggregate(TimeSpan.Zero, (sum, epoch) => sum + epoch.Duration);

    /// <summary>Whether durations are known.</summary>
    public bool HasDurations => Duration > TimeSpan.Zero;

    /// <summary>Training rows per second over all epochs. The time includes validation.</summary>
    public double RowsPerSecond => History.Epochs.Count * History.RowCount / Duration.TotalSeconds;

    public bool IsValidated => History.Epochs.Any(epoch => epoch.Validation is not null);

    /// <summary>The loss of the kept parameters over the held-out rows, or in training if there are none; null if it is unknown.</summary>
    public LossTerms? Kept => History.BestEpoch == 0
        ? History.Start
        : History.Epochs.FirstOrDefault(epoch => epoch.Epoch == History.BestEpoch) is { } best ? best.Validation ?? best.Training : null;
}
