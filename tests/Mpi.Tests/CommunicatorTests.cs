using System.Numerics;
using System.Runtime.InteropServices;

namespace MLNet.Autoencoder.Tests.Mpi;

/// <summary>What every communicator does: real processes under each MPI, and the threads that stand in for them in other tests.</summary>
public sealed class CommunicatorTests(Runs runs) : IClassFixture<Runs>
{
    public static TheoryData<string, int> All => Runs.All;

    [MpiTheory, MemberData(nameof(All))]
    public void Floats_are_added_in_the_order_of_ranks(string launcher, int ranks) => ShouldAll(Sums<float>(ranks), runs.Results(launcher, ranks, "FloatSums"));

    [MpiTheory, MemberData(nameof(All))]
    public void Doubles_are_added_in_the_order_of_ranks(string launcher, int ranks) => ShouldAll(Sums<double>(ranks), runs.Results(launcher, ranks, "DoubleSums"));

    [MpiTheory, MemberData(nameof(All))]
    public void The_bytes_of_each_root_reach_all_ranks(string launcher, int ranks) =>
        ShouldAll(Scenarios.Concatenated(Enumerable.Range(0, ranks).Select(Scenarios.Message)), runs.Results(launcher, ranks, "Broadcasts"));

    [MpiTheory, MemberData(nameof(All))]
    public void Objects_of_any_length_are_gathered_in_the_order_of_ranks(string launcher, int ranks)
    {
        IEnumerable<byte[]> objects = from shift in Enumerable.Range(0, ranks) from rank in Enumerable.Range(0, ranks) select Scenarios.ObjectOf(rank, shift);

        ShouldAll(Scenarios.Concatenated(objects), runs.Results(launcher, ranks, "Gathers"));
    }

    [MpiTheory, MemberData(nameof(All))]
    public void Behind_a_barrier_all_ranks_have_reached_it(string launcher, int ranks) => ShouldAll([(byte)ranks], runs.Results(launcher, ranks, "Barriers"));

    [MpiTheory, MemberData(nameof(All))]
    public void A_fit_has_the_same_bytes_in_processes_and_in_threads(string launcher, int ranks) =>
        ShouldAll(runs.Results(Runs.Threads, ranks, "Fits")[0], runs.Results(launcher, ranks, "Fits"));

    /// <summary>Otherwise the tests of sums would show nothing.</summary>
    [Fact]
    public void The_values_of_these_tests_have_other_sums_in_another_order()
    {
        float[][] values = [.. Enumerable.Range(0, 3).Select(rank => Scenarios.Values<float>(rank, 3))];

        Assert.NotEqual(
            Enumerable.Range(0, 3).Select(i => (values[0][i] + values[1][i]) + values[2][i]),
            Enumerable.Range(0, 3).Select(i => values[0][i] + (values[1][i] + values[2][i])));
    }

    private static void ShouldAll(byte[] expected, IReadOnlyList<byte[]> results) =>
        Assert.All(results, result => Assert.True(expected.AsSpan().SequenceEqual(result), Difference(expected, result)));

    private static string Difference(byte[] expected, byte[] result) =>
        $"{result.Length} bytes instead of {expected.Length}, the same up to byte {expected.AsSpan().CommonPrefixLength(result)}";

    private static byte[] Sums<T>(int ranks)
        where T : unmanaged, INumber<T> => Scenarios.Concatenated(Scenarios.Lengths.Select(length =>
        {
            T[] sums = Scenarios.Values<T>(0, length);
            for (int rank = 1; rank < ranks; rank++)
            {
                T[] values = Scenarios.Values<T>(rank, length);
                for (int i = 0; i < length; i++)
                {
                    sums[i] += values[i];
                }
            }

            return MemoryMarshal.AsBytes(sums.AsSpan()).ToArray();
        }));
}
