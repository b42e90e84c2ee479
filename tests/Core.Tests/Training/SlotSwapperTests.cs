using MLNet.Autoencoder.Numerics;
using MLNet.Autoencoder.Objectives;
using MLNet.Autoencoder.Training;

namespace MLNet.Autoencoder.Core.Tests.Training;

/// <summary>How the second views of rows are made.</summary>
public class SlotSwapperTests
{
    private const int Slots = 20;
    private const int GroupStart = 12;
    private const int GroupCount = 5;

    // Slots of every kind, with a group between them and one at the end.
    private static readonly SlotRange[] Ranges =
        [SlotRange.Continuous(0, 8), SlotRange.Binary(8, 4), SlotRange.OneHot(GroupStart, GroupCount), SlotRange.OneHot(17, 3)];

    /// <summary>The second view of rows whose value j of row i is 1 + i + 10000·j, so that every value can be identified.</summary>
    private static float[] View(
        float probability = 0.3f, int rows = 1000, ulong seed = 1, int epoch = 1, int firstRow = 0, SlotRange[]? slots = null, Action<int, Action<int>>? runParts = null)
    {
        slots ??= [SlotRange.Continuous(0, Slots)];
        var batch = new TrainingBatch(rows, 1, slots, [LossTerm.SquaredError], BatchParts.Viewed) { Count = rows };
        Original(rows).CopyTo(batch.RowBuffer);
        new SlotSwapper(probability, seed, slots, new SharedRows(Slots, runParts)).Swap(batch, epoch, firstRow);
        Assert.Equal(Original(rows), batch.Rows);
        Assert.Equal(Original(rows), batch.Input);
        return batch.SecondView.ToArray();
    }

    private static float[] Original(int rows) => [.. Enumerable.Range(0, rows * Slots).Select(i => 1f + (i / Slots) + (10_000 * (i % Slots)))];

    /// <summary>The row from which a value of a view comes.</summary>
    private static int SourceOf(float[] view, int row, int slot) => (int)view[(row * Slots) + slot] - 1 - (10_000 * slot);

    [Theory]
    [InlineData(0.05f)]
    [InlineData(0.3f)]
    [InlineData(0.9f)]
    public void About_the_given_share_of_slots_gets_the_value_of_a_random_row_in_the_same_slot(float probability)
    {
        float[] view = View(probability);

        int[] sources = [.. Enumerable.Range(0, view.Length).Select(i => SourceOf(view, i / Slots, i % Slots))];
        int[] swapped = [.. sources.Where((source, i) => source != i / Slots)];
        Assert.All(sources, source => Assert.InRange(source, 0, 999));
        Assert.Equal(probability, swapped.Length / 20_000.0, 0.015);

        // Every part of the batch is drawn from equally often. Five standard errors.
        double[] tenths = [.. Enumerable.Range(0, 10).Select(tenth => swapped.Count(source => source / 100 == tenth) / (double)swapped.Length)];
        double error = 5 * Math.Sqrt(0.09 / swapped.Length);
        Assert.All(tenths, share => Assert.Equal(0.1, share, error));
    }

    [Fact]
    public void Slots_are_swapped_independently_of_each_other_except_within_a_group()
    {
        float[] view = View(probability: 0.5f, slots: Ranges);

        double Both(int slot, int other) => Enumerable.Range(0, 1000).Average(row =>
            SourceOf(view, row, slot) != row && SourceOf(view, row, other) != row ? 1.0 : 0);
        (int, int)[] apart = [(0, 1), (7, 8), (8, 9), (11, GroupStart), (GroupStart, 17)];
        Assert.All(apart, pair => Assert.Equal(0.25, Both(pair.Item1, pair.Item2), 0.07));
        Assert.Equal(0.5, Both(GroupStart, GroupStart + 1), 0.08);
    }

    [Fact]
    public void The_slots_of_a_group_come_from_one_row()
    {
        float[] view = View(slots: Ranges);

        Assert.All(Enumerable.Range(0, 1000), row => Assert.All(Ranges.Where(range => range.Kind == SlotKind.OneHot), range =>
            Assert.Single(Enumerable.Range(range.Start, range.Count).Select(slot => SourceOf(view, row, slot)).Distinct())));
        Assert.Equal(0.3, Enumerable.Range(0, 1000).Average(row => SourceOf(view, row, GroupStart) != row ? 1.0 : 0), 0.075);
    }

    [Fact]
    public void A_group_does_not_change_what_happens_to_other_slots()
    {
        float[] apart = View(), grouped = View(slots: Ranges);

        Assert.All(Enumerable.Range(0, apart.Length).Where(i => i % Slots <= GroupStart), i => Assert.Equal(apart[i], grouped[i]));
    }

    [Fact]
    public void A_batch_of_one_row_is_its_own_view() => Assert.Equal(Original(1), View(probability: 0.9f, rows: 1));

    [Fact]
    public void Seed_epoch_and_row_decide_the_view()
    {
        float[] first = View();

        Assert.Equal(first, View());
        Assert.NotEqual(first, View(seed: 2));
        Assert.NotEqual(first, View(epoch: 2));
        Assert.NotEqual(first, View(firstRow: 1000));
    }

    [Fact]
    public void Which_slots_of_a_row_are_swapped_does_not_depend_on_its_batch()
    {
        static bool[] Swapped(float[] view) => [.. view.Select((value, i) => value != Original(view.Length / Slots)[i])];
        bool[] later = Swapped(View(rows: 400, firstRow: 600));

        bool[] all = Swapped(View());

        // Except that a value which is swapped for its own is not seen as swapped.
        Assert.InRange(all[(600 * Slots)..].Zip(later, (one, other) => one == other ? 0 : 1).Sum(), 0, 20);
    }

    [Fact]
    public void The_order_and_the_number_of_blocks_do_not_change_the_view()
    {
        using var threads = new ThreadTeam(3);
        var parts = new TeamParts(threads);
        float[] expected = View(slots: Ranges);

        Assert.Equal(expected, View(slots: Ranges, runParts: parts.Run));
        Assert.Equal(expected, View(slots: Ranges, runParts: (count, work) =>
        {
            for (int block = count - 1; block >= 0; block--)
            {
                work(block);
            }
        }));
    }

    [Fact]
    public void A_swapper_is_used_for_batches_of_different_lengths()
    {
        var batch = new TrainingBatch(30, 1, Ranges, [LossTerm.SquaredError], BatchParts.Viewed) { Count = 30 };
        var swapper = new SlotSwapper(0.3f, 1, Ranges, new SharedRows(Slots));
        Original(30).CopyTo(batch.RowBuffer);
        swapper.Swap(batch, epoch: 1, firstRow: 0);
        batch.Count = 7;

        swapper.Swap(batch, epoch: 2, firstRow: 30);

        Assert.Equal(View(rows: 7, epoch: 2, firstRow: 30, slots: Ranges), batch.SecondView.ToArray());
    }

    private sealed class TeamParts(ThreadTeam threads) : ITeamWork
    {
        private Action<int> _work = _ => { };

        public void Run(int count, Action<int> work)
        {
            _work = work;
            ThreadTeam.Run(threads, this, count);
        }

        void ITeamWork.Run(int part, int member) => _work(part);
    }
}
