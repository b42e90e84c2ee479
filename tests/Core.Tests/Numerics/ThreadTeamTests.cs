using MLNet.Autoencoder.Numerics;

namespace MLNet.Autoencoder.Core.Tests.Numerics;

public class ThreadTeamTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public void Every_part_is_done_once_before_Run_returns(int size)
    {
        using var team = new ThreadTeam(size);
        var counts = new Counts(700, size);

        for (int round = 1; round <= 200; round++)
        {
            int parts = round % 2 == 0 ? 700 : round % 7;
            counts.Clear();

            team.Run(counts, parts);

            Assert.All(counts.Of, (count, part) => Assert.Equal(part < parts ? 1 : 0, count));
        }
    }

    [Fact]
    public void A_sleeping_team_wakes_up_for_work()
    {
        using var team = new ThreadTeam(3);
        var counts = new Counts(50, 3);
        for (int round = 0; round < 5; round++)
        {
            SpinWait.SpinUntil(() => team.Sleepers == 2);
            counts.Clear();

            team.Run(counts, 50);

            Assert.All(counts.Of, count => Assert.Equal(1, count));
        }
    }

    [Fact]
    public void A_failed_part_throws_to_the_caller_and_the_team_keeps_working()
    {
        using var team = new ThreadTeam(3);
        var counts = new Counts(40, 3);

        var failure = Assert.Throws<InvalidOperationException>(() => team.Run(new Failing(), 40));
        team.Run(counts, 40);

        Assert.Equal("Part 17.", failure.Message);
        Assert.All(counts.Of, count => Assert.Equal(1, count));
    }

    [Fact]
    public void Too_many_parts_for_a_team_are_refused()
    {
        using var team = new ThreadTeam(2);

        Assert.Throws<ArgumentOutOfRangeException>(() => team.Run(new Failing(), 1 << 16));
    }

    [Theory]
    [InlineData(null, 700)]
    [InlineData(2, 700)]
    [InlineData(2, (1 << 16) + 5)]
    public void Without_a_team_or_with_too_many_parts_for_one_the_caller_does_all_parts(int? size, int parts)
    {
        using ThreadTeam? team = size is { } members ? new ThreadTeam(members) : null;
        var counts = new Counts(parts, size ?? 1);

        ThreadTeam.Run(team, counts, parts);

        Assert.All(counts.Of, count => Assert.Equal(1, count));
    }

    [Fact]
    public void Handing_out_work_does_not_allocate()
    {
        using var team = new ThreadTeam(2);
        var counts = new Counts(40, 2);
        team.Run(counts, 40);

        long before = GC.GetAllocatedBytesForCurrentThread();
        team.Run(counts, 40);

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    private sealed class Counts(int parts, int size) : ITeamWork
    {
        public int[] Of { get; } = new int[parts];

        public void Clear() => Array.Clear(Of);

        public void Run(int part, int member)
        {
            // Not interlocked on purpose: a part belongs to one thread, and its writes are visible when the work is done.
            Of[part] += member < size ? 1 : 100;
        }
    }

    private sealed class Failing : ITeamWork
    {
        public void Run(int part, int member)
        {
            if (part == 17)
            {
                throw new InvalidOperationException("Part 17.");
            }
        }
    }
}
