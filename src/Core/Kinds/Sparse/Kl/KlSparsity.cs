using MLNet.Autoencoder.Foundation;
using MLNet.Autoencoder.Kinds;

namespace MLNet.Autoencoder;

/// <summary>
/// Codes are sigmoids, and the mean ρ̂ⱼ of each unit over a batch is pulled toward a target ρ. The penalty of a row is
/// <c>Weight · Σⱼ (ρ log(ρ/ρ̂ⱼ) + (1 − ρ) log((1 − ρ)/(1 − ρ̂ⱼ)))</c>, a Kullback-Leibler divergence (Ng, Sparse Autoencoder, CS294A lecture notes,
/// 2011).
/// </summary>
public sealed record KlSparsity : Sparsity
{
    /// <summary>ρ, the target for the mean of each unit over the rows; greater than 0 and less than 1.</summary>
    /// <value>The default is <c>0.05</c>.</value>
    public float TargetActivation { get; init; } = 0.05f;

    /// <summary>The weight of the penalty; 0 or more, finite.</summary>
    /// <value>The default is <c>1</c>.</value>
    public float Weight { get; init; } = 1f;

    /// <summary>Means are kept this far from 0 and 1, where the penalty is infinite.</summary>
    internal const float MinMean = 1e-6f;

    internal override SparseDefinition Definition => new KlDefinition(this);

    internal override void Validate(int latentDimension)
    {
        Require.OpenUnitInterval(TargetActivation, nameof(TargetActivation));
        Require.NonNegative(Weight, nameof(Weight));
    }
}
