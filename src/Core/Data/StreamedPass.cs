namespace MLNet.Autoencoder.Data;

/// <summary>A pass over the rows of a source. Rows that are kept are copied to a store.</summary>
/// <param name="rows">The usable rows.</param>
/// <param name="heldOut">The fraction of them that is held out.</param>
/// <param name="store">The store for kept rows.</param>
/// <param name="first">The number of the first row.</param>
internal sealed class StreamedPass(UsableRows rows, RowShare heldOut, RowStore store, long first) : ITrainingPass
{
    private long _index = first - 1;

    public void Release() => store.Clear();

    public void MoveNext()
    {
        do
        {
            // There is a row: the end of a shorter pass throws.
            rows.MoveNext();
            _index++;
        }
        while (heldOut.Includes(_index));
    }

    public void End()
    {
        while (rows.MoveNext())
        {
        }
    }

    public int Keep()
    {
        store.Add(rows.Row, rows.Weight, rows.Label);
        return store.Count - 1;
    }

    public void Dispose() => rows.Dispose();
}
