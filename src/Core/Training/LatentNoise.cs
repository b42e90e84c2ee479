using MLNet.Autoencoder.Numerics;

namespace MLNet.Autoencoder.Training;

/// <summary>Draws ε for batches. The noise of a unit depends only on the stream and the row.</summary>
/// <param name="rows">Processes the rows of a batch.</param>
internal sealed class LatentNoise(SharedRows rows)
{
    // State of the batch in progress. The delegate is kept, because a new one would be allocated in every step.
    private TrainingBatch? _batch;
    private RandomStream _stream;
    private ulong _firstDraw;
    private Action<RowBlock>? _drawRows;

    /// <summary>Fills <see cref="TrainingBatch.Noise"/>.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="stream">The stream of the epoch.</param>
    /// <param name="firstRow">The number of rows before this batch.</param>
    public void Draw(TrainingBatch batch, in RandomStream stream, long firstRow)
    {
        if (batch.Noise.IsEmpty)
        {
            return;
        }

        (_batch, _stream) = (batch, stream);
        _firstDraw = (ulong)firstRow * (ulong)batch.LatentDimension;
        rows.Run(batch.Count, _drawRows ??= DrawRows);
        _batch = null;
    }

    private void DrawRows(RowBlock block) =>
        _stream.FillNormal(block.Of(_batch!.NoiseBuffer, _batch.LatentDimension), _firstDraw + ((ulong)block.Start * (ulong)_batch.LatentDimension));
}
