namespace MLNet.Autoencoder.Training;

/// <summary>The monitor of a rank other than the first, which alone reports what all ranks know.</summary>
/// <param name="monitor">The monitor of this rank's caller, who may still cancel the fit.</param>
internal sealed class RankMonitor(ITrainingMonitor monitor) : ITrainingMonitor
{
    public void EpochCompleted(TrainingEpoch epoch)
    {
    }

    public void Warn(string message)
    {
    }

    public void ThrowIfCancellationRequested() => monitor.ThrowIfCancellationRequested();
}
