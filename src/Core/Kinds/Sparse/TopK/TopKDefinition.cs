using MLNet.Autoencoder.Numerics;

namespace MLNet.Autoencoder.Kinds;

/// <summary>What follows from <see cref="TopK"/>.</summary>
internal sealed class TopKDefinition(TopK sparsity) : DictionaryDefinition
{
    public override int NestedCodes => sparsity.MatryoshkaLevels;

    public override LatentLayer CreateLayer(NetworkParameters parameters, int batchSize, ThreadTeam? threads) =>
        new TopKLayer(parameters, sparsity, batchSize, threads);

    public override CodeActivation ActivationOf(NetworkParameters parameters)
    {
        int q = parameters.Architecture.LatentDimension;
        return new TopKActivation(sparsity.ActiveUnitsOf(q), q);
    }
}
