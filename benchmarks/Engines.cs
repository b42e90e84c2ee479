using System.Diagnostics;
using System.Globalization;
using MLNet.Autoencoder.Networks;
using MLNet.Autoencoder.Numerics;
using MLNet.Autoencoder.Torch;
using TorchSharp;

namespace MLNet.Autoencoder.Benchmarks;

/// <summary>
/// The managed engine against TorchSharp on the CPU: training steps of the same networks on the same batches, in one process and in turn,
/// so that a machine that others use too slows both. The managed engine has one thread; TorchSharp is measured with one and with two.
/// </summary>
internal static class Engines
{
    /// <summary>Rounds that count, each with one sample of every engine.</summary>
    private const int Rounds = 7;

    private static readonly TimeSpan SampleTime = TimeSpan.FromMilliseconds(250);

    private static readonly int[][] Networks = [[30, 64, 8], [64, 128, 8], [784, 400, 20], [784, 1024, 512, 64]];

    private static readonly int[] BatchSizes = [64, 128, 512];

    /// <summary>Runs all, or only the networks given as arguments, such as 784-400-20: input, hidden layers, latent slots.</summary>
    public static void Run(string[] networks)
    {
        LibTorch.EnsureLoaded();
        int threads = torch.get_num_threads();
        Console.WriteLine("train <engine> <net> <batch> <threads> <samples/s> <ratio to the managed engine, round by round>");
        foreach (int[] widths in networks.Length == 0 ? Networks : [.. networks.Select(Parse)])
        {
            foreach (int batchSize in BatchSizes)
            {
                Compare(widths, batchSize);
            }
        }

        torch.set_num_threads(threads);
    }

    private static int[] Parse(string network) => [.. network.Split('-').Select(part => int.Parse(part, CultureInfo.InvariantCulture))];

    private static void Compare(int[] widths, int batchSize)
    {
        using Contestant managed = new("managed", new ManagedEngine(), threads: 1, widths, batchSize);
        using Contestant one = new("torchsharp", new TorchSharpEngine("cpu"), threads: 1, widths, batchSize);
        using Contestant two = new("torchsharp", new TorchSharpEngine("cpu"), threads: 2, widths, batchSize);
        Contestant[] contestants = [managed, one, two];

        // The first round is warm-up.
        for (int round = 0; round <= Rounds; round++)
        {
            Array.ForEach(contestants, contestant => contestant.Measure());
        }

        foreach (Contestant contestant in contestants)
        {
            double[] ratios = [.. contestant.Speeds.Zip(managed.Speeds, (speed, reference) => speed / reference).Skip(1)];
            double speed = Median([.. contestant.Speeds.Skip(1)]);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"train {contestant.Engine} {string.Join('-', widths)} {batchSize} {contestant.Threads} {speed:F0} {Median(ratios):F2}"));
        }
    }

    private static double Median(double[] values) => values.Order().ElementAt(values.Length / 2);

    /// <summary>A fit with one engine, one sample of its speed after the other.</summary>
    private sealed class Contestant : IDisposable
    {
        private readonly ITrainingSession _session;
        private readonly TrainingBatch _batch;

        public Contestant(string engine, ITrainingEngine implementation, int threads, int[] widths, int batchSize)
        {
            (Engine, Threads) = (engine, threads);
            (int inputs, int[] hidden, int latent) = (widths[0], widths[1..^1], widths[^1]);
            var options = new AutoencoderOptions { LatentDimension = latent, HiddenLayers = hidden, BatchSize = batchSize };
            var architecture = new NetworkArchitecture(inputs, hidden, latent, options.Activation);
            _session = implementation.Start(new TrainingRequest(options, ParameterInitialization.Create(architecture, seed: 1), gpu: default));
            _batch = new TrainingBatch(batchSize, latent, [SlotRange.Continuous(0, inputs)]) { Count = batchSize };
            new RandomStream(2, 99, 0).FillUniform(_batch.RowBuffer, 0);
            new RandomStream(3, 99, 0).FillNormal(_batch.NoiseBuffer, 0);
        }

        public string Engine { get; }

        public int Threads { get; }

        /// <summary>Rows per second, one figure for each sample.</summary>
        public List<double> Speeds { get; } = [];

        public void Measure()
        {
            torch.set_num_threads(Threads);
            int steps = 0;
            long start = Stopwatch.GetTimestamp();
            do
            {
                _session.TrainBatch(_batch, 1e-4f, klWeight: 1f);
                steps++;
            }
            while (Stopwatch.GetElapsedTime(start) < SampleTime);
            Speeds.Add(steps * _batch.Count / Stopwatch.GetElapsedTime(start).TotalSeconds);
        }

        public void Dispose() => _session.Dispose();
    }
}
