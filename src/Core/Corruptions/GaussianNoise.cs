using System.Numerics.Tensors;
using MLNet.Autoencoder.Foundation;
using MLNet.Autoencoder.Numerics;

namespace MLNet.Autoencoder;

/// <summary>Adds noise from N(0, StandardDeviation²) to every value, in the scaled units that the network sees (Vincent et al., 2010).</summary>
public sealed record GaussianNoise : Corruption
{
    /// <summary>The standard deviation of the noise, in scaled units; greater than 0, finite.</summary>
    /// <value>The default is <c>0.2</c>.</value>
    public float StandardDeviation { get; init; } = 0.2f;

    internal override void Validate() => Require.Positive(StandardDeviation, nameof(StandardDeviation));

    internal override void Apply(
        ReadOnlySpan<float> batchRows, int start, int dimension, in RandomStream stream, ulong firstDraw, float strength, Span<float> values)
    {
        stream.FillNormal(values, firstDraw);
        TensorPrimitives.MultiplyAdd(values, strength * StandardDeviation, batchRows.Slice(start, values.Length), values);
    }
}
