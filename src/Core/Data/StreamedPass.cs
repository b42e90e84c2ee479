namespace MLNet.Autoencoder.Data;

/// <summary>A pass over the rows of a source. Rows that are kept are copied to a store.</summary>
/// <param name="rows">The usable rows.</param>
/// <param name="heldOut">The fraction of them that is held out.</param>
/// <param name="store">The store for kept rows.</param>
internal sealed class StreamedPass(UsableRows rows, RowShare heldOut, RowStore store) : ITrainingPass
{
    private long _index = -1;

    public void Release() => store.Clear();

    public void MoveNext()
    {
        do
        {
            if (!rows.MoveNext())
            {
                throw new InvalidOperationException(
                    "A pass over the rows ended earlier than the first pass. Every pass must return the same rows in the same order. Alternatively, "
                    + "set RowCacheBytes large enough for all rows, so that they are read only once.");
            }

            _index++;
        }
        while (heldOut.Includes(_index));
    }

    public int Keep()
    {
        store.Add(rows.Row, rows.Weight, rows.Label);
        return store.Count - 1;
    }

    public void Dispose() => rows.Dispose();
}
