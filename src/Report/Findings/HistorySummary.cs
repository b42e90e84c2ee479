namespace MLNet.Autoencoder.Report.Findings;

/// <summary>What the course of a fit comes to.</summary>
internal sealed record HistorySummary(TrainingHistory History)
{
    /// <summary>How long all epochs took; zero in a history read from a model file.</summary>
    public TimeSpan Duration => History.Epochs.Aggregate(TimeSpan.Zero, (sum, epoch) => sum + epoch.Duration);

    /// <summary>Whether durations are known.</summary>
    public bool HasDurations => Duration > TimeSpan.Zero;

    /// <summary>Training rows in a second, validation included in the time, over all epochs.</summary>
    public double RowsPerSecond => History.Epochs.Count * History.RowCount / Duration.TotalSeconds;

    public bool IsValidated => History.Epochs.Any(epoch => epoch.Validation is not null);

    /// <summary>The loss of what was kept, over the rows held out, or in training where there are none; null where it is not known.</summary>
    public LossTerms? Kept => History.BestEpoch == 0
        ? History.Start
        : History.Epochs.FirstOrDefault(epoch => epoch.Epoch == History.BestEpoch) is { } best ? best.Validation ?? best.Training : null;
}
