using MLNet.Autoencoder.Kinds;
using MLNet.Autoencoder.Objectives;

namespace MLNet.Autoencoder.Core.Tests.Objectives;

public class ObjectiveTests
{
    // Four rows of two slots, with a total squared error of 6 and a total divergence of 8, or 10 with free bits.
    private static readonly LossValues Loss = new()
    {
        SquaredError = 6, KlDivergence = 8, ChargedDivergence = 10, Weight = 4, ContinuousWeight = 8,
    };

    // The same with an additional binary slot, and a total cross-entropy of 2.
    private static readonly LossValues MixedLoss = Loss with { CrossEntropy = 2 };

    private static readonly SlotRange[] Slots = [SlotRange.Binary(2, 1)];

    private static double Total(AutoencoderKind kind, ReconstructionLoss reconstruction, LossValues loss, int dimension, float klWeight = 0.5f) =>
        Of(new Objective(reconstruction, dimension, kind.Definition.Terms), loss, klWeight, VarianceOf(reconstruction, loss)).Total;

    private static double VarianceOf(ReconstructionLoss reconstruction, LossValues loss) =>
        new NoiseVariance(reconstruction, loss.ContinuousWeight > 0, variance: 1).Of(loss.SquaredError, loss.ContinuousWeight);

    private static LossTerms Of(Objective objective, LossValues loss, float klWeight, double variance)
    {
        var sums = new BatchLoss(objective.Terms);
        loss.WriteTo(sums);
        float[] weights = [.. objective.Terms.Select(term => term == LossTerm.KlDivergence ? klWeight : 1)];
        return objective.Of(sums, loss.Weight, loss.ContinuousWeight, weights, variance);
    }

    [Fact]
    public void Terms_are_means_over_rows_and_the_divergence_is_reported_without_free_bits()
    {
        LossTerms terms = Of(
            new Objective(new Mixed { Slots = Slots }, 3, [LossTerm.KlDivergence, LossTerm.Penalty]), MixedLoss with { Penalty = 1 }, 0.5f, variance: 1);

        Assert.Equal((1.5, 0.5, 2.0, 0.25), (terms.SquaredError, terms.CrossEntropy, terms.KlDivergence, terms.Penalty));
        Assert.Equal(2, terms.Reconstruction);
    }

    [Fact]
    public void Means_are_weighted()
    {
        LossTerms terms = Of(
            new Objective(new Gaussian { Variance = 3 }, 2, [LossTerm.KlDivergence]), Loss with { Weight = 5 }, 0.5f, variance: 3);

        Assert.Equal((1.2, 1.6), (terms.SquaredError, terms.KlDivergence));
        Assert.Equal(1.2 + (2 * 3 * 0.5 * 2), terms.Total, 1e-12);
    }

    [Fact]
    public void With_a_calibrated_decoder_the_total_is_the_negative_ELBO()
    {
        // v = 6/8 = 0.75 and m = 2: ½m(log 2πv + 1) + λ·2.5.
        double expected = Math.Log(2 * Math.PI * 0.75) + 1 + (0.5 * 2.5);

        Assert.Equal(expected, Total(new Variational(), new Gaussian(), Loss, 2), 1e-12);
    }

    [Fact]
    public void With_missing_values_the_ELBO_counts_only_observed_values()
    {
        // 6 of 8 values: v = 6/6 = 1 and m = 1.5.
        double expected = (0.75 * (Math.Log(2 * Math.PI) + 1)) + (0.5 * 2.5);

        Assert.Equal(expected, Total(new Variational(), new Gaussian(), Loss with { ContinuousWeight = 6 }, 2), 1e-12);
    }

    [Fact]
    public void A_mixed_table_with_a_calibrated_decoder_adds_its_cross_entropy_in_nats()
    {
        double expected = Math.Log(2 * Math.PI * 0.75) + 1 + 0.5 + (0.5 * 2.5);

        Assert.Equal(expected, Total(new Variational(), new Mixed { Slots = Slots }, MixedLoss, 3), 1e-12);
        Assert.Equal(
            expected - (0.5 * 2.5),
            Total(new Plain(), new Mixed { Slots = Slots }, MixedLoss with { ChargedDivergence = 0 }, 3, klWeight: 0),
            1e-12);
    }

    [Fact]
    public void A_penalty_is_added_like_a_squared_error()
    {
        LossValues loss = MixedLoss with { KlDivergence = 0, ChargedDivergence = 0, Penalty = 3 };

        // ½·(2·log 2πv + (1.5 + 0.75)/v) + ½. v is still 0.75, because a penalty is not an error.
        double expected = Math.Log(2 * Math.PI * 0.75) + 1.5 + 0.5;
        Assert.Equal(expected, Total(new Sparse(), new Mixed { Slots = Slots }, loss, 3, klWeight: 0), 1e-12);
        Assert.Equal(1.5 + 0.75, Total(new Sparse(), new Gaussian(), loss with { CrossEntropy = 0 }, 2, klWeight: 0), 1e-12);
    }

    [Fact]
    public void With_a_given_variance_terms_in_nats_are_multiplied_by_2v()
    {
        Assert.Equal(1.5 + (2 * 3 * 0.5 * 2.5), Total(new Variational(), new Gaussian { Variance = 3 }, Loss, 2), 1e-12);
        Assert.Equal(1.5 + (2 * 3 * (0.5 + (0.5 * 2.5))), Total(new Variational(), new Mixed { Slots = Slots, Variance = 3 }, MixedLoss, 3), 1e-12);
    }

    [Fact]
    public void Without_continuous_slots_everything_is_in_nats()
    {
        var loss = new LossValues { CrossEntropy = 6, KlDivergence = 8, ChargedDivergence = 10, Weight = 4 };

        Assert.Equal(1.5 + (0.5 * 2.5), Total(new Variational(), new Bernoulli(), loss, 2), 1e-12);
        Assert.Equal(1.5 + (0.5 * 2.5), Total(new Variational(), new Mixed { Slots = [SlotRange.OneHot(0, 2)] }, loss, 2), 1e-12);
    }

    [Fact]
    public void The_KL_weight_multiplies_the_divergence() =>
        Assert.Equal(1.5 + (2 * 3 * 4 * 2.5), Total(new Variational { KlWeight = 4 }, new Gaussian { Variance = 3 }, Loss, 2, klWeight: 4), 1e-12);

    [Fact]
    public void If_codes_have_no_distribution_the_total_is_the_reconstruction_loss() =>
        Assert.Equal(1.5, Total(new Plain(), new Gaussian(), Loss with { KlDivergence = 0, ChargedDivergence = 0 }, 2, klWeight: 0));

    [Fact]
    public void A_perfect_reconstruction_has_a_finite_total() =>
        Assert.True(double.IsFinite(Total(new Variational(), new Gaussian(), Loss with { SquaredError = 0 }, 2)));

    [Theory]
    [InlineData(null)]
    [InlineData(3f)]
    public void The_total_is_the_weighted_mean_of_the_losses_of_the_rows(float? variance)
    {
        // Two rows of weights 3 and 1, with squared errors 2 and 6, cross-entropies 1 and 5, and divergences 2 and 8. Free bits add 2 nats in total.
        var objective = new Objective(new Mixed { Slots = Slots, Variance = variance }, 3, [LossTerm.KlDivergence]);
        var batch = new TrainingBatch(2, 1, [SlotRange.Continuous(0, 2), .. Slots], objective.Terms, BatchParts.Weighted) { Count = 2 };
        ((ReadOnlySpan<float>)[3, 1]).CopyTo(batch.WeightBuffer);
        ((ReadOnlySpan<float>)[2, 6]).CopyTo(batch.RowSquaredErrors);

        // With a weight of ½ for the divergence.
        ((ReadOnlySpan<float>)[1 + 1, 5 + 4]).CopyTo(batch.RowNats);
        new LossValues { SquaredError = 12, CrossEntropy = 8, KlDivergence = 14, ChargedDivergence = 16 }.WriteTo(batch.Loss);
        var sum = new LossSum(objective.Terms);
        sum.Add(batch);
        var rows = new RowLosses(2);
        rows.Set(batch, start: 0);
        rows.Add(objective.ChargedNats(sum, [1, 1, 0.5f]));

        ReadOnlySpan<float> losses = rows.Under(0.75);

        // A calibrated variance has a cost of its own: ½·2·log 2πv.
        double mean = ((3 * losses[0]) + losses[1]) / 4;
        double expected = variance is null ? Math.Log(2 * Math.PI * 0.75) + (mean / 1.5) : mean;
        Assert.Equal(expected, objective.Of(sum, [1, 1, 0.5f], 0.75).Total, 1e-5);
    }

    [Theory]
    [InlineData(0.0, 0f)]
    [InlineData(1.0, 0.5f)]
    [InlineData(3.0, 1.5f)]
    [InlineData(4.0, 2f)]
    [InlineData(9.5, 2f)]
    public void Warm_up_raises_the_weight_linearly_over_epochs_and_then_holds_it(double epochs, float expected) =>
        Assert.Equal(expected, KlWeightAt(new Variational { KlWeight = 2, WarmupEpochs = 4 }, new FitPoint(epochs, 1000, 10)));

    [Theory]
    [InlineData(1, 0.02f)]
    [InlineData(50, 1f)]
    [InlineData(100, 2f)]
    [InlineData(10_000_000_000, 2f)]
    public void Warm_up_raises_the_weight_linearly_over_steps_and_then_holds_it(long steps, float expected) =>
        Assert.Equal(expected, KlWeightAt(new Variational { KlWeight = 2, WarmupSteps = 100 }, new FitPoint(1000, steps, 10)));

    [Theory]
    [InlineData(0.0, 0f)]
    [InlineData(1.0, 1f)]
    [InlineData(2.0, 2f)]
    [InlineData(3.9, 2f)]
    [InlineData(4.0, 2f)]
    [InlineData(4.5, 0.5f)]
    [InlineData(5.0, 1f)]
    [InlineData(7.5, 2f)]
    [InlineData(12.0, 2f)]
    public void Each_cycle_raises_the_weight_in_its_first_half_and_holds_it_until_its_last_step(double epochs, float expected) =>
        Assert.Equal(expected, KlWeightAt(new Variational { KlWeight = 2, Cycles = 3 }, new FitPoint(epochs, 1, 12)), 1e-6f);

    [Fact]
    public void Without_a_schedule_the_weight_is_constant() =>
        Assert.Equal(2f, KlWeightAt(new Variational { KlWeight = 2 }, new FitPoint(0, 0, 10)));

    [Fact]
    public void Every_schedule_ends_at_the_full_weight() => Assert.All(
        (Variational[])[new() { KlWeight = 2, WarmupEpochs = 4 }, new() { KlWeight = 2, WarmupSteps = 100 }, new() { KlWeight = 2, Cycles = 3 }, new() { KlWeight = 2 }],
        kind => Assert.Equal(2f, KlWeightAt(kind, FitPoint.End)));

    private static float KlWeightAt(Variational kind, FitPoint point)
    {
        float[] weights = [float.NaN];
        kind.Definition.SetTermWeights(point, weights);
        return weights[0];
    }
}
