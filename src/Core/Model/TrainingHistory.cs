using System.Diagnostics;

namespace MLNet.Autoencoder;

/// <summary>The history of a fit.</summary>
[DebuggerDisplay("{Epochs.Count} epochs, best epoch: {BestEpoch}")]
public sealed record TrainingHistory
{
    internal TrainingHistory()
    {
    }

    /// <summary>The epochs, first to last.</summary>
    public required IReadOnlyList<TrainingEpoch> Epochs { get; init; }

    /// <summary>
    /// The number of the epoch whose parameters the model has: the one with the lowest validation loss, or the last one. 0 if no epoch was better
    /// than the parameters that the fit started from. <see cref="FinalEpochs"/> may have followed it.
    /// </summary>
    public required int BestEpoch { get; init; }

    /// <summary>
    /// The number of epochs that followed the best one over all rows, including those held out, which <see cref="Epochs"/> does not list: there is no loss
    /// on unseen rows. Only a fit that reads labels has them: a tenth of <see cref="BestEpoch"/>, rounded up, unless few rows were held out.
    /// </summary>
    public int FinalEpochs { get; init; }

    /// <summary>
    /// The values that the fit used for the options that follow the data; <see langword="null"/> for a model of an earlier version, which did not record
    /// them.
    /// </summary>
    public TrainingSettings? Settings { get; init; }

    /// <summary>The validation loss before the first epoch; <see langword="null"/> if no rows were held out, or if it is not finite.</summary>
    public LossTerms? Start { get; init; }

    /// <summary>How many times the loss diverged and training returned to the last good epoch with a lower learning rate.</summary>
    public int Restarts { get; init; }

    /// <summary>The number of rows that each of <see cref="Epochs"/> trained on.</summary>
    public required long RowCount { get; init; }

    /// <summary>The number of rows held out for validation.</summary>
    public required long ValidationRowCount { get; init; }

    /// <summary>The rows left out because of an infinity, a NaN (if missing values are not allowed), or a weight that is not finite.</summary>
    public required long SkippedRowCount { get; init; }
}
