using MLNet.Autoencoder.Kinds;

namespace MLNet.Autoencoder;

/// <summary>
/// The codes of a batch of n rows keep the n·k largest activations of all its rows together, rectified, so that a row can use more units than another;
/// k on average (Bussmann, Leask and Nanda, BatchTopK Sparse Autoencoders, 2024).
/// </summary>
/// <remarks>
/// A code must not depend on other rows once the model is used. The fit learns a threshold, the mean of the smallest activation that batches keep, and
/// codes of the model keep the activations above it.
/// </remarks>
public sealed record BatchTopK : TargetedSparsity
{
    internal override SparseDefinition Definition => new BatchTopKDefinition(this);
}
