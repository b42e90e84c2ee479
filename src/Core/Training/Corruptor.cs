using System.Numerics;
using System.Numerics.Tensors;
using MLNet.Autoencoder.Numerics;

namespace MLNet.Autoencoder.Training;

/// <summary>Does to a batch what a <see cref="Corruption"/> says. What happens to a value is a function of seed, epoch, row and slot.</summary>
/// <remarks>Draws are put where the result goes, and replaced by it: nothing else is held.</remarks>
internal sealed class Corruptor(Corruption corruption, ulong seed, int inputDimension)
{
    /// <summary>Fills <see cref="TrainingBatch.Input"/> from <see cref="TrainingBatch.Rows"/>.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="epoch">The epoch; the first is 1.</param>
    /// <param name="firstRow">How many rows of the epoch came before this batch.</param>
    public void Corrupt(TrainingBatch batch, int epoch, long firstRow)
    {
        var stream = new RandomStream(seed, RandomPurpose.Corruption, (ulong)epoch);
        ulong start = (ulong)firstRow * (ulong)inputDimension;
        Span<float> values = batch.CorruptedBuffer;
        switch (corruption)
        {
            case GaussianNoise noise:
                stream.FillNormal(values, start);
                TensorPrimitives.MultiplyAdd(values, noise.StandardDeviation, batch.Rows, values);
                break;
            case MaskingNoise masking:
                stream.FillUniform(values, start);
                Mask(batch.Rows, values, masking.Probability);
                break;
            case SwapNoise swap:
                stream.FillUniform(values, start);
                Swap(batch.Rows, values, swap.Probability);
                break;
        }
    }

    private static void Mask(ReadOnlySpan<float> rows, Span<float> values, float probability)
    {
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

    private void Swap(ReadOnlySpan<float> rows, Span<float> values, float probability)
    {
        int count = values.Length / inputDimension;
        for (int start = 0; start < values.Length; start += inputDimension)
        {
            for (int slot = 0; slot < inputDimension; slot++)
            {
                float draw = values[start + slot];

                // Given that a draw is below the probability, its quotient is uniform in [0, 1) again, and names the other row.
                int row = draw < probability ? Math.Min((int)(draw / probability * count), count - 1) * inputDimension : start;
                values[start + slot] = rows[row + slot];
            }
        }
    }
}
