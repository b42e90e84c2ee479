using MLNet.Autoencoder.Networks;
using MLNet.Autoencoder.Numerics;

namespace MLNet.Autoencoder.Kinds;

/// <summary>A kind whose codes are the output of the mean head, without a distribution and without loss terms of its own.</summary>
internal abstract class LinearCodeDefinition : KindDefinition
{
    public override bool HasDistribution => false;

    public override IReadOnlyList<LossTerm> Terms { get; } = [];

    public override bool RevivesDeadUnits => false;

    public override ComponentStart? Start => new(IsRectified: false, NoiseWeight: 0);

    public override IReadOnlyList<TensorSpec> LatentTensors(NetworkArchitecture architecture) =>
        LatentHeads.MeanAndLogVariance(architecture);

    public override float CorruptionStrength(in FitPoint point) => 1;

    public override float DefaultWeightDecay(long rows, int slots, bool readsLabels) => FadingWeightDecay(rows, slots);

    public override void SetTermWeights(in FitPoint point, Span<float> weights)
    {
    }

    public override LatentLayer CreateLayer(NetworkParameters parameters, int batchSize, ThreadTeam? threads) => new LinearCodeLayer(parameters, batchSize);
}
