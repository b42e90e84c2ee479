using MLNet.Autoencoder.Kinds;

namespace MLNet.Autoencoder;

/// <summary>
/// The code of a row keeps the k largest activations, rectified, and is 0 in all other units (Makhzani and Frey, k-Sparse Autoencoders, 2014; Gao et al.,
/// 2024).
/// </summary>
public sealed record TopK : TargetedSparsity
{
    internal override SparseDefinition Definition => new TopKDefinition(this);
}
