using System.Numerics;
using System.Numerics.Tensors;
using MLNet.Autoencoder.Foundation;
using MLNet.Autoencoder.Numerics;

namespace MLNet.Autoencoder.Training;

/// <summary>Does to a batch what a <see cref="Corruption"/> says. What happens to a value is a function of seed, epoch, row and slot.</summary>
/// <remarks>
/// Draws are put where the result goes, and replaced by it: nothing else is held. Block by block of rows, so that draws and rows are still in cache when
/// they meet, and by all threads.
/// </remarks>
internal sealed class Corruptor(Corruption corruption, ulong seed, int inputDimension, ThreadTeam? threads = null) : ITeamWork
{
    // Draws and rows of a block fit the first-level cache.
    private const int BlockLength = 1 << 12;

    // Some microseconds of work for each of two threads.
    private const int LeastShared = 1 << 14;

    private readonly int _blockRows = Math.Max(1, BlockLength / inputDimension);

    // Of the batch under way.
    private TrainingBatch? _batch;
    private RandomStream _stream;
    private ulong _firstDraw;

    /// <summary>Fills <see cref="TrainingBatch.Input"/> from <see cref="TrainingBatch.Rows"/>.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="epoch">The epoch; the first is 1.</param>
    /// <param name="firstRow">How many rows of the epoch came before this batch.</param>
    public void Corrupt(TrainingBatch batch, int epoch, long firstRow)
    {
        _batch = batch;
        _stream = new RandomStream(seed, RandomPurpose.Corruption, (ulong)epoch);
        _firstDraw = (ulong)firstRow * (ulong)inputDimension;
        int blocks = (batch.Count + _blockRows - 1) / _blockRows;
        ThreadTeam.Run(batch.Rows.Length >= LeastShared ? threads : null, this, blocks);
        _batch = null;
    }

    void ITeamWork.Run(int part, int member)
    {
        int start = part * _blockRows * inputDimension;
        int length = Math.Min(_blockRows * inputDimension, _batch!.Rows.Length - start);
        ReadOnlySpan<float> rows = _batch.Rows.Slice(start, length);
        Span<float> values = _batch.CorruptedBuffer.Slice(start, length);
        ulong firstDraw = _firstDraw + (ulong)start;
        switch (corruption)
        {
            case GaussianNoise noise:
                _stream.FillNormal(values, firstDraw);
                TensorPrimitives.MultiplyAdd(values, noise.StandardDeviation, rows, values);
                break;
            case MaskingNoise masking:
                _stream.FillUniform(values, firstDraw);
                Mask(rows, values, masking.Probability);
                break;
            case SwapNoise swap:
                _stream.FillUniform(values, firstDraw);
                Swap(_batch.Rows, start, values, swap.Probability);
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

    /// <summary>Swaps with any row of the batch; <paramref name="values"/> belong to those from value <paramref name="first"/> on.</summary>
    private void Swap(ReadOnlySpan<float> batchRows, int first, Span<float> values, float probability)
    {
        int count = batchRows.Length / inputDimension;
        for (int start = 0; start < values.Length; start += inputDimension)
        {
            for (int slot = 0; slot < inputDimension; slot++)
            {
                float draw = values[start + slot];

                // Given that a draw is below the probability, its quotient is uniform in [0, 1) again, and names the other row.
                int row = draw < probability ? Math.Min((int)(draw / probability * count), count - 1) * inputDimension : first + start;
                values[start + slot] = batchRows[row + slot];
            }
        }
    }
}
