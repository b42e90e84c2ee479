using System.Text.Json.Serialization;
using MLNet.Autoencoder.Kinds;

namespace MLNet.Autoencoder;

/// <summary>The rule that keeps the codes of a <see cref="Sparse"/> autoencoder sparse.</summary>
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

    /// <summary>The default.</summary>
    internal static Sparsity Default => new TopK();

    /// <summary>Everything that follows from the choice and its options.</summary>
    internal abstract SparseDefinition Definition { get; }

    internal abstract void Validate(int latentDimension);
}
