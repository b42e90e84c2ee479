using MLNet.Autoencoder.Networks;
using MLNet.Autoencoder.Numerics;

namespace MLNet.Autoencoder.Kinds;

/// <summary>What follows from <see cref="Gated"/>: a threshold θ and the logarithm r of a scale for the gate of each unit. All gates start at 0: they close
/// for what explains little sooner than closed gates open.</summary>
internal sealed class GatedDefinition(Gated sparsity) : DictionaryDefinition
{
    /// <summary>r of each unit.</summary>
    public const string Scale = "encoder.gate_scale";

    public override IReadOnlyList<TensorSpec> LatentTensors(NetworkArchitecture architecture) =>
    [
        .. LatentHeads.Mean(architecture),
        ThresholdOf(architecture),
        new(Scale, 1, architecture.LatentDimension, TensorRole.LogScale, LatentAxis.Columns),
    ];

    public override LatentLayer CreateLayer(NetworkParameters parameters, int batchSize, ThreadTeam? threads) =>
        new GatedLayer(parameters, sparsity, batchSize, threads);

    /// <summary>The gate is open if the activation is above the threshold, whatever its scale.</summary>
    public override CodeActivation ActivationOf(NetworkParameters parameters) =>
        new ThresholdActivation(parameters[parameters.Layout.Find(Threshold)!]);
}
