using MLNet.Autoencoder.Benchmarks.Measurement;
#if TORCHSHARP
using MLNet.Autoencoder.Torch;
using TorchSharp;
#endif

namespace MLNet.Autoencoder.Benchmarks.Train;

/// <summary>Steps of TorchSharp on the CPU, with one thread and with two, where the package and libtorch are to be had.</summary>
internal static class TorchContestants
{
#if TORCHSHARP
    /// <param name="reason">Why they are not there.</param>
    public static bool AreThere(out string reason)
    {
        // TorchSharp tells standard output how it looks for libtorch, in forty lines.
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
#else
    public static bool AreThere(out string reason)
    {
        reason = "the package is not to be had on this feed.";
        return false;
    }

    public static IEnumerable<Contestant> Of(NetworkShape shape, int batchSize) => [];
#endif
}
