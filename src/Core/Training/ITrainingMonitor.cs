using MLNet.Autoencoder.Foundation;

namespace MLNet.Autoencoder.Training;

/// <summary>Watches a fit. <see cref="IMonitor.ThrowIfCancellationRequested"/> is called before every batch, and as often during other work.</summary>
internal interface ITrainingMonitor : IMonitor
{
    /// <summary>Called once at the end of every epoch, on the thread that fits.</summary>
    /// <param name="epoch">The epoch that ended.</param>
    void EpochCompleted(TrainingEpoch epoch);
}
