namespace MLNet.Autoencoder.Tests;

/// <summary>Unlike <see cref="Progress{T}"/>, reports immediately, on the thread of the fit.</summary>
internal sealed class Reporter(Action<TrainingEpoch> report) : IProgress<TrainingEpoch>
{
    public void Report(TrainingEpoch value) => report(value);
}
