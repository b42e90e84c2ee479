using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using MLNet.Autoencoder.Networks;
using MLNet.Autoencoder.Numerics;
using MLNet.Autoencoder.Training;

namespace MLNet.Autoencoder.Benchmarks;

/// <summary>
/// The numeric kernels on one thread. Products are compared with the multiply-add peak measured just before and after each sample,
/// since the clock of a shared machine moves, and time is the process's own, since others take their turns.
/// </summary>
internal static class Kernels
{
    private const int Samples = 251;
    private const int PeakIterations = 5_000;
    private static readonly TimeSpan WarmUpTime = TimeSpan.FromMilliseconds(400);
    private static readonly TimeSpan SampleTime = TimeSpan.FromMilliseconds(1);

    private static readonly (int M, int N, int K)[] Sizes =
    [
        (64, 64, 32), (128, 64, 30), (128, 400, 784), (128, 784, 400), (512, 512, 512), (33, 17, 65), (1, 400, 784),
    ];

    private delegate void Product(ReadOnlySpan<float> a, ReadOnlySpan<float> b, Span<float> c, int m, int n, int k, MatrixWorkspace workspace);

    /// <summary>Runs all, or only the sizes given as arguments, such as 128x400x784.</summary>
    public static void Run(string[] sizes)
    {
        Console.WriteLine("kernel <product> <m>x<n>x<k> <GFLOP/s> <fraction of peak> <min> <max> <max over best peak>");
        foreach ((int m, int n, int k) in sizes.Length == 0 ? Sizes : [.. sizes.Select(Parse)])
        {
            MeasureProduct("MultiplyTransposed", m, n, k, static (a, b, c, m, n, k, ws) => MatrixProducts.MultiplyTransposed(a, b, c, m, n, k, [], ws));
            MeasureProduct("TransposedMultiply", m, n, k, MatrixProducts.TransposedMultiply);
            MeasureProduct("Multiply", m, n, k, MatrixProducts.Multiply);
            MeasurePackedWeights(m, n, k);
        }

        if (sizes.Length == 0)
        {
            MeasureElementWise();
            MeasureSingleRows();
        }
    }

    private static (int M, int N, int K) Parse(string size)
    {
        int[] parts = [.. size.Split('x').Select(part => int.Parse(part, CultureInfo.InvariantCulture))];
        return (parts[0], parts[1], parts[2]);
    }

    private static void MeasureProduct(string name, int m, int n, int k, Product product)
    {
        float[] a = Values(m * k), b = Values(n * k), c = new float[m * n];
        var workspace = new MatrixWorkspace();
        Report(name, m, n, k, () => product(a, b, c, m, n, k, workspace));
    }

    private static void MeasurePackedWeights(int m, int n, int k)
    {
        float[] a = Values(m * k), c = new float[m * n];
        var weights = new PackedWeights(Values(n * k), n, k);
        var workspace = new MatrixWorkspace();
        Report("PackedWeights", m, n, k, () => weights.Multiply(a, c, m, [], workspace));
    }

    private static void Report(string name, int m, int n, int k, Action action)
    {
        double flops = 2.0 * m * n * k;
        int calls = WarmUp(action);
        int peakCalls = WarmUp(MultiplyAdd);
        double[] rates = new double[Samples], peaks = new double[Samples], fractions = new double[Samples];
        for (int sample = 0; sample < Samples; sample++)
        {
            double peak = PeakFlops / Time(MultiplyAdd, peakCalls);
            double rate = flops / Time(action, calls);
            peak = (peak + (PeakFlops / Time(MultiplyAdd, peakCalls))) / 2;
            rates[sample] = rate / 1e9;
            peaks[sample] = peak / 1e9;
            fractions[sample] = rate / peak;
        }

        Print($"kernel {name} {m}x{n}x{k} {Median(rates):F1} {Median(fractions):F2} {rates.Min():F1} {rates.Max():F1} {rates.Max() / peaks.Max():F2}");
    }

    private static void MeasureElementWise()
    {
        const int Length = 100_352;
        float[] x = Values(Length), y = new float[Length], g = Values(Length), dx = new float[Length];
        foreach (Activation activation in Enum.GetValues<Activation>())
        {
            ReportElements($"{activation}", Length, () => ActivationFunctions.Forward(activation, x, y));
            ReportElements($"{activation}Backward", Length, () => ActivationFunctions.Backward(activation, x, y, g, dx));
        }

        var stream = new RandomStream(1, 2, 3);
        var adam = new Adam(Length, 1e-3f);
        ReportElements("FillUniform", Length, () => stream.FillUniform(y, 0));
        ReportElements("FillNormal", Length, () => stream.FillNormal(y, 0));
        ReportElements("Adam", Length, () => adam.Step(y, x));
        ReportElements("ColumnSums", Length, () => Reductions.ColumnSums(x, y, 128, 784));
        ReportElements("Sum", Length, () => Reductions.Sum(x));
        ReportElements("SquaredDistance", Length, () => Reductions.SquaredDistance(x, y));
    }

    private static void ReportElements(string name, int length, Action action)
    {
        double[] times = [.. Times(action).Select(seconds => seconds / length * 1e9)];
        Print($"elements {name} {length} {Median(times):F3} ns/element {times.Min():F3} {times.Max():F3}");
    }

    /// <summary>What serving one row costs, layer after layer.</summary>
    private static void MeasureSingleRows()
    {
        foreach (int[] widths in (int[][])[[784, 400, 20], [30, 64, 8]])
        {
            PackedWeights[] layers = [.. widths.Zip(widths.Skip(1), (k, n) => new PackedWeights(Values(n * k), n, k))];
            float[][] rows = [.. widths.Select(Values)], biases = [.. widths.Select(Values)];
            var workspace = new MatrixWorkspace();
            double[] times = [.. Times(Serve).Select(seconds => seconds * 1e6)];
            Print($"row {string.Join("-", widths)} {Median(times):F3} us {times.Min():F3} {times.Max():F3}");

            void Serve()
            {
                for (int layer = 0; layer < layers.Length; layer++)
                {
                    layers[layer].Multiply(rows[layer], rows[layer + 1], 1, biases[layer + 1], workspace);
                }
            }
        }
    }

    /// <summary>Seconds of processor time per call, one figure for each sample.</summary>
    private static double[] Times(Action action)
    {
        int calls = WarmUp(action);
        return [.. Enumerable.Range(0, Samples).Select(_ => Time(action, calls))];
    }

    /// <summary>Runs until optimised code is reached, and returns the calls that make a sample.</summary>
    private static int WarmUp(Action action)
    {
        int calls = 0;
        TimeSpan start = Environment.CpuUsage.TotalTime;
        TimeSpan half = TimeSpan.Zero;
        int callsAtHalf = 0;
        while (Elapsed() < WarmUpTime || calls < 100)
        {
            action();
            calls++;
            if (half == TimeSpan.Zero && Elapsed() > WarmUpTime / 2)
            {
                (half, callsAtHalf) = (Elapsed(), calls);
            }
        }

        return Math.Max(1, (int)((calls - callsAtHalf) * SampleTime / (Elapsed() - half)));

        TimeSpan Elapsed() => Environment.CpuUsage.TotalTime - start;
    }

    private static double Time(Action action, int calls)
    {
        TimeSpan start = Environment.CpuUsage.TotalTime;
        for (int call = 0; call < calls; call++)
        {
            action();
        }

        return (Environment.CpuUsage.TotalTime - start).TotalSeconds / calls;
    }

    private static double PeakFlops => 2.0 * 16 * PeakIterations * (Vector512.IsHardwareAccelerated ? 16 : 8);

    private static void MultiplyAdd() =>
        Sink = Vector512.IsHardwareAccelerated ? MultiplyAdd512(PeakIterations) : MultiplyAdd256(PeakIterations);

    private static float Sink { get; set; }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static float MultiplyAdd512(int iterations)
    {
        Vector512<float> x = Vector512.Create(0.5f), y = Vector512.Create(0.25f);
        Vector512<float> s0 = x, s1 = x, s2 = x, s3 = x, s4 = x, s5 = x, s6 = x, s7 = x;
        Vector512<float> t0 = y, t1 = y, t2 = y, t3 = y, t4 = y, t5 = y, t6 = y, t7 = y;
        for (int i = 0; i < iterations; i++)
        {
            s0 = Vector512.FusedMultiplyAdd(s0, x, y);
            s1 = Vector512.FusedMultiplyAdd(s1, x, y);
            s2 = Vector512.FusedMultiplyAdd(s2, x, y);
            s3 = Vector512.FusedMultiplyAdd(s3, x, y);
            s4 = Vector512.FusedMultiplyAdd(s4, x, y);
            s5 = Vector512.FusedMultiplyAdd(s5, x, y);
            s6 = Vector512.FusedMultiplyAdd(s6, x, y);
            s7 = Vector512.FusedMultiplyAdd(s7, x, y);
            t0 = Vector512.FusedMultiplyAdd(t0, x, y);
            t1 = Vector512.FusedMultiplyAdd(t1, x, y);
            t2 = Vector512.FusedMultiplyAdd(t2, x, y);
            t3 = Vector512.FusedMultiplyAdd(t3, x, y);
            t4 = Vector512.FusedMultiplyAdd(t4, x, y);
            t5 = Vector512.FusedMultiplyAdd(t5, x, y);
            t6 = Vector512.FusedMultiplyAdd(t6, x, y);
            t7 = Vector512.FusedMultiplyAdd(t7, x, y);
        }

        return Vector512.Sum(s0 + s1 + s2 + s3 + s4 + s5 + s6 + s7 + t0 + t1 + t2 + t3 + t4 + t5 + t6 + t7);
    }

    /// <summary>Eight accumulators: enough to hide the latency, and they fit sixteen registers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static float MultiplyAdd256(int iterations)
    {
        Vector256<float> x = Vector256.Create(0.5f), y = Vector256.Create(0.25f);
        Vector256<float> s0 = x, s1 = x, s2 = x, s3 = x, s4 = x, s5 = x, s6 = x, s7 = x;
        for (int i = 0; i < iterations * 2; i++)
        {
            s0 = Vector256.FusedMultiplyAdd(s0, x, y);
            s1 = Vector256.FusedMultiplyAdd(s1, x, y);
            s2 = Vector256.FusedMultiplyAdd(s2, x, y);
            s3 = Vector256.FusedMultiplyAdd(s3, x, y);
            s4 = Vector256.FusedMultiplyAdd(s4, x, y);
            s5 = Vector256.FusedMultiplyAdd(s5, x, y);
            s6 = Vector256.FusedMultiplyAdd(s6, x, y);
            s7 = Vector256.FusedMultiplyAdd(s7, x, y);
        }

        return Vector256.Sum(s0 + s1 + s2 + s3 + s4 + s5 + s6 + s7);
    }

    private static float[] Values(int length)
    {
        var values = new float[length];
        new RandomStream(7, 0, (ulong)length).FillUniform(values, 0);
        return values;
    }

    private static double Median(double[] values) => values.Order().ElementAt(values.Length / 2);

    private static void Print(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
