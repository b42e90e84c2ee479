using MLNet.Autoencoder.Foundation;
using MLNet.Autoencoder.Numerics;

namespace MLNet.Autoencoder.Benchmarks.Measurement;

/// <summary>A fit of which single steps are taken, all on one batch of random rows.</summary>
internal static class TrainingSteps
{
    public static (ITrainingSession Session, TrainingBatch Batch) Start(ITrainingEngine engine, NetworkShape shape, int batchSize)
    {
        AutoencoderOptions options = shape.Options<AutoencoderOptions>();
        options.BatchSize = batchSize;
        ITrainingSession session = engine.Start(new TrainingRequest(options, shape.Parameters(), gpu: default));
        var batch = new TrainingBatch(batchSize, shape.Latent, [SlotRange.Continuous(0, shape.Inputs)]) { Count = batchSize };
        RandomValues.Fill(batch.RowBuffer[..(batchSize * shape.Inputs)], 0);
        new RandomStream(1, RandomPurpose.LatentNoise, 1).FillNormal(batch.NoiseBuffer, 0);
        return (session, batch);
    }
}
