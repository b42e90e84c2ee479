using System.Text.Json.Serialization;
using MLNet.Autoencoder.Foundation;

namespace MLNet.Autoencoder;

/// <summary>What a <see cref="Denoising"/> autoencoder does to the rows that its encoder sees.</summary>
/// <remarks>The corruptions are <see cref="GaussianNoise"/>, <see cref="MaskingNoise"/> and <see cref="SwapNoise"/>; the set is closed.</remarks>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type", UnknownDerivedTypeHandling = JsonUnknownDerivedTypeHandling.FailSerialization)]
[JsonDerivedType(typeof(GaussianNoise), nameof(GaussianNoise))]
[JsonDerivedType(typeof(MaskingNoise), nameof(MaskingNoise))]
[JsonDerivedType(typeof(SwapNoise), nameof(SwapNoise))]
public abstract record Corruption
{
    private protected Corruption()
    {
    }

    internal abstract void Validate();
}

/// <summary>Adds to every value noise from N(0, StandardDeviation²), in the scaled units the network sees (Vincent et al., 2010).</summary>
public sealed record GaussianNoise : Corruption
{
    /// <summary>The deviation of the noise, in scaled units; more than 0.</summary>
    /// <value>The default is <c>0.2</c>.</value>
    public float StandardDeviation { get; init; } = 0.2f;

    internal override void Validate() => Require.Positive(StandardDeviation, nameof(StandardDeviation));
}

/// <summary>Sets values to 0 in scaled units, which is the slot's mean where the model standardises, each by chance (Vincent et al., 2008).</summary>
public sealed record MaskingNoise : Corruption
{
    /// <summary>The chance of each value; more than 0 and less than 1.</summary>
    /// <value>The default is <c>0.2</c>.</value>
    public float Probability { get; init; } = 0.2f;

    internal override void Validate() => Require.OpenUnitInterval(Probability, nameof(Probability));
}

/// <summary>
/// Replaces values by the same slot's value in another row of the batch, each by chance: the noise for tables, because what it puts in is a
/// value that the slot does take.
/// </summary>
public sealed record SwapNoise : Corruption
{
    /// <summary>The chance of each value; more than 0 and less than 1.</summary>
    /// <value>The default is <c>0.15</c>.</value>
    public float Probability { get; init; } = 0.15f;

    internal override void Validate() => Require.OpenUnitInterval(Probability, nameof(Probability));
}
