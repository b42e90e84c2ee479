using MLNet.Autoencoder.Torch.Tensors;
using static TorchSharp.torch;

namespace MLNet.Autoencoder.Torch.Kinds;

/// <summary>Rectified codes with the penalty w·Σ|z|.</summary>
internal sealed class TorchL1Penalty(TorchParameters parameters, L1Penalty sparsity) : TorchDictionary(parameters)
{
    /// <inheritdoc/>
    protected override Tensor ToCode(Tensor activations, bool isTraining) => nn.functional.relu(activations);

    /// <inheritdoc/>
    protected override Tensor? Penalty(TorchCode code, Func<Tensor> errors, TorchBatch batch) =>
        TorchBatch.Sum(code.Values, batch.Weights).Times(sparsity.Weight);
}
