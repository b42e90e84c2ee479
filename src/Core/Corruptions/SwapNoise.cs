using MLNet.Autoencoder.Foundation;
using MLNet.Autoencoder.Numerics;

namespace MLNet.Autoencoder;

/// <summary>
/// Replaces each value, with a given probability, by the value of the same slot in a random row of the batch. A good choice for tables, because every
/// replacement is a value that the slot really takes.
/// </summary>
public sealed record SwapNoise : Corruption
{
    /// <summary>The probability that a value is replaced; greater than 0 and less than 1.</summary>
    /// <value>The default is <c>0.15</c>.</value>
    public float Probability { get; init; } = 0.15f;

    internal override void Validate() => Require.OpenUnitInterval(Probability, nameof(Probability));

    internal override void Apply(
        ReadOnlySpan<float> batchRows, int start, int dimension, in RandomStream stream, ulong firstDraw, float strength, Span<float> values)
    {
        float probability = strength * Probability;
        stream.FillUniform(values, firstDraw);
        int count = batchRows.Length / dimension;
        for (int first = 0; first < values.Length; first += dimension)
        {
            for (int slot = 0; slot < dimension; slot++)
            {
                float draw = values[first + slot];

                // A draw below the probability, divided by it, is uniform in [0, 1), so it can select the row.
                int row = draw < probability ? Math.Min((int)(draw / probability * count), count - 1) * dimension : start + first;
                values[first + slot] = batchRows[row + slot];
            }
        }
    }
}
