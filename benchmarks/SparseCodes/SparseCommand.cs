using MLNet.Autoencoder.Benchmarks.Measurement;
using MLNet.Autoencoder.Benchmarks.Train;

namespace MLNet.Autoencoder.Benchmarks.SparseCodes;

/// <summary>
/// How well and how fast sparse autoencoders recover planted dictionaries, compared with a plain loop in TorchSharp if libtorch loads.
/// </summary>
internal static class SparseCommand
{
    private const string Heading = """
        # sparse <d> <units> <k> <kind> <threads> <rows/s> <share of peak> <MCC> <FVU> <alive>
        # rows/s: training rows times epochs, per second of the whole fit
        # share of peak: the share of that time that the encoder's product alone would take at the peak of as many threads, measured before and after the fit
        # MCC: mean cosine of planted atoms with the decoder directions of the units assigned to them, one to one
        # FVU: fraction of variance unexplained on rows that no fit has seen; alive: units that fire for at least one row that was fitted
        """;

    public static int Run(string[] args)
    {
        SparseArguments arguments = SparseArguments.Parse(args);
        if (arguments.Tasks.Count > 0)
        {
            Console.WriteLine(Heading);
        }

        bool withTorch = WithTorch(arguments);
        Dictionary<int, Peak> peaks = arguments.Threads.ToDictionary(
            threads => threads, threads => new Peak(threads, Clock.Wall, StepContestant.SampleTime));
        foreach (SparseTask task in arguments.Tasks)
        {
            Run(task, arguments, peaks, withTorch);
        }

        if (arguments.IncludesSteps)
        {
            CompareSteps(arguments, peaks, withTorch);
        }

        return 0;
    }

    private static bool WithTorch(SparseArguments arguments)
    {
        if (arguments.Limit == TorchLimit.Off)
        {
            return false;
        }

        bool isAvailable = TorchContestants.AreAvailable(out string reason);
        if (!isAvailable)
        {
            Output.Line($"# Without TorchSharp: {reason}");
        }

        return isAvailable;
    }

    private static void CompareSteps(SparseArguments arguments, Dictionary<int, Peak> peaks, bool withTorch)
    {
        Console.WriteLine(StepComparison.Heading);
        foreach (SparseTask task in (SparseTask[])[SparseTask.Medium, SparseTask.Wide])
        {
            foreach (int threads in arguments.Threads)
            {
                StepComparison.Run(task, arguments, threads, peaks[threads], withTorch);
            }
        }
    }

    private static void Run(SparseTask task, SparseArguments arguments, Dictionary<int, Peak> peaks, bool withTorch)
    {
        var run = new TaskRun(task, arguments.Seed);
        foreach (int threads in arguments.Threads)
        {
            foreach ((string name, Func<int, Sparsity> of) in arguments.Kinds)
            {
                (TrainingHistory, TimeSpan) ours = run.Ours(name, of(task.ActiveUnits), threads, peaks[threads]);
                if (withTorch && name == SparseKinds.TopK)
                {
                    run.Torch(ours, arguments.Limit, threads, peaks[threads]);
                }
            }
        }
    }
}
