using MLNet.Autoencoder.Foundation;
using MLNet.Autoencoder.Kinds;

namespace MLNet.Autoencoder;

/// <summary>
/// The code of a row keeps its k largest activations, rectified, and is 0 in all other units (Makhzani and Frey, k-Sparse Autoencoders, 2014): the
/// sparsity is given directly, and there is no weight to tune.
/// </summary>
/// <remarks>
/// A unit that is never among the k largest learns nothing and would stay that way. Units that fired for no row in the last epoch are dead, and are trained
/// to explain the error (Gao et al., Scaling and Evaluating Sparse Autoencoders, 2024): the loss of a row grows by
/// <c>AuxiliaryWeight · ‖(x − x̂) − W·a‖²</c>, where W are the decoder's weights from code to output and a the activations of the dead units, the largest
/// max(k, d/2) of them.
/// </remarks>
public sealed record TopK : Sparsity
{
    /// <summary>k, how many units of a code may differ from 0; 1 to q. <see langword="null"/> for half of the units, but at most 32.</summary>
    /// <value>The default is <see langword="null"/>.</value>
    public int? ActiveUnits { get; init; }

    /// <summary>The weight of the error that dead units have to explain; 0 or more, finite.</summary>
    /// <value>The default is <c>0.03125</c>.</value>
    public float AuxiliaryWeight { get; init; } = 1f / 32f;

    internal override SparseDefinition Definition => new TopKDefinition(this);

    /// <summary>k for a code of q units: <see cref="ActiveUnits"/>, or its default.</summary>
    /// <param name="latentDimension">q, 1 or more.</param>
    /// <returns>k, 1 or more; without <see cref="ActiveUnits"/> q/2, but at most 32.</returns>
    public int ActiveUnitsOf(int latentDimension) => ActiveUnits ?? Math.Clamp(latentDimension / 2, 1, 32);

    internal override void Validate(int latentDimension)
    {
        if (ActiveUnits is { } units && (units < 1 || units > latentDimension))
        {
            throw Require.OutOfRange(nameof(ActiveUnits), units, $"1 to {latentDimension}, the number of latent units");
        }

        Require.NonNegative(AuxiliaryWeight, nameof(AuxiliaryWeight));
    }

    /// <summary>How many dead units of a row are trained to explain its error.</summary>
    /// <param name="latentDimension">q.</param>
    /// <param name="inputDimension">d.</param>
    internal int RevivedUnits(int latentDimension, int inputDimension) => Math.Max(ActiveUnitsOf(latentDimension), inputDimension / 2);
}
