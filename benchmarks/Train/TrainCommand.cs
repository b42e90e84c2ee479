using System.Globalization;
using MLNet.Autoencoder.Benchmarks.Measurement;

namespace MLNet.Autoencoder.Benchmarks.Train;

/// <summary>
/// Training on one and two threads, as fractions of the peak of one core: single steps, whole epochs of a fit, and steps of TorchSharp if libtorch
/// loads. Everything about a network is measured in one process, in turn.
/// </summary>
internal static class TrainCommand
{
    private const int WarmUp = 3;
    private const int Count = 21;

    private static readonly string[] Networks = ["30-64-8:64", "64-128-8:64", "784-400-20:128", "784-1024-512-64:256"];

    private static string Usage => "train [<d>-<hidden>-...-<q>:<batch> ...]";

    /// <summary>Runs all networks, or only those given as arguments, such as 784-400-20:128.</summary>
    public static void Run(string[] args)
    {
        bool withTorch = TorchContestants.AreAvailable(out string reason);
        Output.Line($"# train <net> <batch> <threads> <samples/s> <fraction of one core's peak> <min> <max> <step|fit> <engine> <ratio to the first>");
        if (!withTorch)
        {
            Output.Line($"# Without TorchSharp: {reason}");
        }

        // As long as a sample of training: a shorter one would be interrupted by other processes less often.
        var peak = new Peak(threads: 1, Clock.Wall, StepContestant.SampleTime);
        foreach (string network in args.Length == 0 ? Networks : args)
        {
            (NetworkShape shape, int batchSize) = Parse(network);
            Compare(shape, batchSize, peak, withTorch);
        }
    }

    private static (NetworkShape Shape, int BatchSize) Parse(string network) =>
        network.Split(':') is [var shape, var batch] && int.TryParse(batch, NumberStyles.None, CultureInfo.InvariantCulture, out int size)
            ? (new NetworkShape(shape), size)
            : throw new FormatException($"'{network}' is not a network with a batch size, such as 784-400-20:128. Usage: {Usage}");

    private static void Compare(NetworkShape shape, int batchSize, Peak peak, bool withTorch)
    {
        Contestant[] contestants =
        [
            new StepContestant(shape, batchSize, threads: 1),
            new StepContestant(shape, batchSize, threads: 2),
            new FitContestant(shape, batchSize, threads: 1),
            new FitContestant(shape, batchSize, threads: 2),
            .. withTorch ? TorchContestants.Of(shape, batchSize) : [],
        ];
        double flops = NetworkArithmetic.Training(shape.Parameters().Layout);
        Sample[][] samples = Rounds.Measure(
            peak, WarmUp, Count, [.. contestants.Select(contestant => (Func<double>)(() => flops * contestant.RowsPerSecond()))]);
        for (int i = 0; i < contestants.Length; i++)
        {
            Contestant contestant = contestants[i];
            Sample[] reference = samples[Array.FindIndex(contestants, other => other.Kind == contestant.Kind)];
            Spread ratio = Spread.Of(samples[i].Zip(reference, (sample, other) => sample.Rate / other.Rate));
            Spread fraction = Spread.Of(samples[i].Select(sample => sample.Fraction));
            double speed = Spread.Of(samples[i].Select(sample => sample.Rate / flops)).Median;
            FormattableString figures = $"{speed:F0} {fraction.Median:F2} {fraction.Minimum:F2} {fraction.Maximum:F2}";
            Output.Line(
                $"train {shape.Name} {batchSize} {contestant.Threads} {Output.Text(figures)} {contestant.Kind} {contestant.Engine} {ratio.Median:F2}");
            contestant.Dispose();
        }
    }
}
