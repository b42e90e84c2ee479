using MLNet.Autoencoder;

namespace Microsoft.ML;

/// <summary>Adds operations on data to <c>mlContext.Data</c>.</summary>
public static class AutoencoderDataCatalog
{
    /// <summary>
    /// The part of data that belongs to this rank, for data that all ranks can read: consecutive rows, as many as other ranks have, give or take one. Data in several
    /// files is better divided by files, so that no rank reads rows of another.
    /// </summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="data">The data, the same on all ranks. If it does not know its number of rows, they are counted in one pass.</param>
    /// <param name="communicator">The ranks.</param>
    /// <returns>The rows of this rank, read when they are wanted; none if there are more ranks than rows.</returns>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    public static IDataView ShardByRank(this DataOperationsCatalog catalog, IDataView data, ICommunicator communicator)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(communicator);
        long count = data.GetRowCount() ?? Count(data);
        long start = StartOf(communicator.Rank), end = StartOf(communicator.Rank + 1);

        return end > start ? catalog.TakeRows(WithoutFirst(start), end - start) : WithoutFirst(count);

        // ML.NET does not skip 0 rows.
        IDataView WithoutFirst(long rows) => rows > 0 ? catalog.SkipRows(data, rows) : data;

        long StartOf(int rank) => (long)((Int128)count * rank / communicator.Size);
    }

    private static long Count(IDataView data)
    {
        long count = 0;
        using DataViewRowCursor cursor = data.GetRowCursor([]);
        while (cursor.MoveNext())
        {
            count++;
        }

        return count;
    }
}
