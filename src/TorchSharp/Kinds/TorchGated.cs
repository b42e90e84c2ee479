using MLNet.Autoencoder.Kinds;
using MLNet.Autoencoder.Torch.Tensors;
using static TorchSharp.torch;

namespace MLNet.Autoencoder.Torch.Kinds;

/// <summary>
/// Codes max(a, 0) where a gate π = (a − θ)·exp(−r) is above 0. The gate learns from the penalty, since the step has no slope; the code learns from the
/// reconstruction.
/// </summary>
internal sealed class TorchGated(TorchParameters parameters, Gated sparsity) : TorchDictionary(parameters, sparsity)
{
    private readonly float _weight = sparsity.Weight;
    private readonly Tensor _threshold = parameters.Vector(parameters.Layout.Find(DictionaryDefinition.Threshold)!);
    private readonly Tensor _scale = parameters.Vector(parameters.Layout.Find(GatedDefinition.Scale)!);

    /// <inheritdoc/>
    protected override Tensor ToCode(Tensor activations, TorchBatch batch) => nn.functional.relu(activations) * Open(activations, batch);

    /// <summary>w·Σπ over the open gates, plus ‖x − D·π − b‖², in which everything but π is a constant.</summary>
    protected override Tensor? PenaltyOfRule(TorchCode code, Func<Tensor> errors, TorchBatch batch)
    {
        Tensor gates = (code.Activations! - _threshold) * _scale.neg().exp() * Open(code.Activations!, batch);
        Tensor atoms = Dictionary.detach().t();
        Tensor residuals = (errors() - code.Values.detach().mm(atoms)).Plus(gates.mm(atoms));
        return batch.SquaredErrors(residuals).Plus(gates.sum(dim: 1).Times(_weight));
    }

    /// <summary>1 where gates are open and 0 elsewhere, <c>[n, q]</c>, without a slope. In a served model, those of activations below 0 are closed.</summary>
    private Tensor Open(Tensor activations, TorchBatch batch)
    {
        Tensor threshold = _threshold.detach();
        return activations.detach().gt(batch.IsTraining ? threshold : threshold.AtLeast(0)).to_type(ScalarType.Float32);
    }
}
