using System.Diagnostics;

namespace MLNet.Autoencoder;

/// <summary>The course of a fit.</summary>
[DebuggerDisplay("{Epochs.Count} epochs, of which {BestEpoch} was the best")]
public sealed record TrainingHistory
{
    internal TrainingHistory()
    {
    }

    /// <summary>The epochs, first to last.</summary>
    public required IReadOnlyList<TrainingEpoch> Epochs { get; init; }

    /// <summary>
    /// The number of the epoch whose parameters the model has: that of the least validation loss, or the last one; 0 where no epoch was better
    /// than the start, which is principal component analysis.
    /// </summary>
    public required int BestEpoch { get; init; }

    /// <summary>The validation loss of the start, before the first epoch; <see langword="null"/> where no rows were held out, or it is no number.</summary>
    public LossTerms? Start { get; init; }

    /// <summary>How many times the loss diverged, and training went back to the last good epoch with a lower step size.</summary>
    public int Restarts { get; init; }

    /// <summary>Rows that were trained on.</summary>
    public required long RowCount { get; init; }

    /// <summary>Rows that were held out for validation.</summary>
    public required long ValidationRowCount { get; init; }

    /// <summary>Rows left out because a value was infinite, or missing where missing values are not allowed, or the weight was no number.</summary>
    public required long SkippedRowCount { get; init; }
}
