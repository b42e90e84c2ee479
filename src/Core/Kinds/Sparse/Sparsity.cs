using System.Text.Json.Serialization;
using MLNet.Autoencoder.Kinds;

namespace MLNet.Autoencoder;

/// <summary>The rule that keeps the codes of a <see cref="Sparse"/> autoencoder sparse.</summary>
/// <remarks>
/// The choices are <see cref="TopK"/>, <see cref="BatchTopK"/>, <see cref="JumpRelu"/>, <see cref="Gated"/>, <see cref="L1Penalty"/> and
/// <see cref="KlSparsity"/>; the set is closed. With all but the last, codes are 0 in most units, and the decoder has a dictionary: a direction of length 1
/// in the space of the rows, called atom, for each unit.
/// </remarks>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type", UnknownDerivedTypeHandling = JsonUnknownDerivedTypeHandling.FailSerialization)]
[JsonDerivedType(typeof(TopK), nameof(TopK))]
[JsonDerivedType(typeof(BatchTopK), nameof(BatchTopK))]
[JsonDerivedType(typeof(JumpRelu), nameof(JumpRelu))]
[JsonDerivedType(typeof(Gated), nameof(Gated))]
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

    /// <summary>This rule with a value for every option that follows the rows.</summary>
    /// <param name="architecture">The network.</param>
    internal virtual Sparsity Resolved(NetworkArchitecture architecture) => this;

    internal abstract void Validate(int latentDimension);
}
