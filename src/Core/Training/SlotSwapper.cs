using MLNet.Autoencoder.Foundation;
using MLNet.Autoencoder.Numerics;

namespace MLNet.Autoencoder.Training;

/// <summary>
/// Makes the second views of batches: each slot gets, with a given probability, the value of a random row of the batch. The slots of a one-hot group are
/// swapped together. What happens to a slot depends only on seed, epoch, row and slot.
/// </summary>
internal sealed class SlotSwapper
{
    private readonly float _probability;
    private readonly ulong _seed;
    private readonly int _dimension;
    private readonly SharedRows _rows;

    // The first slot of the group that each slot belongs to, and the number of slots that are swapped with it.
    private readonly (int Start, int Count)[] _groups;

    // State of the batch in progress. The delegate is kept, because a new one would be allocated in every step.
    private TrainingBatch? _batch;
    private RandomStream _stream;
    private ulong _firstDraw;
    private Action<RowBlock>? _swapRows;

    /// <param name="probability">The probability that a slot is swapped.</param>
    /// <param name="seed">The seed of the fit.</param>
    /// <param name="slots">What the slots of a row hold.</param>
    /// <param name="rows">Processes the rows of a batch.</param>
    public SlotSwapper(float probability, ulong seed, IReadOnlyList<SlotRange> slots, SharedRows rows)
    {
        _probability = probability;
        _seed = seed;
        _rows = rows;
        _groups = [.. slots.SelectMany(GroupsOf)];
        _dimension = slots[^1].Start + slots[^1].Count;
    }

    /// <summary>Fills <see cref="TrainingBatch.SecondView"/> from <see cref="TrainingBatch.Rows"/>.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="epoch">The epoch; the first is 1, and 0 is for validation.</param>
    /// <param name="firstRow">The number of rows of the epoch before this batch.</param>
    public void Swap(TrainingBatch batch, int epoch, long firstRow)
    {
        _batch = batch;
        _stream = new RandomStream(_seed, RandomPurpose.SecondView, (ulong)epoch);
        _firstDraw = (ulong)firstRow * (ulong)_dimension;
        _rows.Run(batch.Count, _swapRows ??= SwapRows);
        _batch = null;
    }

    private static IEnumerable<(int Start, int Count)> GroupsOf(SlotRange range) => range.Definition.IsGroup
        ? [(range.Start, range.Count)]
        : Enumerable.Range(range.Start, range.Count).Select(slot => (slot, 1));

    private void SwapRows(RowBlock block)
    {
        ReadOnlySpan<float> all = _batch!.Rows;
        Span<float> view = block.Of(_batch.SecondViewBuffer, _dimension);

        // The view holds the draws first, so that no other buffer is needed.
        _stream.FillUniform(view, _firstDraw + ((ulong)block.Start * (ulong)_dimension));
        for (int row = 0; row < block.Count; row++)
        {
            Span<float> values = view.Slice(row * _dimension, _dimension);
            foreach ((int start, int count) in _groups)
            {
                // A draw below the probability, divided by it, is uniform in [0, 1), so it can select the row.
                float draw = values[start];
                int source = draw < _probability
                    ? Math.Min((int)(draw / _probability * _batch.Count), _batch.Count - 1)
                    : block.Start + row;
                all.Slice((source * _dimension) + start, count).CopyTo(values[start..]);
            }
        }
    }
}
