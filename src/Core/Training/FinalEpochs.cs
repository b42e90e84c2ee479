using MLNet.Autoencoder.Data;

namespace MLNet.Autoencoder.Training;

/// <summary>
/// The epochs of a fit with labels that follow the best one and train on all rows. Held-out rows are needed to choose the best epoch; after that, they, and
/// above all their labels, are worth more in training.
/// </summary>
internal static class FinalEpochs
{
    /// <summary>The learning rate at their start, as a fraction of that of the first epoch.</summary>
    public const double FirstRate = 0.3;

    private const double ShareOfBestEpoch = 0.1;

    // Fewer rows than this, as a fraction of all rows, would make no difference.
    private const double MinHeldOutShare = 0.05;

    /// <summary>The number of final epochs; 0 if rows have no labels, if none were held out, or if no epoch was better than the start.</summary>
    /// <param name="plan">The fit.</param>
    /// <param name="pool">The rows.</param>
    /// <param name="bestEpoch">The number of the best epoch.</param>
    public static int Count(FitPlan plan, RowPool pool, int bestEpoch) =>
        plan.ReadsLabels && pool.HeldOutRowCount >= MinHeldOutShare * (pool.RowCount + pool.HeldOutRowCount)
            ? (int)Math.Ceiling(ShareOfBestEpoch * bestEpoch)
            : 0;
}
