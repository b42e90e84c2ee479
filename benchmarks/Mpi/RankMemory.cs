using System.Diagnostics;
using System.Runtime.InteropServices;
using MLNet.Autoencoder.Benchmarks.Measurement;

namespace MLNet.Autoencoder.Benchmarks.Mpi;

/// <summary>The memory of two ranks that fit one network on ten million rows, of which each generates and streams its half.</summary>
internal static class RankMemory
{
    public const string Name = "memory";

    private const int Ranks = 2;
    private const long Rows = 10_000_000;
    private const int BatchSize = 4_096;
    private const long RowCacheBytes = 64_000_000;

    /// <summary>Starts the ranks.</summary>
    /// <returns>The exit code.</returns>
    public static int Run(MpiLauncher launcher)
    {
        Output.Line($"# One epoch of 30-64-8 in batches of {BatchSize} on {Rows} rows, RowCacheBytes {RowCacheBytes}, ShuffleBytes 1 GiB.");
        Console.WriteLine("# memory <rank> <rows> <peak working set before the fit, MB> <peak working set, MB> <the formula's, MB> <rows/s of all ranks>");
        return launcher.Run(Ranks, MpiCommand.ForRank(Name));
    }

    /// <summary>The fit of each rank. Rank 0 prints the lines.</summary>
    public static void RunRank(ICommunicator communicator)
    {
        var shape = new NetworkShape("30-64-8");
        long rows = Rows / communicator.Size;
        TrainingEstimate? estimate = null;
        AutoencoderOptions options = shape.Options<AutoencoderOptions>();
        (options.BatchSize, options.RowCacheBytes, options.Communicator) = (BatchSize, RowCacheBytes, communicator);
        options.Engine = new ManagedEngine { NumberOfThreads = 1 };
        options.EstimateProgress = new Receiver<TrainingEstimate>(value => estimate = value);
        double before = PeakBytes();
        AutoencoderModel model = Autoencoder.Fit(new CountedRows(rows, shape.Inputs, first: rows * communicator.Rank), options);
        double[] own = [before, PeakBytes()];
        IReadOnlyList<byte[]> all = communicator.AllGather(MemoryMarshal.AsBytes<double>(own));
        for (int rank = 0; communicator.Rank == 0 && rank < all.Count; rank++)
        {
            ReadOnlySpan<double> peaks = MemoryMarshal.Cast<byte, double>(all[rank]);
            FormattableString figures = $"{peaks[0] / 1e6:F0} {peaks[1] / 1e6:F0} {estimate!.MemoryBytes / 1e6:F0}";
            Output.Line($"memory {rank} {rows} {Output.Text(figures)} {model.History.Epochs[0].RowsPerSecond:F0}");
        }
    }

    private static double PeakBytes()
    {
        using var process = Process.GetCurrentProcess();
        return process.PeakWorkingSet64;
    }
}
