using MLNet.Autoencoder.Numerics;

namespace MLNet.Autoencoder.Kinds;

/// <summary>The latent layer whose codes are the largest activations of a whole batch.</summary>
internal sealed class BatchTopKLayer(NetworkParameters parameters, BatchTopK sparsity, int batchSize, ThreadTeam? threads)
    : ThresholdLayer(parameters, sparsity, batchSize, threads)
{
    private readonly LargestOverall _largest = new(threads);

    protected override float SelectTrained(ReadOnlySpan<float> activations, TrainingBatch batch) =>
        _largest.Select(activations, batch.Count, Dimension, checked(batch.Count * ActiveUnits), Codes);
}
