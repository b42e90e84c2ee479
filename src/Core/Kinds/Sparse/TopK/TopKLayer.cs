using MLNet.Autoencoder.Numerics;

namespace MLNet.Autoencoder.Kinds;

/// <summary>The latent layer whose codes are the k largest activations of each row.</summary>
internal sealed class TopKLayer(NetworkParameters parameters, TopK sparsity, int batchSize, ThreadTeam? threads)
    : TargetedLayer(parameters, sparsity, batchSize, threads)
{
    protected override void Select(ReadOnlySpan<float> activations, TrainingBatch batch) => SelectLargest(activations, batch);
}
