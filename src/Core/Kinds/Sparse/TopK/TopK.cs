using MLNet.Autoencoder.Foundation;
using MLNet.Autoencoder.Kinds;

namespace MLNet.Autoencoder;

/// <summary>
/// The code of a row keeps the k largest activations, rectified, and is 0 in all other units (Makhzani and Frey, k-Sparse Autoencoders, 2014). The
/// sparsity is set directly, so there is no weight to tune.
/// </summary>
/// <remarks>
/// A unit that is never among the k largest learns nothing and would stay unused. Units that fired for no row in the last epoch are dead, and are
/// trained to explain the error (Gao et al., Scaling and Evaluating Sparse Autoencoders, 2024): the penalty of a row is
/// <c>AuxiliaryWeight · ‖(x − x̂) − W·a‖²</c>, where W is the decoder's weight matrix from code to output, and a holds the max(k, d/2) largest
/// activations of dead units.
/// </remarks>
public sealed record TopK : Sparsity
{
    /// <summary>k, the maximum number of units that fire for a row; 1 to q. <see langword="null"/> for half of the units, but at most 32.</summary>
    /// <value>The default is <see langword="null"/>.</value>
    public int? ActiveUnits { get; init; }

    /// <summary>The weight of the penalty that revives dead units; 0 or more, finite.</summary>
    /// <value>The default is <c>0.03125</c>.</value>
    public float AuxiliaryWeight { get; init; } = 1f / 32f;

    internal override SparseDefinition Definition => new TopKDefinition(this);

    /// <summary>k for a code of q units: <see cref="ActiveUnits"/>, or its default.</summary>
    /// <param name="latentDimension">q, 1 or more.</param>
    /// <returns>k, 1 or more.</returns>
    public int ActiveUnitsOf(int latentDimension) => ActiveUnits ?? Math.Clamp(latentDimension / 2, 1, 32);

    internal override void Validate(int latentDimension)
    {
        if (ActiveUnits is { } units && (units < 1 || units > latentDimension))
        {
            throw Require.OutOfRange(nameof(ActiveUnits), units, $"1 to {latentDimension}, the number of latent units");
        }

        Require.NonNegative(AuxiliaryWeight, nameof(AuxiliaryWeight));
    }

    /// <summary>The number of dead units that are trained to explain the error of a row.</summary>
    /// <param name="latentDimension">q.</param>
    /// <param name="inputDimension">d.</param>
    internal int RevivedUnits(int latentDimension, int inputDimension) => Math.Max(ActiveUnitsOf(latentDimension), inputDimension / 2);
}
