using MLNet.Autoencoder.Training;

namespace MLNet.Autoencoder.Core.Tests.Training;

/// <summary>Ignores every report, and never cancels.</summary>
internal sealed class SilentMonitor : ITrainingMonitor
{
    public void EpochCompleted(TrainingEpoch epoch)
    {
    }

    public void Warn(string message)
    {
    }

    public void ThrowIfCancellationRequested()
    {
    }
}
