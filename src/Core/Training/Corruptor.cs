using MLNet.Autoencoder.Foundation;
using MLNet.Autoencoder.Numerics;

namespace MLNet.Autoencoder.Training;

/// <summary>Applies a <see cref="Corruption"/> to batches. What happens to a value is a function of seed, epoch, row and slot.</summary>
/// <remarks>
/// Batches are corrupted block by block of rows, so that draws and rows are still in cache when they meet, and on the threads of the session if there are any.
/// </remarks>
/// <param name="corruption">What to do.</param>
/// <param name="seed">The seed of the fit.</param>
/// <param name="inputDimension">d.</param>
/// <param name="session">Lends its threads; <see langword="null"/> for the caller's alone.</param>
internal sealed class Corruptor(Corruption corruption, ulong seed, int inputDimension, ITrainingSession? session = null)
{
    // Draws and rows of a block fit the first-level cache.
    private const int BlockLength = 1 << 12;

    // Some microseconds of work for each of two threads.
    private const int MinShared = 1 << 14;

    private readonly int _blockRows = Math.Max(1, BlockLength / inputDimension);

    // Of the batch under way. The delegate is kept, because a new one would be allocated in every step.
    private TrainingBatch? _batch;
    private RandomStream _stream;
    private ulong _firstDraw;
    private Action<int>? _corruptBlock;

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
        if (session is not null && batch.Rows.Length >= MinShared)
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
