using System.Text.Json.Serialization;

namespace MLNet.Autoencoder;

/// <summary>The loss that compares a reconstruction with its row.</summary>
/// <remarks>The losses are <see cref="Gaussian"/>, <see cref="Bernoulli"/> and <see cref="Mixed"/>; the set is closed.</remarks>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type", UnknownDerivedTypeHandling = JsonUnknownDerivedTypeHandling.FailSerialization)]
[JsonDerivedType(typeof(Gaussian), nameof(Gaussian))]
[JsonDerivedType(typeof(Bernoulli), nameof(Bernoulli))]
[JsonDerivedType(typeof(Mixed), nameof(Mixed))]
public abstract record ReconstructionLoss
{
    private protected ReconstructionLoss()
    {
    }

    /// <summary>The noise variance v of continuous slots; <see langword="null"/> if it is calibrated or there are none.</summary>
    internal abstract float? NoiseVariance { get; }

    /// <summary>Whether every value must be in [0, 1]. If so, the only scaling that makes sense is one to that range.</summary>
    internal abstract bool IsOnUnitInterval { get; }

    /// <summary>Whether slots are weighted by kind when principal components are computed.</summary>
    internal abstract bool WeighsSlots { get; }

    /// <exception cref="ArgumentException">An option of this loss is out of its range.</exception>
    internal abstract void Validate();

    /// <summary>What each slot of a row holds, in order and without gaps.</summary>
    /// <param name="dimension">d.</param>
    internal abstract IReadOnlyList<SlotRange> SlotsOf(int dimension);
}
