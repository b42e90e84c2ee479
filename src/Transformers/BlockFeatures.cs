namespace MLNet.Autoencoder;

/// <summary>
/// The features of the row that a cursor which reads ahead stands on. The first feature asked for in a block encodes all its rows from that one
/// on, which is matrix-matrix work; a block of which none is asked costs nothing here.
/// </summary>
/// <param name="rows">The cursor, with the encoded columns among those it reads.</param>
/// <param name="inputs">The encoded columns of it.</param>
/// <param name="scored">Where the rows of a block are encoded.</param>
internal sealed class BlockFeatures(ReadAheadCursor rows, InputValues inputs, ScoredRows scored) : IRowFeatures
{
    private long _block;
    private int _first;

    /// <summary>Nothing to do: the cursor says where it stands.</summary>
    public void Moved()
    {
    }

    public ReadOnlySpan<float> Means() => scored.Means(Row());

    public ReadOnlySpan<float> LogVariances() => scored.LogVariances(Row());

    public ReadOnlySpan<float> Reconstruction() => scored.Reconstruction(Row());

    public float ReconstructionError() => scored.ReconstructionError(Row());

    /// <summary>The current row among those scored.</summary>
    private int Row()
    {
        int row = rows.Row;
        if (_block != rows.Block)
        {
            // Rows before this one will not be asked about: a cursor does not go back.
            Span<float> values = scored.Renew(rows.Count - row);
            for (int next = row; next < rows.Count; next++)
            {
                values = inputs.CopyTo(values, next, rows.PositionOf(next));
            }

            (_block, _first) = (rows.Block, row);
        }

        return row - _first;
    }
}
