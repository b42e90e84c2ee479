using System.Runtime.CompilerServices;

namespace MLNet.Autoencoder.Numerics;

/// <summary>
/// The packing buffer of matrix products. It grows to what the largest product needs and is then reused without allocating.
/// Not thread-safe: one for each thread of use.
/// </summary>
internal sealed unsafe class MatrixWorkspace
{
    private const int CacheLine = 64;

    // Pinned, so that a pointer into it stays good for the workspace's life.
    private float[] _buffer = [];

    /// <summary>Room for at least <paramref name="length"/> floats, on a cache line. What was there before is gone.</summary>
    internal float* Rent(int length)
    {
        int needed = length + (CacheLine / sizeof(float));
        if (_buffer.Length < needed)
        {
            _buffer = GC.AllocateUninitializedArray<float>(needed, pinned: true);
        }

        var start = (nuint)Unsafe.AsPointer(ref _buffer[0]);
        return (float*)((start + CacheLine - 1) & ~(nuint)(CacheLine - 1));
    }
}
