using MLNet.Autoencoder.Torch.Tensors;
using static TorchSharp.torch;

namespace MLNet.Autoencoder.Torch.Kinds;

/// <summary>Rectified codes with the penalty w·Σ|z|.</summary>
internal sealed class TorchL1Penalty(TorchParameters parameters, L1Penalty sparsity) : TorchDictionary(parameters, sparsity)
{
    private readonly float _weight = sparsity.Weight;

    /// <inheritdoc/>
    protected override Tensor ToCode(Tensor activations, TorchBatch batch) => nn.functional.relu(activations);

    /// <inheritdoc/>
    protected override Tensor? PenaltyOfRule(TorchCode code, Func<Tensor> errors, TorchBatch batch) => code.Values.sum(dim: 1).Times(_weight);
}
