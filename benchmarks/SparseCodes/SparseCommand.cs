using System.Diagnostics;
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

    private const int PeakSamples = 5;

    public static int Run(string[] args)
    {
        SparseArguments arguments = SparseArguments.Parse(args);
        Console.WriteLine(Heading);
        bool withTorch = WithTorch(arguments);
        Dictionary<int, Peak> peaks = arguments.Threads.ToDictionary(
            threads => threads, threads => new Peak(threads, Clock.Wall, StepContestant.SampleTime));
        foreach (SparseTask task in arguments.Tasks)
        {
            Run(task, arguments, peaks, withTorch);
        }

        if (arguments.IncludesSteps)
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

    private static void Run(SparseTask task, SparseArguments arguments, Dictionary<int, Peak> peaks, bool withTorch)
    {
        PlantedDictionary planted = task.Planted(arguments.Seed);
        float[] training = planted.Rows(0, task.Rows), test = planted.Rows(task.Rows, SparseTask.TestRows);
        foreach (int threads in arguments.Threads)
        {
            foreach ((string name, Func<int, Sparsity> of) in arguments.Kinds)
            {
                AutoencoderOptions options = task.Options(of(task.ActiveUnits), threads, arguments.Seed);
                double before = Median(peaks[threads]);
                long start = Stopwatch.GetTimestamp();
                AutoencoderModel model = Autoencoder.Fit(new InMemoryRows(training, task.Slots), options);
                TimeSpan duration = Stopwatch.GetElapsedTime(start);
                TrainingHistory history = model.History;
                double rate = (history.RowCount - history.ValidationRowCount) * history.Epochs.Count / duration.TotalSeconds;
                double peak = (before + Median(peaks[threads])) / 2;
                Print(task, name, threads, rate, peak, DictionaryScore.Of(new FittedDictionary(model), planted, training, test));
                if (withTorch && name == SparseKinds.TopK)
                {
                    RunTorch(duration, history);
                }
            }

            void RunTorch(TimeSpan ours, TrainingHistory history)
            {
                using var setting = new TorchThreads(threads);
                long rows = (long)task.Rows * history.Epochs.Count;
                double before = Median(peaks[threads]);
                using TorchFit fit = TorchFit.Run(
                    task, training, history.Settings!.BatchSize, arguments.Seed, (time, done) => arguments.Limit switch
                    {
                        TorchLimit.Time => time / ours,
                        TorchLimit.Epochs => (double)done / rows,
                        _ => throw new UnreachableException(),
                    });
                double peak = (before + Median(peaks[threads])) / 2;
                string limit = arguments.Limit == TorchLimit.Time ? "as long as" : "as many epochs as";
                Output.Line(
                    $"# torchsharp-topk: {limit} topk; {fit.Duration.TotalSeconds:F1} s, {(double)fit.Rows / task.Rows:F1} epochs, batches of {history.Settings!.BatchSize}");
                Print(
                    task, "torchsharp-topk", threads, fit.Rows / fit.Duration.TotalSeconds, peak, DictionaryScore.Of(fit.Model, planted, training, test));
            }
        }
    }

    private static double Median(Peak peak) => Spread.Of(Enumerable.Range(0, PeakSamples).Select(_ => peak.Measure())).Median;

    private static void Print(SparseTask task, string kind, int threads, double rate, double peak, DictionaryScore score)
    {
        FormattableString quality = $"{score.MeanCosine:F4} {score.Unexplained:F4} {score.Alive}/{task.Units}";
        Output.Line(
            $"sparse {task.Slots} {task.Units} {task.ActiveUnits} {kind} {threads} {rate:F0} {task.EncoderFlops * rate / peak:F3} {Output.Text(quality)}");
    }
}
