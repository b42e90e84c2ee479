using System.Text.Json.Serialization;
using MLNet.Autoencoder.Foundation;

namespace MLNet.Autoencoder;

/// <summary>What keeps the codes of a <see cref="Sparse"/> autoencoder sparse.</summary>
/// <remarks>The choices are <see cref="TopK"/>, <see cref="L1Penalty"/> and <see cref="KlSparsity"/>; the set is closed.</remarks>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type", UnknownDerivedTypeHandling = JsonUnknownDerivedTypeHandling.FailSerialization)]
[JsonDerivedType(typeof(TopK), nameof(TopK))]
[JsonDerivedType(typeof(L1Penalty), nameof(L1Penalty))]
[JsonDerivedType(typeof(KlSparsity), nameof(KlSparsity))]
public abstract record Sparsity
{
    private protected Sparsity()
    {
    }

    internal abstract void Validate(int latentDimension);
}

/// <summary>
/// A row's code keeps its k largest activations, rectified, and 0 in all other units (Makhzani and Frey, k-Sparse Autoencoders, 2014): the
/// sparsity is set, and no weight has to be found.
/// </summary>
/// <remarks>
/// A unit that is never among the k learns nothing and stays so. Units that answered to no row in the last epoch are dead, and are given the
/// error to explain (Gao et al., Scaling and Evaluating Sparse Autoencoders, 2024): the loss of a row gets
/// <c>AuxiliaryWeight · ‖(x − x̂) − W·a‖²</c>, W being the decoder's linear weights and a the activations of the dead units, the largest
/// max(k, d/2) of them.
/// </remarks>
public sealed record TopK : Sparsity
{
    /// <summary>k, how many units of a code may differ from 0; 1 to q. <see langword="null"/> for half of the units, 32 at the most.</summary>
    /// <value>The default is <see langword="null"/>.</value>
    public int? ActiveUnits { get; init; }

    /// <summary>The weight of what dead units have to explain; 0 or more, finite.</summary>
    /// <value>The default is <c>0.03125</c>.</value>
    public float AuxiliaryWeight { get; init; } = 1f / 32f;

    internal override void Validate(int latentDimension)
    {
        if (ActiveUnits is { } units && (units < 1 || units > latentDimension))
        {
            throw Require.OutOfRange(nameof(ActiveUnits), units, $"1 to {latentDimension}, the number of latent units");
        }

        Require.NonNegative(AuxiliaryWeight, nameof(AuxiliaryWeight));
    }

    /// <summary>k for a code of q units: what <see cref="ActiveUnits"/> says, or its default.</summary>
    /// <param name="latentDimension">q, 1 or more.</param>
    /// <returns>k, 1 or more; without <see cref="ActiveUnits"/> q/2, 32 at the most.</returns>
    public int ActiveUnitsOf(int latentDimension) => ActiveUnits ?? Math.Clamp(latentDimension / 2, 1, 32);
}

/// <summary>The loss of a row gets <c>Weight · Σᵢ |zᵢ|</c>, with rectified codes z, many of which become 0.</summary>
/// <remarks>
/// A decoder with large weights could do with small codes and escape the penalty: use it with some <see cref="AutoencoderOptions.WeightDecay"/>.
/// </remarks>
public sealed record L1Penalty : Sparsity
{
    /// <summary>The weight, against a squared error in scaled units; 0 or more, finite.</summary>
    /// <value>The default is <c>0.05</c>.</value>
    public float Weight { get; init; } = 0.05f;

    internal override void Validate(int latentDimension) => Require.NonNegative(Weight, nameof(Weight));
}

/// <summary>
/// Codes are sigmoids, and the mean ρ̂ⱼ of each unit over a batch is drawn to a target ρ: the loss of a row gets
/// <c>Weight · Σⱼ (ρ log(ρ/ρ̂ⱼ) + (1 − ρ) log((1 − ρ)/(1 − ρ̂ⱼ)))</c>, the Kullback-Leibler divergence of the one from the other (Ng, Sparse
/// Autoencoder, CS294A lecture notes, 2011).
/// </summary>
public sealed record KlSparsity : Sparsity
{
    /// <summary>ρ, the share of rows that a unit should answer to; more than 0 and less than 1.</summary>
    /// <value>The default is <c>0.05</c>.</value>
    public float TargetActivation { get; init; } = 0.05f;

    /// <summary>The weight; 0 or more, finite.</summary>
    /// <value>The default is <c>1</c>.</value>
    public float Weight { get; init; } = 1f;

    internal override void Validate(int latentDimension)
    {
        Require.OpenUnitInterval(TargetActivation, nameof(TargetActivation));
        Require.NonNegative(Weight, nameof(Weight));
    }
}
