namespace MLNet.Autoencoder.Training;

/// <summary>Who watches a fit.</summary>
internal interface ITrainingMonitor
{
    /// <summary>Called once at the end of every epoch, on the thread that fits.</summary>
    /// <param name="epoch">The epoch that ended.</param>
    void EpochCompleted(TrainingEpoch epoch);

    /// <summary>Called with a sentence about what the user should know, and the fit can go on without.</summary>
    void Warn(string message);

    /// <summary>Called before every batch, and as often in whatever else takes long.</summary>
    /// <exception cref="OperationCanceledException">The fit is to stop.</exception>
    void ThrowIfCancellationRequested();
}
