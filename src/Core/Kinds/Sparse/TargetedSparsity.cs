using MLNet.Autoencoder.Foundation;
using MLNet.Autoencoder.Kinds;

namespace MLNet.Autoencoder;

/// <summary>What the rules have in common that are told how many units fire for a row: <see cref="TopK"/>, <see cref="BatchTopK"/> and <see cref="JumpRelu"/>.</summary>
public abstract record TargetedSparsity : DictionarySparsity
{
    private protected TargetedSparsity()
    {
    }

    /// <summary>
    /// k, the number of units that fire for a row, at most or on average: 1 to q. <see langword="null"/> for a number that follows the number of slots d: d/8,
    /// but at least 4, and at most 32 and half of the units.
    /// </summary>
    /// <value>The default is <see langword="null"/>. A fitted model has the number used.</value>
    public int? ActiveUnits { get; init; }

    /// <summary>
    /// The number of nested codes that a row is reconstructed from: all units, the first half of them, the first quarter, and so on. With more than one, the
    /// first units learn what is general and later ones what is specific, instead of splitting what is general among them (Bussmann et al., Learning
    /// Multi-Level Features with Matryoshka Sparse Autoencoders, 2025). The penalty of a row is the mean squared error of the shorter codes; units are ordered
    /// only within the codes. 1 or more; the shortest code must have a unit.
    /// </summary>
    /// <value>The default is <c>1</c>.</value>
    public int MatryoshkaLevels { get; init; } = 1;

    /// <summary>k for a code of q units. A model file of version 6 or less can leave it out.</summary>
    /// <param name="latentDimension">q, 1 or more.</param>
    internal int ActiveUnitsOf(int latentDimension) => ActiveUnits ?? Math.Clamp(latentDimension / 2, 1, 32);

    /// <summary>The share of a fit in which each row keeps its k largest activations, whatever the rule.</summary>
    /// <remarks>A rule that lets rows compete for units, or units for their thresholds, does best with units that have already settled.</remarks>
    internal const double WarmupShare = 0.5;

    internal override Sparsity Resolved(NetworkArchitecture architecture) =>
        this with { ActiveUnits = ActiveUnits ?? AutomaticActiveUnits.Of(architecture) };

    internal override void Validate(int latentDimension)
    {
        if (ActiveUnits is { } units && (units < 1 || units > latentDimension))
        {
            throw Require.OutOfRange(nameof(ActiveUnits), units, $"1 to {latentDimension}, the number of latent units");
        }

        base.Validate(latentDimension);
        int levels = 1 + System.Numerics.BitOperations.Log2((uint)latentDimension);
        if (MatryoshkaLevels < 1 || MatryoshkaLevels > levels)
        {
            throw Require.OutOfRange(nameof(MatryoshkaLevels), MatryoshkaLevels, $"1 to {levels}, because {latentDimension} latent units can be halved no further");
        }
    }
}
