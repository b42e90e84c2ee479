using MLNet.Autoencoder.Benchmarks.Measurement;

namespace MLNet.Autoencoder.Benchmarks.Mpi;

/// <summary>
/// What many machines would reach: the measured time of a step on the rows of one rank, and the computed time of adding S bytes of gradients in a ring of p
/// ranks, 2(p − 1)/p · S/B + 2(p − 1)·l, for a network with bandwidth B and latency l. Nothing overlaps.
/// </summary>
internal static class ScalingTable
{
    public const string Name = "scale";

    private const int Samples = 9;

    private static readonly int[] Machines = [2, 4, 8, 16, 32, 64];

    private static readonly ClusterNetwork[] Networks =
    [
        new(BytesPerSecond: 10e9 / 8, LatencySeconds: 30e-6),
        new(BytesPerSecond: 100e9 / 8, LatencySeconds: 2e-6),
    ];

    public static void Run()
    {
        Console.WriteLine("Computed, not measured, except for the steps: those of one thread, in processor time, on the rows of one machine.");
        string networks = string.Join(" and ", Networks.Select(cluster => Output.Text($"{8e-9 * cluster.BytesPerSecond:F0} Gb/s with a latency of {1e6 * cluster.LatencySeconds:F0} µs")));
        Output.Line($"The machines exchange data at {networks}. Speed is relative to one machine with the whole batch.");
        Console.WriteLine();
        Console.WriteLine("| network | batch of all | machines | rows of one | step, ms | all-reduce, ms, 10 Gb/s | 100 Gb/s | speed, 10 Gb/s | 100 Gb/s |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|---|");
        foreach (BatchedNetwork network in BatchedNetwork.Default)
        {
            Print(network);
        }
    }

    private static void Print(BatchedNetwork network)
    {
        double bytes = (double)sizeof(float) * network.Parameters.Values.Length;
        double[] steps = Measure([network, .. Machines.Select(machines => network with { BatchSize = network.BatchSize / machines })]);
        for (int i = 0; i < Machines.Length; i++)
        {
            int machines = Machines[i];
            double step = steps[i + 1];
            double[] sums = [.. Networks.Select(cluster => cluster.SecondsOfSum(machines, bytes))];
            string milliseconds = string.Join(" | ", sums.Select(sum => Output.Text($"{1e3 * sum:F2}")));
            string speeds = string.Join(" | ", sums.Select(sum => Output.Text($"{steps[0] / (step + sum):F1}x")));
            Output.Line(
                $"| {network.Shape.Name} | {network.BatchSize} | {machines} | {network.BatchSize / machines} | {1e3 * step:F2} | {milliseconds} | {speeds} |");
        }
    }

    /// <summary>The median seconds of steps, in turn.</summary>
    private static double[] Measure(BatchedNetwork[] networks)
    {
        RankSteps[] steps = [.. networks.Select(network => new RankSteps(network, threads: 1))];
        double[][] rounds = [.. Enumerable.Range(0, Samples).Select(_ => Array.ConvertAll(steps, step => step.ProcessorSeconds()))];
        Array.ForEach(steps, step => step.Dispose());

        // The first round compiles code.
        return [.. steps.Select((_, i) => Spread.Of(rounds.Skip(1).Select(round => round[i])).Median)];
    }

    private sealed record ClusterNetwork(double BytesPerSecond, double LatencySeconds)
    {
        public double SecondsOfSum(int ranks, double bytes) =>
            (2.0 * (ranks - 1) / ranks * bytes / BytesPerSecond) + (2 * (ranks - 1) * LatencySeconds);
    }
}
