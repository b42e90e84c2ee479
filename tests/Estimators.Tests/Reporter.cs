namespace MLNet.Autoencoder.Tests;

/// <summary>Unlike <see cref="Progress{T}"/>, reports at once and on the thread that fits.</summary>
internal sealed class Reporter(Action<TrainingEpoch> report) : IProgress<TrainingEpoch>
{
    public void Report(TrainingEpoch value) => report(value);
}
