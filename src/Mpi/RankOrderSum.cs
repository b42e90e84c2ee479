using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using MLNet.Autoencoder.Mpi.Native;

namespace MLNet.Autoencoder.Mpi;

/// <summary>
/// Sums over the ranks in the order of ranks, ((v₀ + v₁) + v₂) + …, with the same bits on all of them. MPI_Allreduce guarantees neither: the order of its
/// additions depends on the implementation, the length and the number of ranks.
/// </summary>
/// <remarks>
/// Few values: every rank receives those of all, and adds them. Many values: rank r receives slice r of all, adds them, and sends the sums to all, so that no
/// rank sends or receives more than two values per value, however many ranks there are. Long arrays are summed in pieces, which bounds the buffer.
/// </remarks>
internal sealed unsafe class RankOrderSum
{
    /// <summary>The longest array, in bytes, that every rank sends to all. Latency, not bandwidth, limits such arrays: one exchange is better than two.</summary>
    public const int FewBytes = 4096;

    /// <summary>The longest array, in bytes, that is summed in one piece, unless there are many ranks.</summary>
    public const int MinPieceBytes = 1 << 22;

    // With many ranks, pieces are longer, so that a slice is worth a message.
    private const int MinSliceBytes = 1 << 15;

    private readonly IMpi _mpi;
    private readonly int _pieceBytes;
    private readonly byte[] _received;

    // In bytes, per rank: the slices of a piece, and of the slice of this rank those values that other ranks have.
    private readonly int[] _sliceCounts;
    private readonly int[] _sliceOffsets;
    private readonly int[] _sentCounts;
    private readonly int[] _receivedCounts;
    private readonly int[] _receivedOffsets;

    public RankOrderSum(IMpi mpi)
    {
        _mpi = mpi;
        _pieceBytes = (int)Math.Clamp((long)MinSliceBytes * mpi.Size, MinPieceBytes, int.MaxValue / 4);

        // All slices are as long as the longest, which is less than one value longer than the average.
        _received = GC.AllocateUninitializedArray<byte>(_pieceBytes + (sizeof(double) * mpi.Size), pinned: true);
        _sliceCounts = new int[mpi.Size];
        _sliceOffsets = new int[mpi.Size];
        _sentCounts = new int[mpi.Size];
        _receivedCounts = new int[mpi.Size];
        _receivedOffsets = new int[mpi.Size];
    }

    /// <summary>Replaces the values by their sums over the ranks.</summary>
    public void Sum<T>(Span<T> values)
        where T : unmanaged, INumber<T>
    {
        if ((long)values.Length * sizeof(T) <= FewBytes)
        {
            SumAll(values);
            return;
        }

        while (values.Length > 0)
        {
            int length = Math.Min(values.Length, _pieceBytes / sizeof(T));
            SumSlices(values[..length]);
            values = values[length..];
        }
    }

    private void SumAll<T>(Span<T> values)
        where T : unmanaged, INumber<T>
    {
        fixed (T* sent = values)
        fixed (byte* received = _received)
        {
            _mpi.AllGather((byte*)sent, values.Length * sizeof(T), received);
        }

        AddReceived(values);
    }

    private void SumSlices<T>(Span<T> values)
        where T : unmanaged, INumber<T>
    {
        Span<T> own = values[Divide<T>(values.Length)];
        fixed (T* piece = values)
        fixed (byte* received = _received)
        fixed (int* sliceCounts = _sliceCounts, sliceOffsets = _sliceOffsets, sentCounts = _sentCounts)
        fixed (int* receivedCounts = _receivedCounts, receivedOffsets = _receivedOffsets)
        {
            _mpi.AllToAll((byte*)piece, sentCounts, sliceOffsets, received, receivedCounts, receivedOffsets);
            AddReceived(own);
            _mpi.AllGatherInPlace((byte*)piece, sliceCounts, sliceOffsets);
        }
    }

    /// <summary>Divides a piece into one slice per rank. The values of this rank in its own slice stay where they are.</summary>
    /// <returns>The slice of this rank.</returns>
    private Range Divide<T>(int length)
        where T : unmanaged
    {
        Range own = SliceOf(_mpi.Rank);
        int ownBytes = own.GetOffsetAndLength(length).Length * sizeof(T);
        for (int rank = 0; rank < _mpi.Size; rank++)
        {
            (int offset, int count) = SliceOf(rank).GetOffsetAndLength(length);
            bool isOther = rank != _mpi.Rank;
            (_sliceOffsets[rank], _sliceCounts[rank]) = (offset * sizeof(T), count * sizeof(T));
            (_sentCounts[rank], _receivedCounts[rank]) = isOther ? (_sliceCounts[rank], ownBytes) : (0, 0);
            _receivedOffsets[rank] = rank * ownBytes;
        }

        return own;

        Range SliceOf(int rank) => (int)((long)length * rank / _mpi.Size)..(int)((long)length * (rank + 1) / _mpi.Size);
    }

    /// <summary>Adds the received values of the other ranks and those of this rank, in the order of ranks.</summary>
    /// <param name="own">The values of this rank; receives the sums.</param>
    private void AddReceived<T>(Span<T> own)
        where T : unmanaged, INumber<T>
    {
        Span<T> received = MemoryMarshal.Cast<byte, T>(_received.AsSpan());
        ReadOnlySpan<T> sum = ValuesOf(0, received, own);
        for (int rank = 1; rank < _mpi.Size; rank++)
        {
            // The place of rank 0 is free from now on. That of this rank is not until its own values have been added.
            Span<T> next = rank < _mpi.Size - 1 ? received[..own.Length] : own;
            TensorPrimitives.Add(sum, ValuesOf(rank, received, own), next);
            sum = next;
        }
    }

    private ReadOnlySpan<T> ValuesOf<T>(int rank, ReadOnlySpan<T> received, ReadOnlySpan<T> own) =>
        rank == _mpi.Rank ? own : received.Slice(rank * own.Length, own.Length);
}
