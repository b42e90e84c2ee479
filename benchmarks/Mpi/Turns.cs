namespace MLNet.Autoencoder.Benchmarks.Mpi;

/// <summary>
/// Lets the other ranks wait while rank 0 is measured alone. Waiting in MPI keeps a core busy, which would slow rank 0 down: it takes memory bandwidth and
/// clock rate. So ranks wait asleep, for a file in a folder that they share, and look for it a thousand times a second.
/// </summary>
/// <param name="folder">An empty folder.</param>
/// <param name="communicator">The ranks.</param>
internal sealed class Turns(string folder, ICommunicator communicator)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(1);

    private int _turn;

    /// <summary>Waits until all ranks are here, with the others asleep until rank 0 is.</summary>
    public void Meet()
    {
        string file = Path.Combine(folder, FormattableString.Invariant($"turn-{_turn++}"));
        if (communicator.Rank == 0)
        {
            File.Create(file).Dispose();
        }
        else
        {
            while (!File.Exists(file))
            {
                Thread.Sleep(Pause);
            }
        }

        communicator.Barrier();
    }
}
