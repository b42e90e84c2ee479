using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using MLNet.Autoencoder.Numerics;

namespace MLNet.Autoencoder.Benchmarks.Measurement;

/// <summary>
/// Reads memory, and does nothing with it but add it up: what a product of a single row, which uses every weight once, cannot be faster than. Goes over
/// it back and forth, so that as much as can be is still in cache.
/// </summary>
/// <param name="length">Floats to read.</param>
internal sealed unsafe class Reading(int length)
{
    private const int Sums = 8;

    // Written to: until then, all of it is the same page of zeros, and in the first-level cache.
    private readonly AlignedBuffer _values = Filled(length);
    private bool _goesBackwards;

    private static float Sink { get; set; }

    /// <summary>Reads all once.</summary>
    public void Run()
    {
        _goesBackwards = !_goesBackwards;
        Sink = Vector512.IsHardwareAccelerated ? Sum512(_values.Start, _values.Length, _goesBackwards) : Sum256(_values.Start, _values.Length, _goesBackwards);
        GC.KeepAlive(_values);
    }

    private static AlignedBuffer Filled(int length)
    {
        var buffer = new AlignedBuffer(length);
        new Span<float>(buffer.Start, length).Fill(1);
        return buffer;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static float Sum512(float* values, int length, bool goesBackwards)
    {
        int width = Vector512<float>.Count, step = Sums * width;
        Vector512<float> s0 = default, s1 = default, s2 = default, s3 = default, s4 = default, s5 = default, s6 = default, s7 = default;
        for (int i = 0; i <= length - step; i += step)
        {
            float* at = values + (goesBackwards ? length - step - i : i);
            s0 += Vector512.Load(at);
            s1 += Vector512.Load(at + width);
            s2 += Vector512.Load(at + (2 * width));
            s3 += Vector512.Load(at + (3 * width));
            s4 += Vector512.Load(at + (4 * width));
            s5 += Vector512.Load(at + (5 * width));
            s6 += Vector512.Load(at + (6 * width));
            s7 += Vector512.Load(at + (7 * width));
        }

        return Vector512.Sum(s0 + s1 + s2 + s3 + s4 + s5 + s6 + s7);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static float Sum256(float* values, int length, bool goesBackwards)
    {
        int width = Vector256<float>.Count, step = Sums * width;
        Vector256<float> s0 = default, s1 = default, s2 = default, s3 = default, s4 = default, s5 = default, s6 = default, s7 = default;
        for (int i = 0; i <= length - step; i += step)
        {
            float* at = values + (goesBackwards ? length - step - i : i);
            s0 += Vector256.Load(at);
            s1 += Vector256.Load(at + width);
            s2 += Vector256.Load(at + (2 * width));
            s3 += Vector256.Load(at + (3 * width));
            s4 += Vector256.Load(at + (4 * width));
            s5 += Vector256.Load(at + (5 * width));
            s6 += Vector256.Load(at + (6 * width));
            s7 += Vector256.Load(at + (7 * width));
        }

        return Vector256.Sum(s0 + s1 + s2 + s3 + s4 + s5 + s6 + s7);
    }
}
