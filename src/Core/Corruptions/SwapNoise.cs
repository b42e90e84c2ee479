using MLNet.Autoencoder.Foundation;
using MLNet.Autoencoder.Numerics;

namespace MLNet.Autoencoder;

/// <summary>
/// Replaces each value with the same slot's value in another row of the batch, with a given probability. A good choice for tables, because every
/// replacement is a value that the slot really takes.
/// </summary>
public sealed record SwapNoise : Corruption
{
    /// <summary>The probability for each value; more than 0 and less than 1.</summary>
    /// <value>The default is <c>0.15</c>.</value>
    public float Probability { get; init; } = 0.15f;

    internal override void Validate() => Require.OpenUnitInterval(Probability, nameof(Probability));

    internal override void Apply(
        ReadOnlySpan<float> batchRows, int start, int dimension, in RandomStream stream, ulong firstDraw, Span<float> values)
    {
        stream.FillUniform(values, firstDraw);
        int count = batchRows.Length / dimension;
        for (int first = 0; first < values.Length; first += dimension)
        {
            for (int slot = 0; slot < dimension; slot++)
            {
                float draw = values[first + slot];

                // Given that a draw is below the probability, its quotient is uniform in [0, 1) again and selects the other row.
                int row = draw < Probability ? Math.Min((int)(draw / Probability * count), count - 1) * dimension : start + first;
                values[first + slot] = batchRows[row + slot];
            }
        }
    }
}
