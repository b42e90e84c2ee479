using MLNet.Autoencoder.Benchmarks.Measurement;
using MLNet.Autoencoder.Numerics;

namespace MLNet.Autoencoder.Benchmarks.Kernels;

/// <summary>The three matrix products, and the product with packed weights.</summary>
internal static class ProductKernels
{
    private const int Samples = 151;

    public static void Measure(IReadOnlyList<(int M, int N, int K)> sizes, int threads)
    {
        using ThreadTeam? team = threads == 1 ? null : new ThreadTeam(threads);
        var workspace = new MatrixWorkspace(team);

        // A sample on several threads takes longer, so that starting them hardly matters.
        (Func<TimeSpan> clock, TimeSpan sampleTime) = threads == 1
            ? ((Func<TimeSpan>)Clock.Processor, TimeSpan.FromMilliseconds(1))
            : (Clock.Wall, TimeSpan.FromMilliseconds(4));
        var peak = new Peak(threads, clock, sampleTime);
        Output.Line($"# kernel <product> <m>x<n>x<k> <threads> <GFLOP/s> <fraction of the peak on as many threads> <min> <max>");
        foreach ((int m, int n, int k) in sizes)
        {
            foreach ((string name, Action action) in Products(m, n, k, workspace))
            {
                var sampler = new Sampler(action, clock, sampleTime);
                Sample[] samples = Rounds.Measure(peak, warmUp: 1, Samples, () => 2.0 * m * n * k / sampler.Seconds())[0];
                Spread fraction = Spread.Of(samples.Select(sample => sample.Fraction));
                double rate = Spread.Of(samples.Select(sample => sample.Rate / 1e9)).Median;
                Output.Line($"kernel {name} {m}x{n}x{k} {threads} {rate:F1} {fraction.Median:F2} {fraction.Minimum:F2} {fraction.Maximum:F2}");
            }
        }
    }

    private static IEnumerable<(string Name, Action Action)> Products(int m, int n, int k, MatrixWorkspace workspace)
    {
        float[] a = RandomValues.Of(m * k), b = RandomValues.Of(n * k), c = new float[m * n];
        var weights = new PackedWeights(b, n, k);
        yield return ("MultiplyTransposed", () => MatrixProducts.MultiplyTransposed(a, b, c, m, n, k, [], workspace));
        yield return ("TransposedMultiply", () => MatrixProducts.TransposedMultiply(a, b, c, m, n, k, workspace));
        yield return ("Multiply", () => MatrixProducts.Multiply(a, b, c, m, n, k, workspace));
        yield return ("PackedWeights", () => weights.Multiply(a, c, m, [], workspace));
    }
}
