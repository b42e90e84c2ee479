using MLNet.Autoencoder.Mpi.Native;

namespace MLNet.Autoencoder.Mpi;

/// <summary>
/// Gathers an object of each rank, of any length, on all ranks: first the lengths, then the bytes. All objects together may be longer than the counts of MPI
/// can express, so they are sent in rounds, in each of which a rank sends its next few bytes.
/// </summary>
internal static unsafe class ObjectGather
{
    /// <summary>The number of bytes that a rank receives in a round, unless there are more ranks than bytes.</summary>
    public const int RoundBytes = 1 << 22;

    public static byte[][] Gather(IMpi mpi, ReadOnlySpan<byte> bytes)
    {
        int[] lengths = GatherLengths(mpi, bytes.Length);
        int portion = Math.Min(Math.Max(1, RoundBytes / mpi.Size), lengths.Max());
        byte[][] objects = Array.ConvertAll(lengths, length => new byte[length]);
        byte[] round = new byte[(long)portion * mpi.Size];
        for (long start = 0; start < lengths.Max(); start += portion)
        {
            int[] counts = Array.ConvertAll(lengths, length => (int)Math.Clamp(length - start, 0, portion));
            int[] offsets = Offsets(counts);
            bytes.Slice((int)Math.Min(start, bytes.Length), counts[mpi.Rank]).CopyTo(round.AsSpan(offsets[mpi.Rank]));
            GatherRound(mpi, round, counts, offsets);
            for (int rank = 0; rank < mpi.Size; rank++)
            {
                round.AsSpan(offsets[rank], counts[rank]).CopyTo(objects[rank].AsSpan((int)Math.Min(start, lengths[rank])));
            }
        }

        return objects;
    }

    private static int[] GatherLengths(IMpi mpi, int length)
    {
        int[] lengths = new int[mpi.Size];
        fixed (int* received = lengths)
        {
            mpi.AllGather((byte*)&length, sizeof(int), (byte*)received);
        }

        return lengths;
    }

    private static int[] Offsets(int[] counts)
    {
        int[] offsets = new int[counts.Length];
        for (int rank = 1; rank < counts.Length; rank++)
        {
            offsets[rank] = offsets[rank - 1] + counts[rank - 1];
        }

        return offsets;
    }

    private static void GatherRound(IMpi mpi, byte[] round, int[] counts, int[] offsets)
    {
        fixed (byte* bytes = round)
        fixed (int* countsOfRanks = counts, offsetsOfRanks = offsets)
        {
            mpi.AllGatherInPlace(bytes, countsOfRanks, offsetsOfRanks);
        }
    }
}
