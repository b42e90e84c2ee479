using MLNet.Autoencoder.Objectives;

namespace MLNet.Autoencoder.Tests.Objectives;

public class ObjectiveTests
{
    // Four rows of two slots: squared error 6 and divergence 8 in all, 10 with the free bits.
    private static readonly BatchLoss Loss = new(Reconstruction: 6, KlDivergence: 8, ChargedDivergence: 10);

    private static LossTerms Terms(ReconstructionLoss reconstruction, bool isVariational = true) =>
        Objective.Of(Loss, rows: 4, dimension: 2, klWeight: 0.5f, reconstruction, isVariational);

    [Fact]
    public void Terms_are_means_over_rows_and_the_divergence_is_the_true_one()
    {
        LossTerms terms = Terms(new Gaussian());

        Assert.Equal((1.5, 2.0), (terms.Reconstruction, terms.KlDivergence));
    }

    [Fact]
    public void With_a_calibrated_decoder_the_total_is_the_negative_variational_bound()
    {
        // v = 1.5/2; ½d(log 2πv + 1) + λ·2.5.
        double expected = Math.Log(2 * Math.PI * 0.75) + 1 + (0.5 * 2.5);

        Assert.Equal(expected, Terms(new Gaussian()).Total, 1e-12);
    }

    [Fact]
    public void With_a_given_variance_the_divergence_is_weighed_by_it()
    {
        Assert.Equal(1.5 + (2 * 3 * 0.5 * 2.5), Terms(new Gaussian { Variance = 3 }).Total, 1e-12);
        Assert.Equal(1.5 + (2 * 0.5 * 2.5), Terms(new Bernoulli()).Total, 1e-12);
    }

    [Fact]
    public void Without_a_distribution_of_codes_the_total_is_the_reconstruction() =>
        Assert.Equal(1.5, Objective.Of(new(6, 0, 0), 4, 2, klWeight: 0, new Gaussian(), isVariational: false).Total);

    [Fact]
    public void A_reconstruction_without_error_leaves_a_finite_total() =>
        Assert.True(double.IsFinite(Objective.Of(new(0, 8, 8), 4, 2, klWeight: 1, new Gaussian(), isVariational: true).Total));

    [Theory]
    [InlineData(0.0, 0f)]
    [InlineData(1.0, 0.5f)]
    [InlineData(3.0, 1.5f)]
    [InlineData(4.0, 2f)]
    [InlineData(9.5, 2f)]
    public void Warm_up_raises_the_weight_evenly_and_then_rests(double epochs, float expected) =>
        Assert.Equal(expected, new Variational { KlWeight = 2, WarmupEpochs = 4 }.KlWeightAt(epochs, total: 10));

    [Theory]
    [InlineData(0.0, 0f)]
    [InlineData(1.0, 1f)]
    [InlineData(2.0, 2f)]
    [InlineData(3.9, 2f)]
    [InlineData(4.0, 0f)]
    [InlineData(5.0, 1f)]
    [InlineData(7.5, 2f)]
    public void Each_cycle_raises_the_weight_over_one_half_and_rests_over_the_other(double epochs, float expected) =>
        Assert.Equal(expected, new Variational { KlWeight = 2, Cycles = 3 }.KlWeightAt(epochs, total: 12), 1e-6f);

    [Fact]
    public void Without_a_schedule_the_weight_is_constant() => Assert.Equal(2f, new Variational { KlWeight = 2 }.KlWeightAt(0, total: 10));
}
