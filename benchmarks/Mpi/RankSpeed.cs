using System.Numerics.Tensors;
using MLNet.Autoencoder.Benchmarks.Measurement;

namespace MLNet.Autoencoder.Benchmarks.Mpi;

/// <summary>
/// Training by one process, by several, and by several threads of one. Everything about a network is measured in the same processes, in turn; the other ranks
/// sleep while one is measured alone.
/// </summary>
internal static class RankSpeed
{
    public const string Name = "speed";

    private const int Ranks = 2;
    private const int WarmUp = 2;
    private const int StepRounds = 21;
    private const int FitRounds = 5;
    private const int FitEpochs = 4;

    // The values of a message with which ranks tell each other that none has failed.
    private const int MessageLength = 16;
    private const int Messages = 30;

    private const string Heading = """
        # Steps:   mpi <net> <batch> <ranks> <rows/s> <ratio to one rank> <ms of all-reduce a step> <min ratio> <max ratio>
        # Limit:   apart <net> <batch> <ranks> <rows/s> <ratio to one rank> <min ratio> <max ratio>: ranks at work at the same time that exchange nothing
        # Threads: threads <net> <batch> <threads of one process> <rows/s> <ratio to one thread> <min ratio> <max ratio>
        # Parts:   parts <net> <batch> <ranks> <ms a step on one rank, in processor time> <ms on the rows of one of the ranks> <ms of all-reduce> <min> <ms of a message, two a step> <min>
        #          <ms of multiplying by the share> <ratio computed from processor times and minima: what an idle machine would reach>
        # Fits:    fit <net> <batch> <ranks> <rows/s> <ratio to one rank> <min ratio> <max ratio>
        """;

    /// <summary>Starts the ranks.</summary>
    /// <returns>The exit code.</returns>
    public static int Run(MpiLauncher launcher, string[] networks)
    {
        Array.ForEach(networks, network => BatchedNetwork.Parse(network));
        Console.WriteLine(Heading);
        string folder = Directory.CreateTempSubdirectory("mpi-turns").FullName;
        try
        {
            return launcher.Run(Ranks, MpiCommand.ForRank([Name, folder, .. networks]));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>The work of each rank.</summary>
    public static void RunRank(ICommunicator communicator, Turns turns, string[] networks)
    {
        foreach (BatchedNetwork network in networks is [] ? BatchedNetwork.Default : [.. networks.Select(BatchedNetwork.Parse)])
        {
            CompareSteps(communicator, turns, network);
            CompareFits(communicator, turns, network);
        }
    }

    private static void CompareSteps(ICommunicator communicator, Turns turns, BatchedNetwork network)
    {
        using var alone = new RankSteps(network, threads: 1);
        using var threads = new RankSteps(network, threads: communicator.Size);
        using var together = new RankSteps(network, threads: 1, communicator);
        using var part = new RankSteps(network with { BatchSize = network.BatchSize / communicator.Size }, threads: 1);
        float[] gradient = new float[network.Parameters.Values.Length];
        double[] message = new double[MessageLength];
        double[][] samples = new RankRounds(communicator, turns).Measure(
            WarmUp,
            StepRounds,
            RankSample.Alone(alone.Seconds),
            RankSample.Alone(threads.Seconds),
            RankSample.Together(together.Seconds),
            RankSample.Alone(alone.ProcessorSeconds),
            RankSample.Alone(part.ProcessorSeconds),
            RankSample.Together(() => RankSteps.Time(network.Steps, () => communicator.AllReduce(gradient))),
            RankSample.Together(() => RankSteps.Time(Messages, () => communicator.AllReduce(message))),
            RankSample.Alone(() => RankSteps.Time(network.Steps, () => TensorPrimitives.Multiply(gradient, 0.5f, gradient))),
            RankSample.Together(part.Seconds));
        if (communicator.Rank != 0)
        {
            return;
        }

        Spread[] milliseconds = [.. samples.Select(times => Spread.Of(times.Select(seconds => 1e3 * seconds)))];
        (Spread whole, Spread ofPart, Spread allReduce, Spread oneMessage, Spread share) =
            (milliseconds[3], milliseconds[4], milliseconds[5], milliseconds[6], milliseconds[7]);
        Print("mpi", network, 1, samples[0], samples[0], "0");
        Print("mpi", network, communicator.Size, samples[2], samples[0], Output.Text($"{allReduce.Median:F3}"));
        Print("apart", network, communicator.Size, samples[8], samples[0]);
        Print("threads", network, communicator.Size, samples[1], samples[0]);
        double computed = whole.Median / (ofPart.Median + allReduce.Minimum + (2 * oneMessage.Minimum));
        FormattableString exchanges = $"{allReduce.Median:F3} {allReduce.Minimum:F3} {oneMessage.Median:F4} {oneMessage.Minimum:F4}";
        FormattableString parts = $"{whole.Median:F2} {ofPart.Median:F2} {Output.Text(exchanges)} {share.Minimum:F4} {computed:F2}";
        Output.Line($"parts {network.Shape.Name} {network.BatchSize} {communicator.Size} {Output.Text(parts)}");
    }

    private static void CompareFits(ICommunicator communicator, Turns turns, BatchedNetwork network)
    {
        double[][] samples = new RankRounds(communicator, turns).Measure(
            warmUp: 1,
            FitRounds,
            RankSample.Alone(() => SecondsOfFit(network, communicator: null)),
            RankSample.Together(() => SecondsOfFit(network, communicator)));
        if (communicator.Rank == 0)
        {
            Print("fit", network, 1, samples[0], samples[0]);
            Print("fit", network, communicator.Size, samples[1], samples[0]);
        }
    }

    /// <summary>The seconds per step in the epochs of a fit, but for the first.</summary>
    private static double SecondsOfFit(BatchedNetwork network, ICommunicator? communicator)
    {
        AutoencoderOptions options = network.Shape.Options<AutoencoderOptions>(FitEpochs);
        (options.BatchSize, options.Communicator) = (network.BatchSize, communicator);
        options.Engine = new ManagedEngine { NumberOfThreads = 1 };
        long rows = (long)network.Steps * network.BatchSize / (communicator?.Size ?? 1);
        AutoencoderModel model = Autoencoder.Fit(new CountedRows(rows, network.Shape.Inputs, first: rows * (communicator?.Rank ?? 0)), options);
        return network.BatchSize / Spread.Of(model.History.Epochs.Skip(1).Select(epoch => epoch.RowsPerSecond)).Median;
    }

    /// <param name="name">The name of the line.</param>
    /// <param name="network">The network.</param>
    /// <param name="count">The number of ranks or threads.</param>
    /// <param name="seconds">The seconds per step, round by round.</param>
    /// <param name="reference">Those of one rank.</param>
    /// <param name="more">Another figure, after the ratio.</param>
    private static void Print(string name, BatchedNetwork network, int count, double[] seconds, double[] reference, string? more = null)
    {
        Spread ratio = Spread.Of(reference.Zip(seconds, (one, own) => one / own));
        double speed = network.BatchSize / Spread.Of(seconds).Median;
        string[] figures =
        [
            name, network.Shape.Name, Output.Text($"{network.BatchSize}"), Output.Text($"{count}"), Output.Text($"{speed:F0}"), Output.Text($"{ratio.Median:F2}"),
            .. more is null ? Array.Empty<string>() : [more], Output.Text($"{ratio.Minimum:F2}"), Output.Text($"{ratio.Maximum:F2}"),
        ];
        Console.WriteLine(string.Join(' ', figures));
    }
}
