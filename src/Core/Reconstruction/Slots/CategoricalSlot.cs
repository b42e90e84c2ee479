using System.Globalization;

namespace MLNet.Autoencoder.Reconstruction;

/// <summary>What binary slots and one-hot groups have in common: values in [0, 1], logits, and frequencies that must not make them unbounded.</summary>
internal abstract class CategoricalSlot : SlotDefinition
{
    /// <summary>Frequencies closer to 0 or 1 than this would make unbounded logits.</summary>
    private const float MinFrequency = 1e-3f;

    /// <summary>How much a logit may change at first for one standard deviation of a code.</summary>
    private const float MaxLogitChange = 4f;

    public sealed override bool IsContinuous => false;

    public override void Check(ReadOnlySpan<float> row, SlotRange range)
    {
        for (int j = 0; j < row.Length; j++)
        {
            if (row[j] < 0 || row[j] > 1)
            {
                throw new InvalidOperationException(string.Create(
                    CultureInfo.InvariantCulture,
                    $"A Bernoulli reconstruction, and a binary or one-hot slot of a mixed one, needs every value in [0, 1], but slot {range.Start + j} of a row "
                    + $"holds {row[j]}. ")
                    + "Use Scaling = MinMax with a Bernoulli reconstruction, or a Gaussian one.");
            }
        }
    }

    /// <summary>A frequency, kept away from 0 and 1.</summary>
    protected static float Frequency(float mean) => Math.Clamp(mean, MinFrequency, 1 - MinFrequency);

    protected static float LogitChange(float change) => Math.Clamp(change, -MaxLogitChange, MaxLogitChange);
}
