namespace MLNet.Autoencoder.Kinds;

/// <summary>What sparse codes have in common: no distribution, a penalty, and no corruption.</summary>
internal abstract class SparseDefinition : KindDefinition
{
    public override bool HasDistribution => false;

    public override IReadOnlyList<LossTerm> Terms { get; } = [LossTerm.Penalty];

    public override bool CorruptsInput => false;

    public override bool DecidesCorruption => false;

    public override bool CorruptsValidation => false;

    public override bool RevivesDeadUnits => false;

    public override Corruption? CorruptionFor(Func<double> spread) => null;

    public override float CorruptionStrength(in FitPoint point) => 1;

    public override void SetTermWeights(in FitPoint point, Span<float> weights) => weights[0] = 1;
}
