using MLNet.Autoencoder.Benchmarks.Measurement;
using MLNet.Autoencoder.Benchmarks.Train;
using MLNet.Autoencoder.Networks;

namespace MLNet.Autoencoder.Benchmarks.SparseCodes;

/// <summary>
/// Single steps of ours and of the plain loop in TorchSharp, in turn, from the start of a fit. No unit counts as dead, so that there is no loss to revive any.
/// </summary>
internal static class StepComparison
{
    public const string Heading = "# step <d> <units> <k> <kind> <threads> <rows/s> <share of peak> <min> <max> <ratio to the first>; median of rounds";

    private const int BatchSize = 512;
    private const int WarmUp = 2;
    private const int Count = 11;

    public static void Run(SparseTask task, SparseArguments arguments, int threads, Peak peak, bool withTorch)
    {
        float[] rows = task.Planted(arguments.Seed).Rows(0, BatchSize);
        Contestant[] contestants =
        [
            .. arguments.Kinds.Select(kind => Ours(task, kind.Name, task.Options(kind.Of(task.ActiveUnits), threads, seed: 1), rows, threads)),
            .. withTorch ? (Contestant[])[new TorchStepContestant(task, rows, threads)] : [],
        ];
        Sample[][] samples = Rounds.Measure(
            peak, WarmUp, Count, [.. contestants.Select(contestant => (Func<double>)(() => task.EncoderFlops * contestant.RowsPerSecond()))]);
        for (int i = 0; i < contestants.Length; i++)
        {
            Contestant contestant = contestants[i];
            Spread share = Spread.Of(samples[i].Select(sample => sample.Fraction));
            double speed = Spread.Of(samples[i].Select(sample => sample.Rate / task.EncoderFlops)).Median;
            double ratio = Spread.Of(samples[i].Zip(samples[0], (sample, first) => sample.Rate / first.Rate)).Median;
            Output.Line(
                $"step {task.Slots} {task.Units} {task.ActiveUnits} {contestant.Engine} {threads} {speed:F0} {share.Median:F3} {share.Minimum:F3} {share.Maximum:F3} {ratio:F2}");
            contestant.Dispose();
        }
    }

    private static StepContestant Ours(SparseTask task, string name, AutoencoderOptions options, float[] rows, int threads)
    {
        options.BatchSize = BatchSize;
        ParameterLayout layout = options.Kind.Definition.LayoutOf(
            new NetworkArchitecture(task.Slots, [], task.Units, AutoencoderOptions.Defaults.Activation));
        NetworkParameters parameters = ParameterInitialization.Create(layout, seed: 1);
        return new StepContestant(name, threads, TrainingSteps.Start(options.Engine!, options, parameters, rows));
    }
}
