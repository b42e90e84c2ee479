using MLNet.Autoencoder.Numerics;

namespace MLNet.Autoencoder.Kinds;

/// <summary>What follows from <see cref="JumpRelu"/>: each unit has a threshold of its own.</summary>
internal sealed class JumpReluDefinition(JumpRelu sparsity) : ThresholdDefinition(sparsity)
{
    public override LatentLayer CreateLayer(NetworkParameters parameters, int batchSize, ThreadTeam? threads) =>
        new JumpReluLayer(parameters, sparsity, batchSize, threads);
}
