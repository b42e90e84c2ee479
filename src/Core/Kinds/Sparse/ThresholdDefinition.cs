using MLNet.Autoencoder.Networks;

namespace MLNet.Autoencoder.Kinds;

/// <summary>What follows from a rule whose served codes are the activations above a threshold. It starts where k units fire for a row, on average.</summary>
internal abstract class ThresholdDefinition(TargetedSparsity sparsity) : TargetedDefinition(sparsity)
{
    public override IReadOnlyList<TensorSpec> LatentTensors(NetworkArchitecture architecture) =>
        [.. LatentHeads.Mean(architecture), ThresholdOf(architecture)];

    public override void SetThresholds(NetworkParameters parameters, ReadOnlySpan<float> activations, int rows) =>
        parameters[parameters.Layout.Find(Threshold)!].Fill(ThresholdFor(ActiveUnitsIn(parameters), activations, rows));

    public override CodeActivation ActivationOf(NetworkParameters parameters) =>
        new ThresholdActivation(parameters[parameters.Layout.Find(Threshold)!]);
}
