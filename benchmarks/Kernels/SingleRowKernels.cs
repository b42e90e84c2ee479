using MLNet.Autoencoder.Benchmarks.Measurement;
using MLNet.Autoencoder.Numerics;

namespace MLNet.Autoencoder.Benchmarks.Kernels;

/// <summary>The products of serving one row, layer by layer, compared with the time to read as many bytes as their weights have.</summary>
internal static class SingleRowKernels
{
    private const int Samples = 151;

    private static readonly int[][] Networks = [[784, 400, 20], [30, 64, 8]];

    public static void Measure()
    {
        Output.Line($"# row <net> <us> <min> <max> <ratio to reading the weights, sample by sample>");
        foreach (int[] widths in Networks)
        {
            PackedWeights[] layers = [.. widths.Zip(widths.Skip(1), (k, n) => new PackedWeights(RandomValues.Of(n * k), n, k))];
            float[][] rows = [.. widths.Select(RandomValues.Of)], biases = [.. widths.Select(RandomValues.Of)];
            var workspace = new MatrixWorkspace();
            var sampler = new Sampler(Serve, Clock.Processor, TimeSpan.FromMilliseconds(1));
            var reading = new Sampler(new Reading(widths.Zip(widths.Skip(1), (k, n) => n * k).Sum()).Run, Clock.Processor, TimeSpan.FromMilliseconds(1));
            (double Row, double Ratio)[] samples = [.. Enumerable.Range(0, Samples).Select(_ => Sample())];
            Spread time = Spread.Of(samples.Select(sample => sample.Row * 1e6));
            Spread ratio = Spread.Of(samples.Select(sample => sample.Ratio));
            Output.Line($"row {string.Join("-", widths)} {time.Median:F3} {time.Minimum:F3} {time.Maximum:F3} {ratio.Median:F2}");

            (double Row, double Ratio) Sample()
            {
                double row = sampler.Seconds();
                return (row, row / reading.Seconds());
            }

            void Serve()
            {
                workspace.ReverseDirection();
                for (int layer = 0; layer < layers.Length; layer++)
                {
                    layers[layer].Multiply(rows[layer], rows[layer + 1], 1, biases[layer + 1], workspace);
                }
            }
        }
    }
}
