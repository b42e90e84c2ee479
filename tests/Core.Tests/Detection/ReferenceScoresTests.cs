using MLNet.Autoencoder.Detection;

namespace MLNet.Autoencoder.Core.Tests.Detection;

public sealed class ReferenceScoresTests
{
    private readonly ReferenceScores _nine = ReferenceScores.Of([9, 1, 8, 2, 7, 3, 6, 4, 5], [], areHeldOut: true);

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 1)]
    [InlineData(5.5, 0.5)]
    [InlineData(9, 0.2)]
    [InlineData(9.5, 0.1)]
    [InlineData(float.PositiveInfinity, 0.1)]
    public void The_p_value_is_the_share_of_scores_at_least_as_high_the_new_one_included(float score, float expected) =>
        Assert.Equal(expected, _nine.PValue(score), 1e-6);

    [Theory]
    [InlineData(0.1, 9)]
    [InlineData(0.2, 8)]
    [InlineData(0.25, 8)]
    [InlineData(0.5, 5)]
    [InlineData(0.99, 1)]
    [InlineData(0.01, 9)]
    public void Scores_above_the_threshold_have_p_values_of_at_most_the_share(float share, float expected) =>
        Assert.Equal(expected, _nine.ThresholdFor(share));

    [Fact]
    public void Nine_scores_resolve_a_tenth_and_no_less()
    {
        Assert.True(_nine.Resolves(0.1f));
        Assert.False(_nine.Resolves(0.09f));
    }

    [Fact]
    public void Shares_add_up_to_the_p_value()
    {
        ReferenceScores weighted = ReferenceScores.Of([1, 2, 3], [2, 1, 6], areHeldOut: true);

        Assert.Equal(weighted.PValue(2), weighted.Shares()[1] + weighted.Shares()[2] + weighted.OwnShare, 1e-6);
        Assert.Equal((6 + 3.0) / (9 + 3), weighted.PValue(3), 1e-6);
    }

    [Fact]
    public void Scores_that_are_not_finite_are_left_out() =>
        Assert.Equal([1, 2], ReferenceScores.Of([2, float.NaN, 1, float.PositiveInfinity], [], areHeldOut: true).Scores.ToArray());
}
