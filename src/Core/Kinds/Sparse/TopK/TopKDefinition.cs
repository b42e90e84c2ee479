using MLNet.Autoencoder.Numerics;

namespace MLNet.Autoencoder.Kinds;

/// <summary>What follows from <see cref="TopK"/>.</summary>
internal sealed class TopKDefinition(TopK sparsity) : TargetedDefinition(sparsity)
{
    public override LatentLayer CreateLayer(NetworkParameters parameters, int batchSize, ThreadTeam? threads) =>
        new TopKLayer(parameters, sparsity, batchSize, threads);

    public override CodeActivation ActivationOf(NetworkParameters parameters) =>
        new TopKActivation(ActiveUnitsIn(parameters), parameters.Architecture.LatentDimension);
}
