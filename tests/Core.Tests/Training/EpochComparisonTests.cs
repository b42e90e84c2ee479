using MLNet.Autoencoder.Numerics;
using MLNet.Autoencoder.Training;

namespace MLNet.Autoencoder.Core.Tests.Training;

public class EpochComparisonTests
{
    private const int Rows = 100;

    /// <summary>Compares an epoch with one whose rows all have a loss of 5.</summary>
    private static Verdict Compare(Func<int, double> difference, Func<int, double>? weight = null)
    {
        float[] reference = [.. Enumerable.Repeat(5f, Rows)];
        float[] weights = weight is null ? [] : [.. Enumerable.Range(0, Rows).Select(row => (float)weight(row))];
        return new EpochComparison(Rows, weights).Compare([.. reference.Select((loss, row) => (float)(loss + difference(row)))], reference);
    }

    private static double Alternating(int row) => row % 2 == 0 ? 1 : -1;

    [Fact]
    public void The_same_losses_are_as_good() => Assert.Equal(Verdict.AsGood, Compare(_ => 0));

    /// <summary>The differences have a deviation of 1, so the standard error of their mean is 0.1.</summary>
    [Theory]
    [InlineData(-0.21, nameof(Verdict.ClearlyBetter))]
    [InlineData(-0.19, nameof(Verdict.Better))]
    [InlineData(-0.01, nameof(Verdict.Better))]
    [InlineData(0.09, nameof(Verdict.AsGood))]
    [InlineData(0.11, nameof(Verdict.Worse))]
    public void The_mean_difference_is_compared_with_its_standard_error(double mean, string expected) =>
        Assert.Equal(expected, Compare(row => mean + Alternating(row)).ToString());

    [Fact]
    public void An_epoch_that_is_better_by_the_same_amount_in_every_row_is_clearly_better() => Assert.Equal(Verdict.ClearlyBetter, Compare(_ => -1e-3));

    [Theory]
    [InlineData(1e6)]
    [InlineData(1e30)]
    public void A_few_rows_with_huge_differences_do_not_decide(double size)
    {
        // In the first and every twentieth row.
        Assert.Equal(Verdict.ClearlyBetter, Compare(row => row % 20 == 0 ? size : -0.5));
        Assert.Equal(Verdict.Worse, Compare(row => row % 20 == 0 ? -size : 0.5));
    }

    [Fact]
    public void If_nine_in_ten_rows_do_not_change_the_others_decide()
    {
        Assert.Equal(Verdict.ClearlyBetter, Compare(row => row % 12 == 0 ? -1 : 0));
        Assert.Equal(Verdict.Worse, Compare(row => row % 12 == 0 ? 1 : 0));
    }

    [Fact]
    public void Chance_is_hardly_ever_clearly_better()
    {
        float[] noise = new float[Rows * 500];
        new RandomStream(3, 99, 0).FillNormal(noise, 0);

        int clearlyBetter = noise.Chunk(Rows).Count(differences => Compare(row => differences[row]) == Verdict.ClearlyBetter);

        // A normal value is below −2 in 11 of 500 cases.
        Assert.InRange(clearlyBetter, 1, 25);
    }

    [Fact]
    public void Rows_count_by_their_weights()
    {
        Assert.Equal(Verdict.ClearlyBetter, Compare(Alternating, row => row % 2 == 0 ? 1 : 3));
        Assert.Equal(Verdict.Worse, Compare(Alternating, row => row % 2 == 0 ? 3 : 1));
    }

    [Fact]
    public void If_a_few_rows_have_nearly_all_the_weight_the_others_add_no_certainty()
    {
        // Three standard errors with equal weights; four rows alone have a standard error of ½.
        Assert.Equal(Verdict.ClearlyBetter, Compare(row => Alternating(row) - 0.3));
        Assert.Equal(Verdict.Better, Compare(row => Alternating(row) - 0.3, row => row < 4 ? 1 : 1e-4));
    }

    [Theory]
    [InlineData(float.PositiveInfinity, 1)]
    [InlineData(float.PositiveInfinity, Rows)]
    [InlineData(float.NaN, 1)]
    [InlineData(float.NaN, Rows)]
    public void Losses_that_are_all_finite_are_clearly_better_than_others_even_if_they_are_high(float loss, int rows)
    {
        var comparison = new EpochComparison(Rows, []);
        float[] finite = [.. Enumerable.Repeat(1e30f, Rows)];
        float[] other = [.. Enumerable.Repeat(loss, rows), .. Enumerable.Repeat(1f, Rows - rows)];

        Assert.Equal(Verdict.ClearlyBetter, comparison.Compare(finite, other));
        Assert.Equal(Verdict.Worse, comparison.Compare(other, finite));
    }

    [Theory]
    [InlineData(-0.5, nameof(Verdict.ClearlyBetter))]
    [InlineData(0.0, nameof(Verdict.AsGood))]
    [InlineData(0.5, nameof(Verdict.Worse))]
    public void If_as_many_losses_are_infinite_in_both_epochs_the_other_rows_decide(double difference, string expected)
    {
        float[] reference = [float.PositiveInfinity, .. Enumerable.Repeat(5f, Rows - 1)];
        float[] candidate = [float.PositiveInfinity, .. Enumerable.Repeat((float)(5 + difference), Rows - 1)];

        Assert.Equal(expected, new EpochComparison(Rows, []).Compare(candidate, reference).ToString());
    }
}
