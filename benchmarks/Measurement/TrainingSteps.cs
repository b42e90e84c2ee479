using MLNet.Autoencoder.Foundation;
using MLNet.Autoencoder.Numerics;

namespace MLNet.Autoencoder.Benchmarks.Measurement;

/// <summary>Starts a session for single training steps, all on one batch of random rows.</summary>
internal static class TrainingSteps
{
    public static (ITrainingSession Session, TrainingBatch Batch) Start(ITrainingEngine engine, NetworkShape shape, int batchSize)
    {
        AutoencoderOptions options = shape.Options<AutoencoderOptions>();
        options.BatchSize = batchSize;
        var request = new TrainingRequest(options, shape.Parameters(), gpu: default, rows: 1_000);
        ITrainingSession session = engine.Start(request);
        var batch = new TrainingBatch(batchSize, shape.Latent, request.Slots, request.Terms) { Count = batchSize };
        RandomValues.Fill(batch.RowBuffer[..(batchSize * shape.Inputs)], 0);
        new RandomStream(1, RandomPurpose.LatentNoise, 1).FillNormal(batch.NoiseBuffer, 0);
        return (session, batch);
    }
}
