using System.Numerics;
using System.Runtime.InteropServices;
using MLNet.Autoencoder.Mpi;

namespace MLNet.Autoencoder.Tests.Mpi;

/// <summary>
/// What ranks do with any communicator. A scenario returns bytes, which depend on nothing but the rank and the number of ranks, so that a test knows what each
/// rank must return.
/// </summary>
internal static class Scenarios
{
    /// <summary>
    /// Numbers of values: none, one, odd ones, as many as are exchanged at once and one more, and those that take several pieces, the last of one value, which
    /// leaves most ranks without a slice.
    /// </summary>
    public static readonly int[] Lengths =
    [
        0, 1, 5, RankOrderSum.FewBytes / sizeof(float), (RankOrderSum.FewBytes / sizeof(float)) + 1, 30_011,
        (RankOrderSum.MinPieceBytes / sizeof(float)) + 1, 300_007,
    ];

    /// <summary>The scenarios by name.</summary>
    private static readonly IReadOnlyDictionary<string, Func<ICommunicator, string, byte[]>> All =
        new Dictionary<string, Func<ICommunicator, string, byte[]>>
        {
            ["FloatSums"] = (ranks, _) => Concatenated(Lengths.Select(length => Sum<float>(ranks, length, ranks.AllReduce))),
            ["DoubleSums"] = (ranks, _) => Concatenated(Lengths.Select(length => Sum<double>(ranks, length, ranks.AllReduce))),
            ["Broadcasts"] = (ranks, _) => Concatenated(Enumerable.Range(0, ranks.Size).Select(root => Broadcast(ranks, root))),
            ["Gathers"] = (ranks, _) => Concatenated(Enumerable.Range(0, ranks.Size).Select(shift => Gather(ranks, shift))),
            ["Barriers"] = Barrier,
            ["Fits"] = (ranks, _) => Fits.Bytes(ranks),
        };

    /// <summary>Runs every scenario, and writes its result to a file.</summary>
    public static void WriteAll(ICommunicator ranks, string folder)
    {
        foreach ((string name, Func<ICommunicator, string, byte[]> run) in All)
        {
            File.WriteAllBytes(Path.Combine(folder, $"{name}-{ranks.Rank}"), run(ranks, folder));
        }
    }

    /// <summary>The values of a rank: large ones that cancel, so that the order of additions decides what is left of the small ones.</summary>
    public static T[] Values<T>(int rank, int length)
        where T : INumber<T>
    {
        T large = T.CreateChecked(typeof(T) == typeof(float) ? 1e8 : 1e17);
        return [.. Enumerable.Range(0, length).Select(i => ((i + rank) % 3) switch
        {
            0 => large,
            1 => T.CreateChecked(1 + (i % 100)) / T.CreateChecked(3 + rank),
            _ => -large,
        })];
    }

    /// <summary>The object of a rank: empty, short, or so long that several take more than one round.</summary>
    public static byte[] ObjectOf(int rank, int shift)
    {
        int length = ((rank + shift) % 3) switch { 0 => 0, 1 => 1001 + rank, _ => (ObjectGather.RoundBytes / 2) + 77 + rank };
        return Bytes(rank + shift, length);
    }

    /// <summary>The bytes that a root sends.</summary>
    public static byte[] Message(int root) => Bytes(root, root == 0 ? 1 : 100_003 * root);

    /// <summary>The bytes of all parts, one after another.</summary>
    public static byte[] Concatenated(IEnumerable<byte[]> parts)
    {
        using var all = new MemoryStream();
        foreach (byte[] part in parts)
        {
            all.Write(part);
        }

        return all.ToArray();
    }

    private static byte[] Bytes(int seed, int length) => [.. Enumerable.Range(0, length).Select(i => (byte)((i * 31) + seed))];

    private static byte[] Sum<T>(ICommunicator ranks, int length, AllReduce<T> allReduce)
        where T : unmanaged, INumber<T>
    {
        T[] values = Values<T>(ranks.Rank, length);
        allReduce(values);
        return MemoryMarshal.AsBytes(values.AsSpan()).ToArray();
    }

    private static byte[] Broadcast(ICommunicator ranks, int root)
    {
        byte[] message = Message(root);
        byte[] bytes = ranks.Rank == root ? message : new byte[message.Length];
        ranks.Broadcast([], root);
        ranks.Broadcast(bytes, root);
        return bytes;
    }

    private static byte[] Gather(ICommunicator ranks, int shift) => Concatenated(ranks.AllGather(ObjectOf(ranks.Rank, shift)));

    /// <summary>Before the barrier, each rank leaves a file; behind it, all files are there.</summary>
    private static byte[] Barrier(ICommunicator ranks, string folder)
    {
        File.WriteAllBytes(Path.Combine(folder, $"arrived-{ranks.Rank}"), []);
        ranks.Barrier();
        return [(byte)Directory.GetFiles(folder, "arrived-*").Length];
    }

    private delegate void AllReduce<T>(Span<T> values);
}
