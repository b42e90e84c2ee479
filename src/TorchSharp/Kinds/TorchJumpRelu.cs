using MLNet.Autoencoder.Kinds;
using MLNet.Autoencoder.Torch.Tensors;
using static TorchSharp.torch;

namespace MLNet.Autoencoder.Torch.Kinds;

/// <summary>
/// Codes of the activations above a threshold that each unit learns by straight-through gradients: s + (g − g.detach()) has the value of s and the slope of g.
/// </summary>
internal sealed class TorchJumpRelu(TorchParameters parameters, JumpRelu sparsity) : TorchThresholds(parameters, sparsity)
{
    private readonly float _weight = sparsity.Weight;
    private readonly float _bandwidth = sparsity.Bandwidth;

    /// <summary>By the threshold, the slope of a code is −1/bandwidth where the step is smoothed.</summary>
    protected override Tensor ToTrainedCode(Tensor activations)
    {
        Tensor codes = activations * Fires(activations);
        Tensor slope = (Near(activations) * Thresholds).Times(-1 / _bandwidth);
        return codes.Plus(slope - slope.detach());
    }

    /// <inheritdoc/>
    protected override Tensor? SmallestToFollow(Tensor codes) => null;

    /// <summary>Weight · v · (L₀/k − 1)², the same for every row.</summary>
    protected override Tensor? PenaltyOfRule(TorchCode code, Func<Tensor> errors, TorchBatch batch)
    {
        Tensor excess = Mean(Active(code, batch), batch).DividedBy(ActiveUnits).Plus(-1);
        Tensor scale = Mean(batch.Rows * batch.Rows, batch);
        Tensor ofRow = batch.ForEachRow((excess * excess * scale).Times(_weight));
        return TorchScalars.Sum(ofRow, base.PenaltyOfRule(code, errors, batch));
    }

    /// <summary>The sums of rows, on average over the batch.</summary>
    private static Tensor Mean(Tensor values, TorchBatch batch) => TorchBatch.Sum(values, batch.Weights).DividedBy(batch.TotalWeight);

    /// <summary>1 where units fire and 0 elsewhere, <c>[n, q]</c>. By the threshold, its slope is −1/(bandwidth · θ) where the step is smoothed.</summary>
    private Tensor Active(TorchCode code, TorchBatch batch)
    {
        Tensor active = code.Values.detach().logical_not().logical_not().to_type(ScalarType.Float32);
        if (IsWarmingUp(batch))
        {
            return active;
        }

        // A fit can start with thresholds of 0.
        Tensor relative = Thresholds / Thresholds.detach().AtLeast(ThresholdRules.MinThreshold);
        Tensor slope = (Near(code.Activations!) * relative).Times(-1 / _bandwidth);
        return active.Plus(slope - slope.detach());
    }

    /// <summary>1 within half a bandwidth of the threshold and 0 elsewhere, <c>[n, q]</c>, without a slope.</summary>
    private Tensor Near(Tensor activations)
    {
        Tensor thresholds = Thresholds.detach();
        return (activations.detach() - thresholds).abs().lt(thresholds.Times(0.5 * _bandwidth)).to_type(ScalarType.Float32);
    }
}
