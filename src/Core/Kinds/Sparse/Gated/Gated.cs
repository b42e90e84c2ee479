using MLNet.Autoencoder.Foundation;
using MLNet.Autoencoder.Kinds;

namespace MLNet.Autoencoder;

/// <summary>
/// A gate decides whether a unit fires, and its activation only how much (Rajamanoharan et al., Improving Dictionary Learning with Gated Sparse
/// Autoencoders, 2024): the penalty on the gate makes codes sparse without making them too small, as <see cref="L1Penalty"/> does.
/// </summary>
/// <remarks>
/// Gate and activation share the encoder's weights: π = (a − θ) · exp(−r), with a threshold θ and a scale r for each unit, and z = max(a, 0) where π &gt; 0.
/// The penalty of a row is <c>Weight · Σⱼ max(πⱼ, 0)</c> plus the auxiliary loss <c>‖x − D·max(π, 0) − b‖²</c>, in which the dictionary D and the bias b
/// are constants: it makes gates open for what explains the row.
/// </remarks>
public sealed record Gated : DictionarySparsity
{
    /// <summary>The weight of the penalty on gates, relative to a squared error in scaled units; 0 or more, finite.</summary>
    /// <value>The default is <c>0.5</c>.</value>
    public float Weight { get; init; } = 0.5f;

    internal override SparseDefinition Definition => new GatedDefinition(this);

    internal override void Validate(int latentDimension)
    {
        base.Validate(latentDimension);
        Require.NonNegative(Weight, nameof(Weight));
    }
}
