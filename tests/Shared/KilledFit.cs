namespace MLNet.Autoencoder.Tests;

/// <summary>A fit of each kind, for a process that is killed in it and for the test that resumes it. Every other kind has labels and weights.</summary>
internal static class KilledFit
{
    public const int Epochs = 250;

    public static AutoencoderModel Run(int kind, string? checkpointPath, IProgress<TrainingEpoch>? progress)
    {
        var random = new Random(kind);
        float[] values = [.. Enumerable.Range(0, 100).SelectMany(_ =>
        {
            float a = random.NextSingle(), b = random.NextSingle();
            return new[] { a, b, a * b, a - b, a + (0.1f * random.NextSingle()) };
        })];
        bool isLabeled = kind % 2 == 1;
        float[] weights = isLabeled ? [.. Enumerable.Range(0, 100).Select(i => 1f + (i % 3))] : [];
        float[] labels = isLabeled ? [.. Enumerable.Range(0, 100).Select(i => values[5 * i] > 0.5f ? 1f : 0)] : [];
        var options = new AutoencoderOptions
        {
            LatentDimension = 3, HiddenLayers = [8], Epochs = Epochs, BatchSize = 16, Patience = 0, Seed = 1, Kind = TestKinds.All[kind],
            CheckpointPath = checkpointPath, CheckpointInterval = TimeSpan.Zero, Progress = progress,
        };
        return Autoencoder.Fit(new InMemoryRows(values, 5, weights, labels), options);
    }
}
