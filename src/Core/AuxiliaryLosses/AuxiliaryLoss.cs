using System.Text.Json.Serialization;
using MLNet.Autoencoder.AuxiliaryLosses;
using MLNet.Autoencoder.Foundation;

namespace MLNet.Autoencoder;

/// <summary>
/// A loss on the codes of a batch, which a fit minimizes together with the loss of the reconstruction. What it needs besides the network is trained with
/// it, and discarded after the fit: models, files and serving are the same with and without it.
/// </summary>
/// <remarks>
/// The losses are <see cref="LabelHead"/> and <see cref="SupervisedContrastive"/>, which read the labels of rows, and <see cref="RowContrast"/>, which
/// needs none; the set is closed.
/// </remarks>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type", UnknownDerivedTypeHandling = JsonUnknownDerivedTypeHandling.FailSerialization)]
[JsonDerivedType(typeof(LabelHead), nameof(LabelHead))]
[JsonDerivedType(typeof(SupervisedContrastive), nameof(SupervisedContrastive))]
[JsonDerivedType(typeof(RowContrast), nameof(RowContrast))]
public abstract record AuxiliaryLoss
{
    private protected AuxiliaryLoss()
    {
    }

    /// <summary>
    /// The weight of the loss, per slot: it is multiplied by the number of slots d before the loss, in nats, is added to that of the reconstruction, which
    /// grows with d too. Greater than 0, finite.
    /// </summary>
    /// <value>The default is <c>1</c>, unless the loss says otherwise.</value>
    public float Weight { get; init; } = 1;

    /// <summary>Everything that follows from the loss and its options.</summary>
    internal abstract AuxiliaryDefinition Definition { get; }

    /// <exception cref="ArgumentOutOfRangeException">An option of this loss is out of its range.</exception>
    internal virtual void Validate() => Require.Positive(Weight, nameof(Weight));
}
