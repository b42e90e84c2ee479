using MLNet.Autoencoder.Detection;

namespace MLNet.Autoencoder.Core.Tests.Detection;

/// <summary>The formulas, by hand.</summary>
public sealed class LossScalesTests
{
    [Fact]
    public void Of_a_number_the_median_error_and_a_tenth_of_its_deviation_count()
    {
        // Values 0 to 4 have the standard deviation √2. The median of the errors 1, 2, 3, 4, 100 is 3.
        float[] scales = Relative([SlotRange.Continuous(0, 1)], [0, 1, 2, 3, 4], [1, 4, 9, 16, 10_000]);

        Assert.Equal(Math.Pow((1.4826 * 3) + (0.1 * Math.Sqrt(2)), 2), scales[0], 1e-4);
    }

    [Fact]
    public void Of_a_number_with_two_values_the_mean_squared_error_counts_with_one_of_its_variance_added()
    {
        // Variance 0.1875; (0.25 + 0.25 + 0.25 + 1 + 0.1875) / 5.
        float[] scales = Relative([SlotRange.Continuous(0, 1)], [0, 0, 0, 1], [0.25f, 0.25f, 0.25f, 1]);

        Assert.Equal(1.9375 / 5, scales[0], 1e-6);
    }

    [Fact]
    public void A_slot_that_never_varied_is_measured_by_its_own_size_and_the_number_of_rows()
    {
        Assert.Equal(9.0 / 5, Relative([SlotRange.Continuous(0, 1)], [0, 0, 0, 0], [0, 0, 0, 0], sizes: [3])[0], 1e-6);
    }

    [Fact]
    public void Of_numbers_of_one_unit_half_of_their_common_deviation_counts()
    {
        // Variances of 2/3 and 6; median errors of 2 and 1.
        float[] scales = Relative([SlotRange.Continuous(0, 2)], [0, 0, 1, 3, 2, 6], [1, 1, 4, 0, 100, 4], sharesUnit: true);

        double floor = 0.5 * Math.Sqrt(((2 / 3.0) + 6) / 2);
        Assert.Equal(Math.Pow((1.4826 * 2) + floor, 2), scales[0], 1e-4);
        Assert.Equal(Math.Pow(1.4826 + floor, 2), scales[1], 1e-4);
    }

    [Fact]
    public void Numbers_with_two_values_keep_their_own_scales()
    {
        float[] scales = Relative([SlotRange.Continuous(0, 2)], [0, 3, 1, 0, 1, 0], [1, 0, 1, 0, 1, 0], sharesUnit: true);

        // Variances of 2/9 and 2, and mean squared errors of 1 and 0.
        Assert.Equal((3 + (2 / 9.0)) / 4, scales[0], 1e-5);
        Assert.Equal(2 / 4.0, scales[1], 1e-5);
    }

    [Fact]
    public void Of_a_category_the_mean_cross_entropy_counts_with_one_nat_added()
    {
        float[] scales = Relative([SlotRange.OneHot(0, 2)], [1, 0, 0, 1, 1, 0], [0.5f, 0, 0, 1.5f, 1, 0]);

        Assert.Equal([1, 1], scales);
    }

    [Fact]
    public void Missing_values_and_their_losses_take_no_part()
    {
        float[] scales = Relative([SlotRange.Continuous(0, 1)], [0, float.NaN, 1, 2], [1, 1_000, 1, 1]);

        Assert.Equal(Math.Pow(1.4826 + (0.1 * Math.Sqrt(2 / 3.0)), 2), scales[0], 1e-5);
    }

    [Fact]
    public void In_nats_errors_are_divided_by_twice_their_mean_square_and_cross_entropies_by_nothing()
    {
        var scales = new LossScales([SlotRange.Continuous(0, 1), SlotRange.Binary(1, 1)], [0, 1, 1, 0], [4, 0.5f, 2, 0.5f], [1, 1], [1, 1], sharesUnit: false);

        Assert.Equal([6, 1], scales.InNats());
    }

    private static float[] Relative(SlotRange[] slots, float[] values, float[] losses, float[]? sizes = null, bool sharesUnit = false)
    {
        int d = slots[^1].Start + slots[^1].Count;
        float[] weights = [.. Enumerable.Repeat(1f, values.Length / d)];
        return new LossScales(slots, values, losses, weights, sizes ?? [.. Enumerable.Repeat(1f, d)], sharesUnit).Relative();
    }
}
