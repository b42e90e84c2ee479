using MLNet.Autoencoder.Data;
using MLNet.Autoencoder.Training;

namespace MLNet.Autoencoder.Core.Tests.Training;

public class LabelDependenceTests
{
    private const int Count = 150;
    private const int D = 5;

    private static readonly float[] Rows = Fits.Rows(Count, D);

    /// <summary>What a slot of a row and chance say about its label, in equal parts.</summary>
    private static float Signal(int row) => Rows[(D * row) + 2] + (2 * Noise(row, seed: 1));

    private static float Noise(int row, int seed) => Fits.Rows(Count, 1, (ulong)seed)[row];

    private static float[] Labels(LabelKind kind, Func<int, float> numberOf) =>
        [.. Enumerable.Range(0, Count).Select(numberOf).Select(number => kind == LabelKind.Number ? number : number < -0.5f ? 7 : number < 0.5f ? 3 : 4)];

    private static bool IsEvident(float[] labels, LabelKind kind, float[]? rows = null, float[]? weights = null, int seed = 1)
    {
        using var pool = new RowPool(
            new InMemoryRows(rows ?? Rows, D, weights, labels, kind), null, Fits.Options().RowOptions, seed, new SilentMonitor());
        pool.Prepare(scaling: null);
        return LabelDependence.IsEvident(pool, (ulong)seed);
    }

    [Theory]
    [InlineData(LabelKind.Class)]
    [InlineData(LabelKind.Number)]
    public void A_slot_that_says_something_about_labels_is_evidence(LabelKind kind) => Assert.True(IsEvident(Labels(kind, Signal), kind));

    [Theory]
    [InlineData(LabelKind.Class)]
    [InlineData(LabelKind.Number)]
    public void Labels_may_be_missing(LabelKind kind)
    {
        float[] labels = Labels(kind, Signal);

        Assert.True(IsEvident([.. labels.Select((label, row) => row % 4 == 0 ? float.NaN : label)], kind));
        Assert.False(IsEvident([.. labels.Select((label, row) => row < 2 ? label : float.NaN)], kind));
    }

    /// <summary>The probability is 1/200 each, so more than four in a hundred have a probability of 0.0002.</summary>
    [Theory]
    [InlineData(LabelKind.Class)]
    [InlineData(LabelKind.Number)]
    public void Labels_that_are_noise_are_hardly_ever_evident(LabelKind kind) => Assert.InRange(
        Enumerable.Range(2, 100).Count(seed => IsEvident(Labels(kind, row => Noise(row, seed)), kind, seed: seed)), 0, 4);

    [Theory]
    [InlineData(LabelKind.Class)]
    [InlineData(LabelKind.Number)]
    public void A_single_huge_value_with_a_label_of_its_own_is_no_evidence(LabelKind kind)
    {
        float[] rows = [.. Rows], labels = Labels(kind, row => Noise(row, seed: 2));
        (rows[D * 9], labels[9]) = (1e4f, 9);

        Assert.False(IsEvident(labels, kind, rows));
    }

    /// <summary>The labels of every other row are noise.</summary>
    [Fact]
    public void Rows_count_with_their_weights()
    {
        int Evident(int heavy) => Enumerable.Range(3, 10).Count(seed => IsEvident(
            Labels(LabelKind.Class, row => row % 2 == 0 ? Signal(row) : Noise(row, seed)),
            LabelKind.Class,
            weights: [.. Enumerable.Range(0, Count).Select(row => row % 2 == heavy ? 1 : 1e-4f)],
            seed: seed));

        Assert.Equal(10, Evident(heavy: 0));
        Assert.InRange(Evident(heavy: 1), 0, 1);
    }

    [Fact]
    public void Slots_that_never_vary_are_no_evidence() =>
        Assert.False(IsEvident(Labels(LabelKind.Class, Signal), LabelKind.Class, rows: new float[Count * D]));
}
