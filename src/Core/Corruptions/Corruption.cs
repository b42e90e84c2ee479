using System.Text.Json.Serialization;
using MLNet.Autoencoder.Numerics;

namespace MLNet.Autoencoder;

/// <summary>How a <see cref="Denoising"/> autoencoder corrupts the rows that its encoder sees.</summary>
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

    /// <summary>Corrupts consecutive rows of a batch.</summary>
    /// <param name="batchRows">All rows of the batch, <c>[count, d]</c>.</param>
    /// <param name="start">The index of the first value to corrupt, which is the first of its row.</param>
    /// <param name="dimension">d.</param>
    /// <param name="stream">The source of the draws.</param>
    /// <param name="firstDraw">The index of the first value's draw in the stream.</param>
    /// <param name="strength">The factor on the deviation of noise, or on the probability of a change; 0 to 1.</param>
    /// <param name="values">Receives the corrupted values of whole rows. It holds the draws first, so that no other buffer is needed.</param>
    internal abstract void Apply(
        ReadOnlySpan<float> batchRows, int start, int dimension, in RandomStream stream, ulong firstDraw, float strength, Span<float> values);
}
