using MLNet.Autoencoder.Data;

namespace MLNet.Autoencoder.Training;

/// <summary>
/// Whether labels say anything about rows: whether, in any epoch of a fit, codes predicted the labels of held-out rows better than the frequencies of
/// labels do, or whether a slot depends on them.
/// </summary>
/// <remarks>
/// The first measure is the logarithm of a likelihood ratio. If labels are noise, the ratio is 1 on average, so it exceeds 55 in one fit out of 55 at most
/// (Markov's inequality); choosing the best of many similar epochs makes that somewhat more. Where perfect predictions would not give much more, less is
/// asked, and too few held-out labels show nothing either way: whoever names a label column has a reason. In a small table, <see cref="LabelDependence"/> sees
/// weak dependences that a few dozen held-out rows do not show.
/// </remarks>
internal static class LabelEvidence
{
    /// <summary>log 55, in nats.</summary>
    private const double Required = 4;

    // The same, as a fraction of what perfect predictions would give.
    private const double RequiredShare = 0.08;

    // With less than this to be gained, in nats, the result is chance.
    private const double Judgeable = 20;

    /// <summary>Whether held-out rows show that labels say nothing.</summary>
    /// <param name="pool">The rows.</param>
    /// <param name="epochs">The epochs of the fit.</param>
    /// <param name="labelFactor">The factor on the loss of a labeled row.</param>
    /// <param name="seed">The seed of the fit.</param>
    public static bool IsAgainst(RowPool pool, IReadOnlyList<TrainingEpoch> epochs, double labelFactor, ulong seed)
    {
        double ofFrequencies = pool.ValidationLabelLoss();
        double least = epochs.Min(epoch => epoch.Validation?[LossTerm.LabelHead.Name] ?? double.PositiveInfinity);
        double ofHead = least * pool.ValidationWeight() / labelFactor;
        return ofFrequencies >= Judgeable
            && ofFrequencies - ofHead < Math.Min(Required, RequiredShare * ofFrequencies)
            && !LabelDependence.IsEvident(pool, seed);
    }
}
