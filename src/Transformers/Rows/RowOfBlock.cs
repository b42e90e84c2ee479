using MLNet.Autoencoder.Inputs;

namespace MLNet.Autoencoder.Rows;

/// <summary>
/// The current row of a cursor that reads ahead. The first value requested in a block encodes that row and all later rows of the block
/// together, as matrix products. A block in which no value is requested is not encoded.
/// </summary>
/// <param name="cursor">The cursor, with the encoded columns among those it reads.</param>
/// <param name="inputs">Its encoded columns.</param>
/// <param name="scored">Where the rows of a block are encoded.</param>
internal sealed class RowOfBlock(ReadAheadCursor cursor, InputValues inputs, RowValues scored) : ScoredRow(scored)
{
    private long _block;
    private int _first;

    /// <summary>Does nothing: the cursor knows its own position.</summary>
    public override void Moved()
    {
    }

    public override int Index()
    {
        int row = cursor.Row;
        if (_block != cursor.Block)
        {
            // No value of the rows before this one will be requested: a cursor does not go back.
            Span<float> values = Rows.Reset(cursor.Count - row);
            for (int next = row; next < cursor.Count; next++)
            {
                values = inputs.CopyTo(values, next, cursor.PositionOf(next));
            }

            (_block, _first) = (cursor.Block, row);
        }

        return row - _first;
    }
}
