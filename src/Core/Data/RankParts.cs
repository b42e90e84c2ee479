namespace MLNet.Autoencoder.Data;

/// <summary>How rows are divided among ranks: each has a part of its own, and in an epoch all get through their parts at the same pace.</summary>
/// <param name="counts">The number of rows of each rank; 0 for an empty part.</param>
/// <param name="rank">This rank.</param>
internal sealed class RankParts(IReadOnlyList<long> counts, int rank)
{
    /// <summary>The rows of all ranks.</summary>
    public long Total { get; } = counts.Sum();

    /// <summary>The rows of this rank.</summary>
    public long Own => counts[rank];

    /// <summary>The rows of the ranks before this one: the number of its first row among all.</summary>
    public long First { get; } = counts.Take(rank).Sum();

    /// <summary>The most rows that any rank has of so many consecutive rows of an epoch.</summary>
    public int LargestShareOf(int rows) => (int)counts.Max(count => CeilingOfShare(count, rows));

    /// <summary>What the ranks have of consecutive rows of an epoch.</summary>
    /// <param name="start">The number of rows before them.</param>
    /// <param name="end">The number of rows up to the last of them; at most <see cref="Total"/>.</param>
    /// <returns>The number of rows of all ranks, that of this rank, and that of all ranks before the first row of this one, counted from the start of the epoch.</returns>
    /// <remarks>
    /// Of the rows up to any point, each rank has its share, rounded down. Any N consecutive rows, for N ranks, contain at least one row of a rank, so no step of that
    /// size is empty.
    /// </remarks>
    public (int All, int Own, long Before) Between(long start, long end)
    {
        long all = 0, before = 0;
        for (int i = 0; i < counts.Count; i++)
        {
            all += ShareOf(counts[i], end) - ShareOf(counts[i], start);
            before += i < rank ? ShareOf(counts[i], end) : ShareOf(counts[i], start);
        }

        return ((int)all, (int)(ShareOf(Own, end) - ShareOf(Own, start)), before);
    }

    private long ShareOf(long count, long rows) => (long)((Int128)count * rows / Total);

    private long CeilingOfShare(long count, long rows) => (long)((((Int128)count * rows) + Total - 1) / Total);
}
