using MLNet.Autoencoder.Foundation;
using MLNet.Autoencoder.Kinds;

namespace MLNet.Autoencoder;

/// <summary>Adds <c>Weight · Σⱼ |zⱼ|</c> to the loss of a row, where the codes z are rectified, so that many of them become 0.</summary>
/// <remarks>
/// Atoms have length 1, so large weights in the decoder cannot evade the penalty, which is the same as one weighted by the norms of free atoms. Codes
/// come out too small: for a row that one atom explains, by Weight/2 (soft thresholding). <see cref="Gated"/> and <see cref="JumpRelu"/> do not have this
/// bias.
/// </remarks>
public sealed record L1Penalty : DictionarySparsity
{
    /// <summary>The weight of the penalty, relative to a squared error in scaled units; 0 or more, finite.</summary>
    /// <value>The default is <c>0.05</c>.</value>
    public float Weight { get; init; } = 0.05f;

    internal override SparseDefinition Definition => new L1Definition(this);

    internal override void Validate(int latentDimension)
    {
        base.Validate(latentDimension);
        Require.NonNegative(Weight, nameof(Weight));
    }
}
