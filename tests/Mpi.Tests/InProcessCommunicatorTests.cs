namespace MLNet.Autoencoder.Tests.Mpi;

/// <summary>Threads that stand in for processes report mistakes instead of waiting.</summary>
public sealed class InProcessCommunicatorTests
{
    [Fact]
    public void If_a_rank_fails_those_that_wait_for_it_fail()
    {
        AggregateException failures = Assert.Throws<AggregateException>(() => InProcessCommunicator.Run(3, ranks =>
        {
            if (ranks.Rank == 1)
            {
                throw new InvalidDataException("Bad row.");
            }

            ranks.Barrier();
            return true;
        }));

        Assert.Equal(
            ["Rank 1 has ended. Rank 0 waits for the others, in Barrier.", "Bad row.", "Rank 1 has ended. Rank 2 waits for the others, in Barrier."],
            failures.InnerExceptions.Select(failure => failure.Message));
    }

    [Fact]
    public void If_ranks_make_different_calls_all_fail()
    {
        AggregateException failures = Assert.Throws<AggregateException>(() => InProcessCommunicator.Run(2, ranks =>
        {
            ranks.AllReduce(new float[3 + ranks.Rank]);
            return true;
        }));

        Assert.All(failures.InnerExceptions, failure => Assert.StartsWith(
            "The ranks made different calls: AllReduce of 3 values of type Single; AllReduce of 4 values of type Single.", failure.Message, StringComparison.Ordinal));
        Assert.Equal(2, failures.InnerExceptions.Count);
    }

    [Fact]
    public void Results_are_in_the_order_of_ranks() => Assert.Equal([0, 1, 2], InProcessCommunicator.Run(3, ranks => ranks.Rank));
}
