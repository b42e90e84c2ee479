using System.Text.Json.Serialization;
using MLNet.Autoencoder.Foundation;
using MLNet.Autoencoder.Objectives;

namespace MLNet.Autoencoder;

/// <summary>What a reconstruction is held to.</summary>
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

    /// <summary>The noise variance v of continuous slots; null where it is calibrated.</summary>
    internal virtual float? NoiseVariance => null;

    /// <exception cref="ArgumentException">A value of this loss is out of its range.</exception>
    internal abstract void Validate();

    /// <summary>What each slot of a row holds, in order and without gaps.</summary>
    /// <param name="dimension">d.</param>
    internal abstract IReadOnlyList<SlotRange> SlotsOf(int dimension);
}

/// <summary>
/// The squared error Σⱼ (x̂ⱼ − xⱼ)² in scaled units: the likelihood of rows that a normal noise of variance v was added to. For values of any range.
/// </summary>
public sealed record Gaussian : ReconstructionLoss
{
    /// <summary>
    /// v, the variance of the noise in scaled units; more than 0. <see langword="null"/> for the calibrated decoder (Rybkin, Daniilidis and
    /// Levine, Simple and Effective VAE Training with Calibrated Decoders, 2021): v is the mean squared error of the batch, which is the most
    /// likely one, and so there is no weight to choose.
    /// </summary>
    /// <value>The default is <see langword="null"/>.</value>
    public float? Variance { get; init; }

    internal override float? NoiseVariance => Variance;

    internal override void Validate()
    {
        if (Variance is { } variance)
        {
            Require.Positive(variance, nameof(Variance));
        }
    }

    internal override IReadOnlyList<SlotRange> SlotsOf(int dimension) => [SlotRange.Continuous(0, dimension)];
}

/// <summary>
/// The cross-entropy −Σⱼ (xⱼ log x̂ⱼ + (1 − xⱼ) log(1 − x̂ⱼ)) with x̂ = sigmoid of the decoder's output. For values in [0, 1].
/// </summary>
public sealed record Bernoulli : ReconstructionLoss
{
    internal override void Validate()
    {
    }

    internal override IReadOnlyList<SlotRange> SlotsOf(int dimension) => [SlotRange.Binary(0, dimension)];
}
