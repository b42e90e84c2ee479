namespace MLNet.Autoencoder.Benchmarks.Serve;

/// <summary>One way to score rows.</summary>
/// <param name="mode">The name.</param>
/// <param name="flopsPerRow">The FLOP per row.</param>
internal abstract class Scoring(string mode, double flopsPerRow)
{
    private long _rows;
    private long _bytes;

    public string Mode => mode;

    public double FlopsPerRow => flopsPerRow;

    /// <summary>Whether the speed is reported in rows per second instead of nanoseconds per row.</summary>
    public abstract bool IsOfManyRows { get; }

    /// <summary>The bytes allocated per row so far, by all threads.</summary>
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
    /// <returns>The number of rows and the time.</returns>
    protected abstract (long Rows, double Seconds) Score();
}
