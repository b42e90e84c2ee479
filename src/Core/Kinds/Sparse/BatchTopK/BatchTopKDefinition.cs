using MLNet.Autoencoder.Numerics;

namespace MLNet.Autoencoder.Kinds;

/// <summary>What follows from <see cref="BatchTopK"/>: the codes of a served model depend on a threshold that the fit has learned.</summary>
internal sealed class BatchTopKDefinition(BatchTopK sparsity) : ThresholdDefinition(sparsity)
{
    public override LatentLayer CreateLayer(NetworkParameters parameters, int batchSize, ThreadTeam? threads) =>
        new BatchTopKLayer(parameters, sparsity, batchSize, threads);
}
