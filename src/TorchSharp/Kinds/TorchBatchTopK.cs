using MLNet.Autoencoder.Torch.Tensors;
using static TorchSharp.torch;

namespace MLNet.Autoencoder.Torch.Kinds;

/// <summary>Codes of the n·k largest activations of a batch of n rows, rectified; in a served model, of the activations above a threshold.</summary>
internal sealed class TorchBatchTopK(TorchParameters parameters, BatchTopK sparsity) : TorchThresholds(parameters, sparsity)
{
    /// <inheritdoc/>
    protected override Tensor ToTrainedCode(Tensor activations)
    {
        Tensor rectified = nn.functional.relu(activations);
        return rectified * TorchLargest.MaskOverall(rectified, rectified.shape[0] * ActiveUnits);
    }

    /// <summary>The smallest of the whole batch.</summary>
    protected override Tensor? SmallestToFollow(Tensor codes) => Smallest(codes.reshape(1, -1));
}
