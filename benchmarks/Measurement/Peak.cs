using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace MLNet.Autoencoder.Benchmarks.Measurement;

/// <summary>
/// The peak rate of multiply-adds on this machine at the moment: independent fused multiply-adds between registers, on one or more threads.
/// Measurements are reported as fractions of it, because the clock rate of a shared machine varies.
/// </summary>
internal sealed class Peak
{
    private const int Iterations = 5_000;
    private const int Accumulators = 16;

    private readonly int _threads;
    private readonly Sampler _sampler;

    /// <param name="threads">The number of simultaneous threads.</param>
    /// <param name="clock">The clock for each thread: <see cref="Clock.Wall"/> if there are several.</param>
    /// <param name="sampleTime">The duration of a sample.</param>
    public Peak(int threads, Func<TimeSpan> clock, TimeSpan sampleTime)
    {
        _threads = threads;
        _sampler = new Sampler(MultiplyAdd, clock, sampleTime);
    }

    private static double Flops => 2.0 * Accumulators * Iterations * (Vector512.IsHardwareAccelerated ? Vector512<float>.Count : Vector256<float>.Count);

    private static float Sink { get; set; }

    /// <summary>Takes a sample.</summary>
    /// <returns>FLOP/s of all threads together.</returns>
    public double Measure()
    {
        double[] rates = new double[_threads];
        Thread[] others = [.. Enumerable.Range(1, _threads - 1).Select(i => new Thread(() => rates[i] = Rate()))];
        Array.ForEach(others, thread => thread.Start());
        rates[0] = Rate();
        Array.ForEach(others, thread => thread.Join());
        return rates.Sum();
    }

    /// <summary>Each thread measures its own time, so that the time to start it does not count.</summary>
    private double Rate() => Flops / _sampler.Seconds();

    private static void MultiplyAdd() => Sink = Vector512.IsHardwareAccelerated ? MultiplyAdd512() : MultiplyAdd256();

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static float MultiplyAdd512()
    {
        Vector512<float> x = Vector512.Create(0.5f), y = Vector512.Create(0.25f);
        Vector512<float> s0 = x, s1 = x, s2 = x, s3 = x, s4 = x, s5 = x, s6 = x, s7 = x;
        Vector512<float> t0 = y, t1 = y, t2 = y, t3 = y, t4 = y, t5 = y, t6 = y, t7 = y;
        for (int i = 0; i < Iterations; i++)
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

    /// <summary>Eight accumulators at a time: enough to hide the latency, and few enough for sixteen registers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static float MultiplyAdd256()
    {
        Vector256<float> x = Vector256.Create(0.5f), y = Vector256.Create(0.25f);
        Vector256<float> s0 = x, s1 = x, s2 = x, s3 = x, s4 = x, s5 = x, s6 = x, s7 = x;
        for (int i = 0; i < Iterations * Accumulators / 8; i++)
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
}
