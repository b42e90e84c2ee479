using System.Text.Json.Serialization;
using MLNet.Autoencoder.Kinds;

namespace MLNet.Autoencoder;

/// <summary>The kind of autoencoder: what happens between encoder and decoder, and which terms are added to the loss.</summary>
/// <remarks>
/// The kinds are <see cref="Variational"/>, <see cref="Plain"/>, <see cref="Denoising"/> and <see cref="Sparse"/>; the set is closed.
/// </remarks>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type", UnknownDerivedTypeHandling = JsonUnknownDerivedTypeHandling.FailSerialization)]
[JsonDerivedType(typeof(Variational), nameof(Variational))]
[JsonDerivedType(typeof(Plain), nameof(Plain))]
[JsonDerivedType(typeof(Denoising), nameof(Denoising))]
[JsonDerivedType(typeof(Sparse), nameof(Sparse))]
public abstract record AutoencoderKind
{
    private protected AutoencoderKind()
    {
    }

    /// <summary>Everything that follows from the kind and its options.</summary>
    internal abstract KindDefinition Definition { get; }

    /// <summary>This kind with a value for every option that follows the rows or their labels.</summary>
    /// <param name="architecture">The network.</param>
    /// <param name="readsLabels">Whether the fit reads labels.</param>
    internal virtual AutoencoderKind Resolved(NetworkArchitecture architecture, bool readsLabels) => this;

    /// <exception cref="ArgumentOutOfRangeException">An option of this kind is out of its range.</exception>
    internal abstract void Validate(int latentDimension);
}
