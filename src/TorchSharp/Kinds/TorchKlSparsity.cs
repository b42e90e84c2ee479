using MLNet.Autoencoder.Torch.Tensors;
using static TorchSharp.torch;

namespace MLNet.Autoencoder.Torch.Kinds;

/// <summary>Sigmoid codes whose means over the batch are pulled toward a target.</summary>
internal sealed class TorchKlSparsity(TorchParameters parameters, KlSparsity sparsity) : TorchSparse(parameters)
{
    /// <inheritdoc/>
    protected override Tensor ToCode(Tensor activations, TorchBatch batch) => activations.sigmoid();

    /// <summary>Σ ρ log(ρ/ρ̂) + (1 − ρ) log((1 − ρ)/(1 − ρ̂)) over the units, for each row.</summary>
    protected override Tensor? Penalty(TorchCode code, Func<Tensor> errors, TorchBatch batch)
    {
        Tensor mean = (batch.Weights is null ? code.Values : code.Values * batch.Weights).sum(dim: 0).DividedBy(batch.TotalWeight);

        // The bounds change the value but not the gradient, so that a unit beyond them can recover.
        mean = mean.Plus((mean.AtLeast(KlSparsity.MinMean).AtMost(1f - KlSparsity.MinMean) - mean).detach());
        float target = sparsity.TargetActivation;
        Tensor rest = mean.neg().Plus(1);
        Tensor divergence = mean.DividedBy(target).log().Times(-target) - rest.DividedBy(1f - target).log().Times(1f - target);
        return batch.ForEachRow(divergence.sum().Times(sparsity.Weight));
    }
}
