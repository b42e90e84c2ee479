using MLNet.Autoencoder.Kinds;
using MLNet.Autoencoder.Torch.Tensors;
using static TorchSharp.torch;

namespace MLNet.Autoencoder.Torch.Kinds;

/// <summary>
/// What the rules have in common whose served codes are the activations above a threshold. As long as no gradient moves thresholds, they follow the
/// smallest activation that is kept, as an exponential moving average over steps.
/// </summary>
internal abstract class TorchThresholds(TorchParameters parameters, TargetedSparsity sparsity) : TorchTargeted(parameters, sparsity)
{
    /// <summary>θ of each unit, <c>[q]</c>.</summary>
    protected Tensor Thresholds { get; } = parameters.Vector(parameters.Layout.Find(DictionaryDefinition.Threshold)!);

    /// <inheritdoc/>
    public sealed override Tensor Followers => Thresholds.detach();

    /// <inheritdoc/>
    public sealed override void Follow(TorchCode code, TorchBatch batch)
    {
        Tensor thresholds = Thresholds.detach(), codes = code.Values.detach();
        Tensor? smallest = IsWarmingUp(batch) ? Smallest(codes).mean() : SmallestToFollow(codes);
        thresholds.copy_(smallest is null ? thresholds.AtLeast(ThresholdRules.MinThreshold) : Following(thresholds, smallest));
    }

    /// <inheritdoc/>
    protected sealed override Tensor ToCode(Tensor activations, TorchBatch batch) =>
        !batch.IsTraining ? activations * Fires(activations) : IsWarmingUp(batch) ? Largest(activations) : ToTrainedCode(activations);

    /// <summary>The code in training by the rule itself, <c>[n, q]</c>.</summary>
    protected abstract Tensor ToTrainedCode(Tensor activations);

    /// <summary>The smallest activation that the rule keeps, for thresholds to follow; <see langword="null"/> if they have a gradient.</summary>
    protected abstract Tensor? SmallestToFollow(Tensor codes);

    /// <summary>1 where activations are above the threshold and 0 elsewhere, <c>[n, q]</c>, without a slope.</summary>
    protected Tensor Fires(Tensor activations) => activations.detach().gt(Thresholds.detach()).to_type(ScalarType.Float32);

    /// <summary>The smallest value of each row that is not 0, <c>[n]</c>; 0 if there is none.</summary>
    protected static Tensor Smallest(Tensor codes)
    {
        Tensor smallest = codes.Replaced(codes.logical_not(), double.PositiveInfinity).min(1).values;
        return smallest.Replaced(smallest.isinf(), 0);
    }

    private static Tensor Following(Tensor thresholds, Tensor smallest) => where(
        thresholds.logical_not(), smallest, thresholds.Plus((smallest - thresholds).Times(ThresholdRules.FollowingRate)));
}
