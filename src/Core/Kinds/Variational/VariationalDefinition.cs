using MLNet.Autoencoder.Networks;
using MLNet.Autoencoder.Numerics;

namespace MLNet.Autoencoder.Kinds;

/// <summary>What follows from <see cref="Variational"/>.</summary>
internal sealed class VariationalDefinition(Variational kind) : KindDefinition
{
    public override bool HasDistribution => true;

    public override IReadOnlyList<LossTerm> Terms { get; } = [LossTerm.KlDivergence];

    public override bool CorruptsInput => kind.InputNoise != 0;

    public override bool DecidesCorruption => kind.InputNoise is not null;

    public override bool CorruptsValidation => false;

    public override bool RevivesDeadUnits => false;

    /// <summary>
    /// Probabilistic principal component analysis (Tipping and Bishop, 1999), to which a linear variational autoencoder converges (Lucas et al.,
    /// Don't Blame the ELBO!, 2019).
    /// </summary>
    public override ComponentStart? Start => new(IsRectified: false, KlWeight);

    public override IReadOnlyList<TensorSpec> LatentTensors(NetworkArchitecture architecture) => LatentHeads.MeanAndLogVariance(architecture);

    public override Corruption? CorruptionFor(Func<double> spread)
    {
        double noise = CorruptsInput ? spread() * (kind.InputNoise ?? Variational.DefaultInputNoise) : 0;
        return noise > 0 ? new GaussianNoise { StandardDeviation = (float)noise } : null;
    }

    /// <summary>
    /// From strong noise to none, so that units settle first on what many slots have in common, and on details later (Geras and Sutton, Scheduled
    /// Denoising Autoencoders, 2015).
    /// </summary>
    public override float CorruptionStrength(in FitPoint point)
    {
        double left = Math.Max(0, 1 - (point.Epochs / point.TotalEpochs));
        return (float)(left * left);
    }

    /// <summary>The divergence regularizes, except in a fit that reads labels, where it has a tenth of its weight.</summary>
    public override float DefaultWeightDecay(long rows, int slots, bool readsLabels) => readsLabels ? FadingWeightDecay(rows, slots) : 0;

    public override void SetTermWeights(in FitPoint point, Span<float> weights) => weights[0] = point.IsEnd ? KlWeight : KlWeightAt(point);

    public override LatentLayer CreateLayer(NetworkParameters parameters, int batchSize, ThreadTeam? threads) => new GaussianLatentLayer(parameters, kind, batchSize);

    private float KlWeight => kind.KlWeight ?? Variational.DefaultKlWeight;

    private float KlWeightAt(in FitPoint point)
    {
        double progress = kind switch
        {
            { WarmupEpochs: > 0 } => point.Epochs / kind.WarmupEpochs,
            { WarmupSteps: > 0 } => (double)point.Steps / kind.WarmupSteps,
            { Cycles: > 0 } => 2 * CycleProgress(point.Epochs * kind.Cycles / point.TotalEpochs),
            _ => 1,
        };
        return KlWeight * (float)Math.Min(1, progress);
    }

    /// <summary>The completed fraction of the current cycle. The last step of a cycle belongs to it, not to the next.</summary>
    private static double CycleProgress(double cycles) => cycles <= 0 ? 0 : cycles - (Math.Ceiling(cycles) - 1);
}
