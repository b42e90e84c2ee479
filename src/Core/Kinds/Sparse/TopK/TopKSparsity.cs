using MLNet.Autoencoder.Foundation;
using MLNet.Autoencoder.Kinds;

namespace MLNet.Autoencoder;

/// <summary>What <see cref="TopK"/> and <see cref="BatchTopK"/> have in common: the largest activations are kept, so there is no weight to tune.</summary>
/// <remarks>
/// A unit that is never among the largest learns nothing and would stay unused. Units that fired for no row in the last epoch are dead, and are trained to
/// explain the error (Gao et al., Scaling and Evaluating Sparse Autoencoders, 2024): the penalty of a row is
/// <c>AuxiliaryWeight · ‖(x − x̂) − D·a‖²</c>, where D is the dictionary, and a holds the max(k, d/2) largest activations of dead units.
/// </remarks>
public abstract record TopKSparsity : Sparsity
{
    private protected TopKSparsity()
    {
    }

    /// <summary>
    /// k, the number of units that fire for a row: 1 to q. <see langword="null"/> for a number that follows the width of the rows: d/8, but at least 4, and
    /// at most 32 and half of the units.
    /// </summary>
    /// <value>The default is <see langword="null"/>. A fitted model has the number used.</value>
    public int? ActiveUnits { get; init; }

    /// <summary>The weight of the penalty that revives dead units; 0 or more, finite.</summary>
    /// <value>The default is <c>0.03125</c>.</value>
    public float AuxiliaryWeight { get; init; } = 1f / 32f;

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

    /// <summary>The number of dead units that are trained to explain the error of a row.</summary>
    /// <param name="latentDimension">q.</param>
    /// <param name="inputDimension">d.</param>
    internal int RevivedUnits(int latentDimension, int inputDimension) => Math.Max(ActiveUnitsOf(latentDimension), inputDimension / 2);

    internal override Sparsity Resolved(NetworkArchitecture architecture) =>
        this with { ActiveUnits = ActiveUnits ?? AutomaticActiveUnits.Of(architecture) };

    internal override void Validate(int latentDimension)
    {
        if (ActiveUnits is { } units && (units < 1 || units > latentDimension))
        {
            throw Require.OutOfRange(nameof(ActiveUnits), units, $"1 to {latentDimension}, the number of latent units");
        }

        Require.NonNegative(AuxiliaryWeight, nameof(AuxiliaryWeight));
        int levels = 1 + System.Numerics.BitOperations.Log2((uint)latentDimension);
        if (MatryoshkaLevels < 1 || MatryoshkaLevels > levels)
        {
            throw Require.OutOfRange(nameof(MatryoshkaLevels), MatryoshkaLevels, $"1 to {levels}, because {latentDimension} latent units can be halved no further");
        }
    }
}
