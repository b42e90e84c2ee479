using MLNet.Autoencoder.Numerics;

namespace MLNet.Autoencoder.Kinds;

/// <summary>The latent layer whose codes are the k largest activations of each row.</summary>
internal sealed class TopKLayer(NetworkParameters parameters, TopK sparsity, int batchSize, ThreadTeam? threads)
    : LargestActivationsLayer(parameters, sparsity, batchSize, threads)
{
    private readonly LargestPerRow _largest = new(threads);
    private readonly int _activeUnits = sparsity.ActiveUnitsOf(parameters.Architecture.LatentDimension);

    protected override void Select(ReadOnlySpan<float> activations, int count) => _largest.Select(activations, count, Dimension, _activeUnits, Codes);
}
