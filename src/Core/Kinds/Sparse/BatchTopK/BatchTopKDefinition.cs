using MLNet.Autoencoder.Networks;
using MLNet.Autoencoder.Numerics;

namespace MLNet.Autoencoder.Kinds;

/// <summary>What follows from <see cref="BatchTopK"/>: the codes of a served model depend on a threshold that the fit has learned.</summary>
internal sealed class BatchTopKDefinition(BatchTopK sparsity) : DictionaryDefinition
{
    public override int NestedCodes => sparsity.MatryoshkaLevels;

    public override IReadOnlyList<TensorSpec> LatentTensors(NetworkArchitecture architecture) =>
        [.. LatentHeads.Mean(architecture), ThresholdOf(architecture)];

    public override void SetThresholds(NetworkParameters parameters, ReadOnlySpan<float> activations, int rows) =>
        parameters[parameters.Layout.Find(Threshold)!].Fill(
            ThresholdFor(sparsity.ActiveUnitsOf(parameters.Architecture.LatentDimension), activations, rows));

    public override LatentLayer CreateLayer(NetworkParameters parameters, int batchSize, ThreadTeam? threads) =>
        new BatchTopKLayer(parameters, sparsity, batchSize, threads);

    public override CodeActivation ActivationOf(NetworkParameters parameters) =>
        new ThresholdActivation(parameters[parameters.Layout.Find(Threshold)!]);
}
