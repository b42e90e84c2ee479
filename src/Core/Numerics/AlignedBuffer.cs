using System.Runtime.CompilerServices;

namespace MLNet.Autoencoder.Numerics;

/// <summary>Floats that start on a cache line and do not move. A vector of 64 bytes that straddles two lines costs two reads.</summary>
internal sealed unsafe class AlignedBuffer
{
    private const int CacheLine = 64;

    // Pinned, so that the pointer into it stays valid for the lifetime of the buffer.
    private readonly float[] _values;

    public AlignedBuffer(int length)
    {
        Length = length;
        _values = GC.AllocateArray<float>(checked(length + (CacheLine / sizeof(float))), pinned: true);
        var address = (nuint)Unsafe.AsPointer(ref _values[0]);
        Start = (float*)((address + CacheLine - 1) & ~(nuint)(CacheLine - 1));
    }

    public int Length { get; }

    /// <summary>Valid as long as the buffer is reachable: keep the buffer alive past the last use.</summary>
    public float* Start { get; }
}
