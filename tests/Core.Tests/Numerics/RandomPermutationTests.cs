using FsCheck;
using FsCheck.Xunit;
using MLNet.Autoencoder.Numerics;

namespace MLNet.Autoencoder.Core.Tests.Numerics;

public class RandomPermutationTests
{
    private static int[] Places(int count, ulong sequence = 0, ulong seed = 5)
    {
        var permutation = new RandomPermutation(new RandomStream(seed, purpose: 0, sequence), count);
        return [.. Enumerable.Range(0, count).Select(item => permutation[item])];
    }

    [Property(EndSize = 3000)]
    public void Every_item_has_a_place_of_its_own(PositiveInt count, ulong seed, ulong sequence) =>
        Assert.Equal(Enumerable.Range(0, count.Get), Places(count.Get, sequence, seed).Order());

    [Fact]
    public void The_largest_count_is_no_exception()
    {
        var permutation = new RandomPermutation(new RandomStream(5, 0, 0), int.MaxValue);

        int[] places = [.. Enumerable.Range(int.MaxValue - 1000, 1000).Select(item => permutation[item])];

        Assert.All(places, place => Assert.InRange(place, 0, int.MaxValue - 1));
        Assert.Equal(places.Length, places.Distinct().Count());
    }

    [Fact]
    public void Another_stream_gives_another_order()
    {
        Assert.Equal(Places(1000), Places(1000));
        Assert.NotEqual(Places(1000), Places(1000, sequence: 1));
    }

    /// <summary>By Pearson's χ²: twice the orders less one would be seven standard deviations and more.</summary>
    [Theory]
    [InlineData(2, 2)]
    [InlineData(3, 6)]
    [InlineData(4, 24)]
    [InlineData(5, 120)]
    [InlineData(6, 720)]
    public void Every_order_of_few_items_comes_equally_often(int count, int orders)
    {
        const int Mean = 100;
        var counts = new Dictionary<string, int>();
        for (int trial = 0; trial < Mean * orders; trial++)
        {
            string order = string.Join(' ', Places(count, (ulong)trial));
            counts[order] = counts.GetValueOrDefault(order) + 1;
        }

        double squares = counts.Values.Sum(times => Math.Pow(times - Mean, 2) / Mean);
        Assert.Equal(orders, counts.Count);
        Assert.InRange(squares, 0, orders - 1 + (4 * Math.Sqrt(2 * (orders - 1))));
    }

    /// <summary>Of the first of many items and another: its neighbour, or one that is alike in one half of the network.</summary>
    [Theory]
    [InlineData(99, 1)]
    [InlineData(100, 1)]
    [InlineData(100, 10)]
    [InlineData(101, 11)]
    [InlineData(101, 100)]
    public void Two_of_many_items_have_any_two_places_equally_often(int count, int other)
    {
        const int Mean = 20;
        int pairs = count * (count - 1);
        int[,] counts = new int[count, count];
        for (int trial = 0; trial < Mean * pairs; trial++)
        {
            var permutation = new RandomPermutation(new RandomStream(seed: 5, purpose: 0, (ulong)trial), count);
            counts[permutation[0], permutation[other]]++;
        }

        double squares = counts.Cast<int>().Sum(times => Math.Pow(times - Mean, 2) / Mean) - (count * Mean);
        Assert.All(Enumerable.Range(0, count), place => Assert.Equal(0, counts[place, place]));
        Assert.InRange(squares, 0, pairs - 1 + (4 * Math.Sqrt(2 * (pairs - 1))));
    }

    [Fact]
    public void Neighbours_are_torn_apart_and_items_far_from_each_other_come_together()
    {
        const int Count = 10_000;
        int[] order = new int[Count];
        int[] places = Places(Count);
        for (int item = 0; item < Count; item++)
        {
            order[places[item]] = item;
        }

        // Uncorrelated within four standard deviations: items with their places, and the items of neighbouring places.
        double bound = 4 / Math.Sqrt(Count);
        Assert.InRange(Correlation([.. Enumerable.Range(0, Count)], places), -bound, bound);
        Assert.InRange(Correlation(order[..^1], order[1..]), -bound, bound);

        // The two halves mix: each hundred places have about as many of either.
        Assert.All(order.Chunk(100), part => Assert.InRange(part.Count(item => item < Count / 2), 25, 75));
    }

    private static double Correlation(int[] first, int[] second)
    {
        double a = first.Average(), b = second.Average();
        double Covariance(int[] x, double meanX, int[] y, double meanY) => x.Zip(y, (u, v) => (u - meanX) * (v - meanY)).Average();
        return Covariance(first, a, second, b) / Math.Sqrt(Covariance(first, a, first, a) * Covariance(second, b, second, b));
    }
}
