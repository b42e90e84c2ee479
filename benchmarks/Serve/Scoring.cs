namespace MLNet.Autoencoder.Benchmarks.Serve;

/// <summary>One way to score rows.</summary>
/// <param name="mode">Its name.</param>
/// <param name="flopsPerRow">What the arithmetic of a row comes to.</param>
internal abstract class Scoring(string mode, double flopsPerRow)
{
    private long _rows;
    private long _bytes;

    public string Mode => mode;

    public double FlopsPerRow => flopsPerRow;

    /// <summary>Whether speed is told as rows in a second, and not as nanoseconds for one.</summary>
    public abstract bool IsOfManyRows { get; }

    /// <summary>What has been allocated, by all threads, for each row so far.</summary>
    public double BytesPerRow => (double)_bytes / _rows;

    /// <summary>Takes a sample.</summary>
    /// <returns>FLOP/s.</returns>
    public double Measure()
    {
        long before = GC.GetTotalAllocatedBytes(precise: true);
        (long rows, double seconds) = Score();
        _bytes += GC.GetTotalAllocatedBytes(precise: true) - before;
        _rows += rows;
        return flopsPerRow * rows / seconds;
    }

    /// <summary>Scores rows.</summary>
    /// <returns>How many, and the time it took.</returns>
    protected abstract (long Rows, double Seconds) Score();
}
