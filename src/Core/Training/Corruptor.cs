using MLNet.Autoencoder.Foundation;
using MLNet.Autoencoder.Numerics;

namespace MLNet.Autoencoder.Training;

/// <summary>Applies a <see cref="Corruption"/> to batches. The corruption of a value depends only on seed, epoch, row and slot.</summary>
/// <remarks>
/// A batch is corrupted in blocks of rows, so that draws and rows are still in the cache when they are combined, and on the threads of the session,
/// if it has any.
/// </remarks>
/// <param name="corruption">The corruption.</param>
/// <param name="seed">The seed of the fit.</param>
/// <param name="inputDimension">d.</param>
/// <param name="session">The session whose threads to use; <see langword="null"/> to use only the caller's thread.</param>
internal sealed class Corruptor(Corruption corruption, ulong seed, int inputDimension, ITrainingSession? session = null)
{
    // Draws and rows of a block fit in the L1 cache.
    private const int BlockLength = 1 << 12;

    // A few microseconds of work for each of two threads.
    private const int MinSharedLength = 1 << 14;

    private readonly int _blockRows = Math.Max(1, BlockLength / inputDimension);

    // State of the batch in progress. The delegate is kept, because a new one would be allocated in every step.
    private TrainingBatch? _batch;
    private RandomStream _stream;
    private ulong _firstDraw;
    private Action<int>? _corruptBlock;

    /// <summary>Fills <see cref="TrainingBatch.Input"/> from <see cref="TrainingBatch.Rows"/>.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="epoch">The epoch; the first is 1.</param>
    /// <param name="firstRow">The number of rows of the epoch before this batch.</param>
    public void Corrupt(TrainingBatch batch, int epoch, long firstRow)
    {
        _batch = batch;
        _stream = new RandomStream(seed, RandomPurpose.Corruption, (ulong)epoch);
        _firstDraw = (ulong)firstRow * (ulong)inputDimension;
        int blocks = (batch.Count + _blockRows - 1) / _blockRows;
        if (session is not null && batch.Rows.Length >= MinSharedLength)
        {
            session.RunParts(blocks, _corruptBlock ??= CorruptBlock);
        }
        else
        {
            for (int block = 0; block < blocks; block++)
            {
                CorruptBlock(block);
            }
        }

        _batch = null;
    }

    private void CorruptBlock(int block)
    {
        int start = block * _blockRows * inputDimension;
        int length = Math.Min(_blockRows * inputDimension, _batch!.Rows.Length - start);
        corruption.Apply(_batch.Rows, start, inputDimension, _stream, _firstDraw + (ulong)start, _batch.CorruptedBuffer.Slice(start, length));
    }
}
