using MLNet.Autoencoder.Kinds;
using MLNet.Autoencoder.Torch.Tensors;
using static TorchSharp.torch;

namespace MLNet.Autoencoder.Torch.Kinds;

/// <summary>
/// Codes of the activations above a threshold that each unit learns by straight-through gradients: s + (g − g.detach()) has the value of s and the slope of g.
/// </summary>
internal sealed class TorchJumpRelu(TorchParameters parameters, JumpRelu sparsity) : TorchDictionary(parameters)
{
    private readonly Tensor _threshold = parameters.Vector(parameters.Layout.Find(DictionaryDefinition.Threshold)!);
    private readonly int _targetActiveUnits = sparsity.TargetActiveUnitsOf(parameters.Layout.Architecture);

    /// <inheritdoc/>
    public override void FinishStep(TorchCode code)
    {
        base.FinishStep(code);
        Tensor threshold = _threshold.detach();
        threshold.copy_(threshold.AtLeast(JumpRelu.MinThreshold));
    }

    /// <summary>By the threshold, the slope of a code is −1/bandwidth where the step is smoothed.</summary>
    protected override Tensor ToCode(Tensor activations, bool isTraining)
    {
        Tensor codes = activations * Fires(activations);
        Tensor slope = (Near(activations) * _threshold).Times(-1 / sparsity.Bandwidth);
        return codes.Plus(slope - slope.detach());
    }

    /// <summary>Weight · v · (L₀/k − 1)², where the slope of L₀ by the threshold is −1/(bandwidth · θ) where the step is smoothed.</summary>
    protected override Tensor? Penalty(TorchCode code, Func<Tensor> errors, TorchBatch batch)
    {
        Tensor activations = code.Activations!;
        Tensor slope = (Near(activations) * (_threshold / _threshold.detach())).Times(-1 / sparsity.Bandwidth);
        Tensor active = Fires(activations).Plus(slope - slope.detach());
        Tensor excess = Mean(active, batch).DividedBy(_targetActiveUnits).Plus(-1);
        Tensor scale = Mean(batch.Rows * batch.Rows, batch);
        return (excess * excess * scale).Times(sparsity.Weight * batch.TotalWeight);
    }

    /// <summary>The sums of rows, on average over the batch.</summary>
    private static Tensor Mean(Tensor values, TorchBatch batch) => TorchBatch.Sum(values, batch.Weights).DividedBy(batch.TotalWeight);

    /// <summary>1 where units fire and 0 elsewhere, <c>[n, q]</c>, without a slope.</summary>
    private Tensor Fires(Tensor activations) => activations.detach().gt(_threshold.detach()).to_type(ScalarType.Float32);

    /// <summary>1 within half a bandwidth of the threshold and 0 elsewhere, <c>[n, q]</c>, without a slope.</summary>
    private Tensor Near(Tensor activations)
    {
        Tensor threshold = _threshold.detach();
        return (activations.detach() - threshold).abs().lt(threshold.Times(0.5 * sparsity.Bandwidth)).to_type(ScalarType.Float32);
    }
}
