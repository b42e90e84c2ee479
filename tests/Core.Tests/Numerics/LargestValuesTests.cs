using MLNet.Autoencoder.Numerics;

namespace MLNet.Autoencoder.Core.Tests.Numerics;

public class LargestValuesTests
{
    /// <summary>Short and long rows, whole and partial vectors and groups.</summary>
    public static TheoryData<int, int, int> Sizes()
    {
        var sizes = new TheoryData<int, int, int>();
        foreach ((int m, int n) in (ReadOnlySpan<(int, int)>)[(0, 5), (4, 0), (1, 1), (15, 9), (20, 130), (30, 1003), (80, 1500)])
        {
            sizes.Add(m, n, 1);
            sizes.Add(m, n, 2);
            sizes.Add(m, n, 5);
        }

        return sizes;
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void The_largest_positive_values_of_each_row_are_selected(int m, int n, int threads)
    {
        using var team = new ThreadTeam(threads);
        LargestPerRow largest = new(team);
        SparseMatrix result = new();
        foreach (float[] values in (float[][])[SparseSamples.Awkward(m, n, seed: 1), ReferenceProducts.Values(m * n, 2)])
        {
            foreach (int k in (int[])[0, 1, 2, 13, 40, n, n + 1])
            {
                largest.Select(values, m, n, k, result);

                Assert.Equal((m, n), (result.Rows, result.Columns));
                Assert.Equal(Rows(m, i => Largest(values, i * n, n, k, value => value > 0), values, n), SparseSamples.Entries(result));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void The_largest_candidates_are_selected_whatever_their_sign(int m, int n, int threads)
    {
        using var team = new ThreadTeam(threads);
        LargestPerRow largest = new(team);
        SparseMatrix result = new();
        float[] values = SparseSamples.Awkward(m, n, seed: 1);
        int[][] lists = [[], [.. Enumerable.Range(0, n).Where(j => j % 3 == 0)], [.. Enumerable.Range(0, n)]];
        foreach (int[] candidates in lists)
        {
            foreach (int k in (int[])[0, 1, 13, n])
            {
                largest.Select(values, m, n, k, candidates, result);

                var isCandidate = candidates.ToHashSet();
                Assert.Equal(Rows(m, i => Largest(values, i * n, n, k, value => !float.IsNaN(value), isCandidate.Contains), values, n), SparseSamples.Entries(result));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void The_largest_positive_values_of_the_matrix_are_selected_whatever_was_selected_before(int m, int n, int threads)
    {
        using var team = new ThreadTeam(threads);
        LargestOverall largest = new(team);
        SparseMatrix result = new();
        float[] large = [.. ReferenceProducts.Values(m * n, 2).Select(value => value * 1e6f)];
        float[][] matrices = [SparseSamples.Awkward(m, n, seed: 1), ReferenceProducts.Values(m * n, 2), large, ReferenceProducts.Values(m * n, 3)];
        foreach (float[] values in matrices)
        {
            foreach (int count in (int[])[0, 1, 7, m * n / 50, m * n, int.MaxValue])
            {
                float smallest = largest.Select(values, m, n, count, result);

                int[] selected = Largest(values, 0, m * n, count, value => value > 0);
                Assert.Equal(selected.Select(i => (i / n, i % n, values[i])), SparseSamples.Entries(result));
                Assert.Equal(selected.Length == 0 ? 0 : selected.Min(i => values[i]), smallest);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void All_values_strictly_above_a_threshold_are_selected(int m, int n, int threads)
    {
        using var team = new ThreadTeam(threads);
        ValuesAbove above = new(team);
        SparseMatrix result = new();
        float[] values = SparseSamples.Awkward(m, n, seed: 1), thresholds = SparseSamples.Awkward(1, n, seed: 2);
        foreach (float threshold in (float[])[0, 1, 1.5f, float.NegativeInfinity, float.PositiveInfinity, float.NaN])
        {
            above.Select(values, m, n, threshold, result);
            Assert.Equal(Rows(m, i => [.. Enumerable.Range(i * n, n).Where(at => values[at] > threshold)], values, n), SparseSamples.Entries(result));
        }

        above.Select(values, m, n, thresholds, result);
        Assert.Equal(Rows(m, i => [.. Enumerable.Range(i * n, n).Where(at => values[at] > thresholds[at % n])], values, n), SparseSamples.Entries(result));
    }

    [Fact]
    public void Of_equal_values_the_first_are_selected()
    {
        SparseMatrix result = new();
        float[] values = [.. Enumerable.Repeat(1f, 2000)];

        new LargestPerRow(null).Select(values, 2, 1000, 2, result);
        Assert.Equal([(0, 0, 1f), (0, 1, 1f), (1, 0, 1f), (1, 1, 1f)], SparseSamples.Entries(result));

        Assert.Equal(1f, new LargestOverall(null).Select(values, 2, 1000, 1001, result));
        Assert.Equal((1000, 1), (result.Starts[1], result.Starts[2] - result.Starts[1]));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(300)]
    [InlineData(3000)]
    public unsafe void The_kth_largest_number_does_not_depend_on_their_order(int count)
    {
        float[] sorted = [.. SparseSamples.Awkward(1, count, seed: 4).Where(value => !float.IsNaN(value)).OrderDescending()];
        float[] organPipe = [.. sorted.Where((_, i) => i % 2 == 0).Reverse(), .. sorted.Where((_, i) => i % 2 == 1)];
        foreach (float[] order in (float[][])[sorted, [.. sorted.Reverse()], organPipe])
        {
            for (int k = 1; k <= sorted.Length; k += 1 + (sorted.Length / 40))
            {
                float[] values = [.. order];
                fixed (float* start = values)
                {
                    Assert.Equal(sorted[k - 1], RankSelection.KthLargest(start, values.Length, k));
                }
            }
        }
    }

    [Fact]
    public void Nothing_is_allocated_after_the_first_time()
    {
        LargestPerRow perRow = new(null);
        LargestOverall overall = new(null);
        ValuesAbove above = new(null);
        SparseMatrix result = new();
        float[] values = ReferenceProducts.Values(50 * 1000, 2);
        void Step()
        {
            perRow.Select(values, 50, 1000, 13, result);
            perRow.Select(values, 50, 1000, 13, [1, 5, 900], result);
            overall.Select(values, 50, 1000, 700, result);
            above.Select(values, 50, 1000, 1.9f, result);
        }

        Step();
        Step();
        long before = GC.GetAllocatedBytesForCurrentThread();
        Step();

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Fact]
    public void Arguments_that_do_not_fit_are_refused()
    {
        SparseMatrix result = new();
        Assert.Throws<ArgumentException>(() => new LargestPerRow(null).Select(new float[5], 2, 3, 1, result));
        Assert.Throws<ArgumentOutOfRangeException>(() => new LargestPerRow(null).Select(new float[6], 2, 3, -1, result));
        Assert.Throws<ArgumentOutOfRangeException>(() => new LargestPerRow(null).Select(new float[6], 2, 3, 1, [1, 1], result));
        Assert.Throws<ArgumentOutOfRangeException>(() => new LargestPerRow(null).Select(new float[6], 2, 3, 1, [3], result));
        Assert.Throws<ArgumentException>(() => new LargestOverall(null).Select(new float[5], 2, 3, 1, result));
        Assert.Throws<ArgumentException>(() => new ValuesAbove(null).Select(new float[5], 2, 3, 1f, result));
        Assert.Throws<ArgumentException>(() => new ValuesAbove(null).Select(new float[6], 2, 3, new float[2], result));
    }

    /// <summary>The positions of the largest values in a range, in order. The sort keeps the order of equal values.</summary>
    private static int[] Largest(float[] values, int start, int length, int k, Func<float, bool> condition, Func<int, bool>? isCandidate = null) =>
        [.. Enumerable.Range(start, length)
            .Where(i => condition(values[i]) && isCandidate?.Invoke(i - start) != false)
            .OrderByDescending(i => values[i])
            .Take(k)
            .Order()];

    private static IEnumerable<(int Row, int Column, float Value)> Rows(int m, Func<int, int[]> positionsOfRow, float[] values, int n) =>
        Enumerable.Range(0, m).SelectMany(i => positionsOfRow(i).Select(at => (i, at % n, values[at])));
}
