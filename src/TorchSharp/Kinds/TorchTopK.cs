using MLNet.Autoencoder.Torch.Tensors;
using static TorchSharp.torch;

namespace MLNet.Autoencoder.Torch.Kinds;

/// <summary>Codes of the k largest activations of each row, rectified.</summary>
internal sealed class TorchTopK(TorchParameters parameters, TopK sparsity) : TorchTargeted(parameters, sparsity)
{
    /// <inheritdoc/>
    protected override Tensor ToCode(Tensor activations, TorchBatch batch) => Largest(activations);
}
