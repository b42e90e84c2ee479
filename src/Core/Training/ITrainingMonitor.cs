using MLNet.Autoencoder.Data;
using MLNet.Autoencoder.Foundation;

namespace MLNet.Autoencoder.Training;

/// <summary>
/// Receives reports of a fit, and may cancel it: <see cref="IMonitor.ThrowIfCancellationRequested"/> is called before every batch, and as often
/// during other work.
/// </summary>
internal interface ITrainingMonitor : IMonitor
{
    /// <summary>Called once, when the rows have been read and before any training. By default, nothing happens.</summary>
    /// <param name="statistics">The statistics of the training rows.</param>
    /// <param name="scaling">The scaling of the model.</param>
    void RowsRead(ColumnStatistics statistics, InputScaling scaling)
    {
    }

    /// <summary>Called once, after the first steps of a fit. By default, nothing happens.</summary>
    /// <param name="estimate">What the fit will take.</param>
    void Estimated(TrainingEstimate estimate)
    {
    }

    /// <summary>Called at the end of every epoch, on the thread that runs the fit.</summary>
    /// <param name="epoch">The epoch that ended.</param>
    void EpochCompleted(TrainingEpoch epoch);
}
