using MLNet.Autoencoder.Foundation;
using MLNet.Autoencoder.Kinds;

namespace MLNet.Autoencoder;

/// <summary>
/// The code keeps activations above a threshold θⱼ that each unit learns, and is 0 in all other units (Rajamanoharan et al., Jumping Ahead: Improving
/// Reconstruction Fidelity with JumpReLU Sparse Autoencoders, 2024).
/// </summary>
/// <remarks>
/// The penalty of a row is <c>Weight · v · (L₀/k − 1)²</c>, where L₀ is the mean number of units that fire for a row of the batch, k is
/// <see cref="TargetedSparsity.ActiveUnits"/>, and v is the squared norm of the rows of the batch, on average. Steps have no slope, so the gradient of the thresholds
/// is that of steps smoothed over a width of <c>Bandwidth · θⱼ</c> (a straight-through estimator): ∂z/∂θ = −(1/Bandwidth) and ∂L₀/∂θ = −1/(Bandwidth · θ) if
/// |a − θ| is less than half of that width, and 0 elsewhere.
/// </remarks>
public sealed record JumpRelu : TargetedSparsity
{
    /// <summary>The weight of the penalty; 0 or more, finite.</summary>
    /// <value>The default is <c>1</c>.</value>
    public float Weight { get; init; } = 1;

    /// <summary>The width over which steps are smoothed, relative to the threshold; greater than 0, finite.</summary>
    /// <value>The default is <c>1</c>.</value>
    public float Bandwidth { get; init; } = 1;

    internal override SparseDefinition Definition => new JumpReluDefinition(this);

    internal override void Validate(int latentDimension)
    {
        base.Validate(latentDimension);
        Require.NonNegative(Weight, nameof(Weight));
        Require.Positive(Bandwidth, nameof(Bandwidth));
    }
}
