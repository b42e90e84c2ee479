namespace MLNet.Autoencoder.Data;

/// <summary>A pass over the rows of a source, of which those that are kept are put into a store.</summary>
/// <param name="rows">The rows that can be fitted to.</param>
/// <param name="heldOut">Those of them that are not trained on.</param>
/// <param name="store">Where to keep rows.</param>
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
                    "A pass over the rows ended before as many were read as in the first. Every pass has to give the same rows in the same order; "
                    + "with a RowCacheBytes that is large enough for all of them they are read once.");
            }

            _index++;
        }
        while (heldOut.Includes(_index));
    }

    public int Keep()
    {
        store.Add(rows.Row, rows.Weight);
        return store.Count - 1;
    }

    public void Dispose() => rows.Dispose();
}
