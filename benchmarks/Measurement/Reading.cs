using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using MLNet.Autoencoder.Numerics;

namespace MLNet.Autoencoder.Benchmarks.Measurement;

/// <summary>
/// Reads memory and adds it up. The product of a single row uses every weight once, so it cannot be faster. Reads back and forth, so that as much as
/// possible is still in the cache.
/// </summary>
/// <param name="length">The number of floats to read.</param>
internal sealed unsafe class Reading(int length)
{
    private const int Sums = 8;

    // Filled with data, because untouched memory is a single page of zeros, which stays in the first-level cache.
    private readonly AlignedBuffer _values = Filled(length);
    private bool _goesBackwards;

    private static float Sink { get; set; }

    /// <summary>Reads all of the memory once.</summary>
    public void Run()
    {
        _goesBackwards = !_goesBackwards;
        Sink = Sum(_values.Start, _values.Length, _goesBackwards);
        GC.KeepAlive(_values);
    }

    private static AlignedBuffer Filled(int length)
    {
        var buffer = new AlignedBuffer(length);
        new Span<float>(buffer.Start, length).Fill(1);
        return buffer;
    }

    private static float Sum(float* values, int length, bool goesBackwards) =>
        Lanes512.IsSupported ? Sum<Lanes512, Vector512<float>>(values, length, goesBackwards)
        : Lanes256.IsSupported ? Sum<Lanes256, Vector256<float>>(values, length, goesBackwards)
        : Sum<Lanes128, Vector128<float>>(values, length, goesBackwards);

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static float Sum<TLanes, TVector>(float* values, int length, bool goesBackwards)
        where TLanes : ILanes<TVector>
        where TVector : struct
    {
        int width = TLanes.Count, step = Sums * width;
        TVector s0 = TLanes.Broadcast(0), s1 = s0, s2 = s0, s3 = s0, s4 = s0, s5 = s0, s6 = s0, s7 = s0;
        for (int i = 0; i <= length - step; i += step)
        {
            float* at = values + (goesBackwards ? length - step - i : i);
            s0 = TLanes.Add(s0, TLanes.Load(at));
            s1 = TLanes.Add(s1, TLanes.Load(at + width));
            s2 = TLanes.Add(s2, TLanes.Load(at + (2 * width)));
            s3 = TLanes.Add(s3, TLanes.Load(at + (3 * width)));
            s4 = TLanes.Add(s4, TLanes.Load(at + (4 * width)));
            s5 = TLanes.Add(s5, TLanes.Load(at + (5 * width)));
            s6 = TLanes.Add(s6, TLanes.Load(at + (6 * width)));
            s7 = TLanes.Add(s7, TLanes.Load(at + (7 * width)));
        }

        float* total = stackalloc float[width];
        TLanes.Store(total, TLanes.Add(TLanes.Add(TLanes.Add(s0, s1), TLanes.Add(s2, s3)), TLanes.Add(TLanes.Add(s4, s5), TLanes.Add(s6, s7))));
        return *total;
    }
}
