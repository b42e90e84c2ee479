using MLNet.Autoencoder.Foundation;
using MLNet.Autoencoder.Kinds;

namespace MLNet.Autoencoder;

/// <summary>Adds <c>Weight · Σᵢ |zᵢ|</c> to the loss of a row, where the codes z are rectified, so that many of them become 0.</summary>
/// <remarks>
/// A decoder with large weights can use small codes and so evade the penalty. <see cref="AutoencoderOptions.WeightDecay"/> counteracts this.
/// </remarks>
public sealed record L1Penalty : Sparsity
{
    /// <summary>The weight of the penalty, relative to a squared error in scaled units; 0 or more, finite.</summary>
    /// <value>The default is <c>0.05</c>.</value>
    public float Weight { get; init; } = 0.05f;

    internal override SparseDefinition Definition => new L1Definition(this);

    internal override void Validate(int latentDimension) => Require.NonNegative(Weight, nameof(Weight));
}
