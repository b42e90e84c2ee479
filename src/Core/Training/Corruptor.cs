using MLNet.Autoencoder.Foundation;
using MLNet.Autoencoder.Numerics;

namespace MLNet.Autoencoder.Training;

/// <summary>Applies a <see cref="Corruption"/> to batches. The corruption of a value depends only on seed, epoch, row and slot.</summary>
/// <param name="corruption">The corruption.</param>
/// <param name="seed">The seed of the fit.</param>
/// <param name="inputDimension">d.</param>
/// <param name="rows">Processes the rows of a batch.</param>
internal sealed class Corruptor(Corruption corruption, ulong seed, int inputDimension, SharedRows rows)
{
    // State of the batch in progress. The delegate is kept, because a new one would be allocated in every step.
    private TrainingBatch? _batch;
    private RandomStream _stream;
    private ulong _firstDraw;
    private float _strength;
    private Action<RowBlock>? _corruptRows;

    /// <summary>Fills <see cref="TrainingBatch.Input"/> from <see cref="TrainingBatch.Rows"/>.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="epoch">The epoch; the first is 1.</param>
    /// <param name="firstRow">The number of rows of the epoch before this batch.</param>
    /// <param name="strength">The strength of the corruption; 0 to 1.</param>
    public void Corrupt(TrainingBatch batch, int epoch, long firstRow, float strength)
    {
        (_batch, _strength) = (batch, strength);
        _stream = new RandomStream(seed, RandomPurpose.Corruption, (ulong)epoch);
        _firstDraw = (ulong)firstRow * (ulong)inputDimension;
        rows.Run(batch.Count, _corruptRows ??= CorruptRows);
        _batch = null;
    }

    private void CorruptRows(RowBlock block)
    {
        int start = block.Start * inputDimension;
        Span<float> corrupted = block.Of(_batch!.CorruptedBuffer, inputDimension);
        corruption.Apply(_batch.Rows, start, inputDimension, _stream, _firstDraw + (ulong)start, _strength, corrupted);
    }
}
