using MLNet.Autoencoder.Foundation;
using MLNet.Autoencoder.Kinds;

namespace MLNet.Autoencoder;

/// <summary>
/// The code keeps activations above a threshold θⱼ that each unit learns, and is 0 in all other units (Rajamanoharan et al., Jumping Ahead: Improving
/// Reconstruction Fidelity with JumpReLU Sparse Autoencoders, 2024).
/// </summary>
/// <remarks>
/// The penalty of a row is <c>Weight · v · (L₀/k − 1)²</c>, where L₀ is the mean number of units that fire for a row of the batch, k is
/// <see cref="TargetActiveUnits"/>, and v is the squared norm of the rows of the batch, on average. Steps have no slope, so the gradient of the thresholds
/// is that of steps smoothed over a width of <c>Bandwidth · θⱼ</c> (a straight-through estimator): ∂z/∂θ = −(1/Bandwidth) and ∂L₀/∂θ = −1/(Bandwidth · θ) if
/// |a − θ| is less than half of that width, and 0 elsewhere.
/// </remarks>
public sealed record JumpRelu : Sparsity
{
    /// <summary>
    /// k, the number of units that should fire for a row, on average: 1 to q. <see langword="null"/> for a number that follows the width of the rows, as for
    /// <see cref="TopKSparsity.ActiveUnits"/>.
    /// </summary>
    /// <value>The default is <see langword="null"/>. A fitted model has the number used.</value>
    public int? TargetActiveUnits { get; init; }

    /// <summary>The weight of the penalty; 0 or more, finite.</summary>
    /// <value>The default is <c>0.1</c>.</value>
    public float Weight { get; init; } = 0.1f;

    /// <summary>The width over which steps are smoothed, relative to the threshold; greater than 0, finite.</summary>
    /// <value>The default is <c>0.5</c>.</value>
    public float Bandwidth { get; init; } = 0.5f;

    /// <summary>The smallest threshold. Smaller ones would make the width over which steps are smoothed vanish.</summary>
    internal const float MinThreshold = 1e-6f;

    /// <summary>k for a network.</summary>
    internal int TargetActiveUnitsOf(NetworkArchitecture architecture) => TargetActiveUnits ?? AutomaticActiveUnits.Of(architecture);

    internal override SparseDefinition Definition => new JumpReluDefinition(this);

    internal override Sparsity Resolved(NetworkArchitecture architecture) =>
        this with { TargetActiveUnits = TargetActiveUnitsOf(architecture) };

    internal override void Validate(int latentDimension)
    {
        if (TargetActiveUnits is { } units && (units < 1 || units > latentDimension))
        {
            throw Require.OutOfRange(nameof(TargetActiveUnits), units, $"1 to {latentDimension}, the number of latent units");
        }

        Require.NonNegative(Weight, nameof(Weight));
        Require.Positive(Bandwidth, nameof(Bandwidth));
    }
}
