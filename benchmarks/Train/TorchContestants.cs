using MLNet.Autoencoder.Benchmarks.Measurement;
using MLNet.Autoencoder.Torch;
using TorchSharp;

namespace MLNet.Autoencoder.Benchmarks.Train;

/// <summary>Steps of TorchSharp on the CPU, with one and two threads, if libtorch loads.</summary>
internal static class TorchContestants
{
    /// <param name="reason">The reason that libtorch does not load.</param>
    public static bool AreAvailable(out string reason)
    {
        // Hides the forty lines that TorchSharp prints while it searches for libtorch.
        TextWriter output = Console.Out;
        Console.SetOut(TextWriter.Null);
        try
        {
            LibTorch.EnsureLoaded();
            reason = "";
            return true;
        }
        catch (NotSupportedException absent)
        {
            reason = absent.Message;
            return false;
        }
        finally
        {
            Console.SetOut(output);
        }
    }

    public static IEnumerable<Contestant> Of(NetworkShape shape, int batchSize) =>
        from threads in (int[])[1, 2]
        select new StepContestant(
            "torchsharp", new TorchSharpEngine("cpu"), shape, batchSize, threads, prepare: () => torch.set_num_threads(threads));
}
