using MLNet.Autoencoder.Communication;
using MLNet.Autoencoder.Foundation;
using MLNet.Autoencoder.Numerics;

namespace MLNet.Autoencoder.Benchmarks.Measurement;

/// <summary>Starts a session for single training steps, all on one batch.</summary>
internal static class TrainingSteps
{
    /// <summary>Steps of a variational autoencoder on random rows.</summary>
    /// <param name="engine">The engine.</param>
    /// <param name="shape">The network.</param>
    /// <param name="batchSize">The number of rows in a step, on all ranks together. Each has as many.</param>
    /// <param name="ranks">The ranks; <see langword="null"/> for a single process.</param>
    public static (ITrainingSession Session, TrainingBatch Batch) Start(ITrainingEngine engine, NetworkShape shape, int batchSize, Ranks? ranks = null)
    {
        AutoencoderOptions options = shape.Options<AutoencoderOptions>();
        options.BatchSize = batchSize;
        int ownRows = batchSize / (ranks?.Size ?? 1);
        (ITrainingSession session, TrainingBatch batch) = Start(engine, options, shape.Parameters(), RandomValues.Of(ownRows * shape.Inputs), ranks);
        batch.CountOfRanks = batchSize;
        return (session, batch);
    }

    /// <summary>Steps on given rows.</summary>
    /// <param name="engine">The engine.</param>
    /// <param name="options">The options of the fit.</param>
    /// <param name="parameters">The parameters to start from.</param>
    /// <param name="rows">The rows of the batch on this rank, <c>[n, d]</c>.</param>
    /// <param name="ranks">The ranks; <see langword="null"/> for a single process.</param>
    public static (ITrainingSession Session, TrainingBatch Batch) Start(
        ITrainingEngine engine, AutoencoderOptions options, NetworkParameters parameters, ReadOnlySpan<float> rows, Ranks? ranks = null)
    {
        NetworkArchitecture architecture = parameters.Architecture;
        int batchSize = rows.Length / architecture.InputDimension;
        var request = new TrainingRequest(options, parameters, gpu: default, rows: 1_000, ranks: ranks, capacityFor: ranks is null ? null : _ => batchSize);
        ITrainingSession session = engine.Start(request);
        var batch = new TrainingBatch(batchSize, architecture.LatentDimension, request.Slots, request.Terms) { Count = batchSize };
        rows.CopyTo(batch.RowBuffer);
        new RandomStream(1, RandomPurpose.LatentNoise, 1).FillNormal(batch.NoiseBuffer, 0);
        return (session, batch);
    }
}
