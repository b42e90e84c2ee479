using MLNet.Autoencoder.Numerics;

namespace MLNet.Autoencoder.Kinds;

/// <summary>
/// What the latent layers have in common whose rules are told how many units fire: nested codes, and a first part of the fit in which each row
/// keeps its k largest activations.
/// </summary>
internal abstract class TargetedLayer : SparseCodeLayer
{
    private readonly LargestPerRow _largest;
    private readonly MatryoshkaLoss? _matryoshka;

    protected TargetedLayer(NetworkParameters parameters, TargetedSparsity sparsity, int batchSize, ThreadTeam? threads)
        : base(parameters, sparsity, sparsity.ActiveUnitsOf(parameters.Architecture.LatentDimension), batchSize, threads)
    {
        ActiveUnits = sparsity.ActiveUnitsOf(Dimension);
        _largest = new LargestPerRow(threads);
        _matryoshka = sparsity.MatryoshkaLevels > 1 ? new MatryoshkaLoss(Decoder, sparsity.MatryoshkaLevels, Dimension, batchSize) : null;
    }

    /// <summary>k.</summary>
    protected int ActiveUnits { get; }

    /// <summary>Whether codes are the k largest activations of each row, because the fit has not gone far enough for another rule.</summary>
    protected bool IsWarmingUp(TrainingBatch batch) => IsTraining && batch.Progress < TargetedSparsity.WarmupShare;

    /// <summary>Computes codes of the k largest activations of each row.</summary>
    protected void SelectLargest(ReadOnlySpan<float> activations, TrainingBatch batch) =>
        _largest.Select(activations, batch.Count, Dimension, ActiveUnits, Codes);

    protected override void AddPenalties(TrainingBatch batch, ReadOnlySpan<float> errors, Span<double> penalties) =>
        _matryoshka?.Forward(batch, Codes, errors, penalties);

    protected sealed override void AddPenaltyGradient(TrainingBatch batch, Span<float> gradient, Span<float> codeGradient) =>
        _matryoshka?.Backward(gradient, codeGradient);
}
