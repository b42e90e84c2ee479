using MLNet.Autoencoder.Numerics;

namespace MLNet.Autoencoder.Training;

/// <summary>Does to a batch what a <see cref="Corruption"/> says. What happens to a value is a function of seed, epoch, row and slot.</summary>
internal sealed class Corruptor(Corruption corruption, ulong seed, int inputDimension)
{
    private float[] _draws = [];

    /// <summary>Fills <see cref="TrainingBatch.Input"/> from <see cref="TrainingBatch.Rows"/>.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="epoch">The epoch; the first is 1.</param>
    /// <param name="firstRow">How many rows of the epoch came before this batch.</param>
    public void Corrupt(TrainingBatch batch, int epoch, long firstRow)
    {
        if (_draws.Length < batch.Rows.Length)
        {
            _draws = new float[batch.Rows.Length];
        }

        Span<float> draws = _draws.AsSpan(0, batch.Rows.Length);
        var stream = new RandomStream(seed, RandomPurpose.Corruption, (ulong)epoch);
        ulong start = (ulong)firstRow * (ulong)inputDimension;
        switch (corruption)
        {
            case GaussianNoise noise:
                stream.FillNormal(draws, start);
                AddNoise(batch, draws, noise.StandardDeviation);
                break;
            case MaskingNoise masking:
                stream.FillUniform(draws, start);
                Mask(batch, draws, masking.Probability);
                break;
            case SwapNoise swap:
                stream.FillUniform(draws, start);
                Swap(batch, draws, swap.Probability);
                break;
        }
    }

    private static void AddNoise(TrainingBatch batch, ReadOnlySpan<float> draws, float deviation)
    {
        for (int i = 0; i < draws.Length; i++)
        {
            batch.CorruptedBuffer[i] = batch.Rows[i] + (deviation * draws[i]);
        }
    }

    private static void Mask(TrainingBatch batch, ReadOnlySpan<float> draws, float probability)
    {
        for (int i = 0; i < draws.Length; i++)
        {
            batch.CorruptedBuffer[i] = draws[i] < probability ? 0f : batch.Rows[i];
        }
    }

    private void Swap(TrainingBatch batch, ReadOnlySpan<float> draws, float probability)
    {
        for (int i = 0; i < draws.Length; i++)
        {
            // Given that a draw is below the probability, its quotient is uniform in [0, 1) again, and names the other row.
            int slot = i % inputDimension;
            int other = Math.Min((int)(draws[i] / probability * batch.Count), batch.Count - 1);
            batch.CorruptedBuffer[i] = draws[i] < probability ? batch.Rows[(other * inputDimension) + slot] : batch.Rows[i];
        }
    }
}
