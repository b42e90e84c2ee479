namespace MLNet.Autoencoder.Benchmarks.Train;

/// <summary>One way to train a network.</summary>
internal abstract class Contestant(string kind, string engine, int threads) : IDisposable
{
    /// <summary>What is timed: steps or a fit.</summary>
    public string Kind => kind;

    public string Engine => engine;

    public int Threads => threads;

    /// <summary>Takes a sample.</summary>
    public abstract double RowsPerSecond();

    public abstract void Dispose();
}
