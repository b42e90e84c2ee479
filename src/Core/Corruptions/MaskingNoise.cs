using System.Numerics;
using MLNet.Autoencoder.Foundation;
using MLNet.Autoencoder.Numerics;

namespace MLNet.Autoencoder;

/// <summary>
/// Sets each value, with a given probability, to 0 in scaled units, which is the mean of a standardized slot (Vincent et al., 2008).
/// </summary>
public sealed record MaskingNoise : Corruption
{
    /// <summary>The probability that a value is set to 0; greater than 0 and less than 1.</summary>
    /// <value>The default is <c>0.2</c>.</value>
    public float Probability { get; init; } = 0.2f;

    internal override void Validate() => Require.OpenUnitInterval(Probability, nameof(Probability));

    internal override void Apply(
        ReadOnlySpan<float> batchRows, int start, int dimension, in RandomStream stream, ulong firstDraw, float strength, Span<float> values)
    {
        float probability = strength * Probability;
        stream.FillUniform(values, firstDraw);
        ReadOnlySpan<float> rows = batchRows.Slice(start, values.Length);
        int i = 0;
        for (; i + Vector<float>.Count <= values.Length; i += Vector<float>.Count)
        {
            Vector<int> isMasked = Vector.LessThan(new Vector<float>(values[i..]), new Vector<float>(probability));
            Vector.AndNot(new Vector<float>(rows[i..]), Vector.AsVectorSingle(isMasked)).CopyTo(values[i..]);
        }

        for (; i < values.Length; i++)
        {
            values[i] = values[i] < probability ? 0f : rows[i];
        }
    }
}
