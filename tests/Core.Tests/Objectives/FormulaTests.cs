using MLNet.Autoencoder.Core.Tests.Training;
using MLNet.Autoencoder.Diagnostics;
using MLNet.Autoencoder.Kinds;
using MLNet.Autoencoder.Networks;
using MLNet.Autoencoder.Training.Managed;

namespace MLNet.Autoencoder.Core.Tests.Objectives;

/// <summary>Checks each formula on numbers small enough to calculate by hand, as the comments do.</summary>
public class FormulaTests
{
    /// <summary>
    /// A network without hidden layers. The order of its parameters is mean.weight [q, d], log_variance.weight [q, d], mean.bias [q],
    /// log_variance.bias [q], output.weight [d, q], output.bias [d]. With a dictionary, which output.weight is then, there are no log-variances.
    /// </summary>
    private sealed class TinyNetwork
    {
        private readonly AutoencoderKind _kind;
        private readonly ReconstructionLoss _reconstruction;
        private readonly int _d;
        private readonly int _q;
        private readonly ParameterStorage _storage;
        private readonly TrainingStep _step;

        public TinyNetwork(AutoencoderKind kind, ReconstructionLoss reconstruction, int d, int q, float[] parameters)
        {
            (_kind, _reconstruction, _d, _q) = (kind, reconstruction, d, q);
            ParameterLayout layout = kind.Definition.LayoutOf(new NetworkArchitecture(d, [], q, Activation.Relu));
            var session = new NetworkParameters(layout);
            _storage = new ParameterStorage(layout);
            _storage.ToSession(parameters, session.Values);
            _step = new TrainingStep(session, kind, reconstruction, batchSize: 4);
            Gradient = new float[parameters.Length];
        }

        public float[] Gradient { get; }

        public float[] UnitDivergences { get; private set; } = [];

        public LossValues Run(float[] rows, float[]? noise = null, float klWeight = 0, bool[]? dead = null, double variance = 0.5)
        {
            var batch = new TrainingBatch(4, _q, _reconstruction.SlotsOf(_d), _kind.Terms(_reconstruction, _d)) { Count = rows.Length / _d, NoiseVariance = variance };
            rows.CopyTo(batch.RowBuffer);
            noise?.CopyTo(batch.NoiseBuffer);
            dead?.CopyTo(batch.DeadUnitBuffer);
            float[] gradient = new float[Gradient.Length];
            LossValues loss = _step.Run(batch, klWeight, gradient);
            _storage.FromSession(gradient, Gradient);
            UnitDivergences = batch.UnitDivergences.ToArray();
            return loss;
        }
    }

    private static void AssertClose(double[] expected, float[] actual) =>
        Assert.Equal(expected, actual.Select(value => (double)value), (a, b) => Math.Abs(a - b) <= 1e-5 * Math.Max(1, Math.Abs(a)));

    [Fact]
    public void The_KL_divergence_is_that_of_Kingma_and_Welling()
    {
        // x = 1.5, so μ = 2·1.5 = 3, and σ² = 4.
        var network = new TinyNetwork(new Variational { FreeBits = 0 }, new Gaussian { Variance = 1 }, 1, 1, [2, 0, 0, MathF.Log(4), 0.5f, 0]);

        LossValues loss = network.Run([1.5f]);

        // ½(−log 4 + 4 + 9 − 1) = 6 − log 2.
        Assert.Equal(6 - 0.69314718, loss.KlDivergence, 1e-6);
        AssertClose([6 - 0.69314718], network.UnitDivergences);
    }

    [Fact]
    public void A_sample_is_the_mean_plus_the_deviation_times_the_noise()
    {
        var network = new TinyNetwork(new Variational { FreeBits = 0 }, new Gaussian { Variance = 1 }, 1, 1, [2, 0, 0, MathF.Log(4), 0.5f, 0]);

        LossValues loss = network.Run([1.5f], noise: [0.5f]);

        // z = 3 + 2·½ = 4, x̂ = ½·4 = 2, and (2 − 1.5)² = ¼.
        Assert.Equal(0.25, loss.SquaredError, 1e-6);
    }

    [Fact]
    public void The_gradient_of_the_variational_loss_matches_the_hand_calculation()
    {
        var network = new TinyNetwork(new Variational { FreeBits = 0 }, new Gaussian { Variance = 3 }, 1, 1, [2, 0, 0, MathF.Log(4), 0.5f, 0]);

        network.Run([1.5f], noise: [0.5f], klWeight: 0.5f, variance: 3);

        // As above, ∂/∂x̂ = 2·½ = 1 and ∂/∂z = ½; vλ = 1.5.
        // ∂μ = ½ + 1.5·2·3 = 9.5; ∂log σ² = ½·(½·2·½) + 1.5·(4 − 1) = 4.75; multiply by x = 1.5 for the weights; ∂output = 1·z = 4 and 1.
        AssertClose([14.25, 7.125, 9.5, 4.75, 4, 1], network.Gradient);
    }

    [Fact]
    public void The_KL_weight_scales_the_gradient_of_the_divergence()
    {
        // μ = 3, σ = 1, v = 1, and the decoder contributes nothing: ∂μ = vλ·2μ = 4·2·3.
        var network = new TinyNetwork(new Variational { KlWeight = 4, FreeBits = 0 }, new Gaussian { Variance = 1 }, 1, 1, [0, 0, 3, 0, 0, 0]);

        network.Run([0], klWeight: 4, variance: 1);

        AssertClose([0, 0, 24, 0, 0, 0], network.Gradient);
    }

    [Fact]
    public void A_unit_is_charged_at_least_its_free_bits_as_a_mean_over_the_batch()
    {
        // Two units with σ = 1, and μ = 2x and x. Over the rows 1 and 0, the divergences are ½·4 + 0 = 2 and ½ + 0 = ½.
        var network = new TinyNetwork(new Variational { FreeBits = 0.4f }, new Gaussian { Variance = 1 }, 1, 2, [2, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0]);

        LossValues loss = network.Run([1, 0], klWeight: 1, variance: 1);

        // Each unit has 2·0.4 = 0.8 nats free: 2 + 0.8 are charged, and only the first unit has a gradient, ∂μ₁ = 2·2/2 rows = 2.
        // The squared error, with x̂ = 0 in both rows, gives ∂x̂ = −2/2 and ∂output = −1·μ.
        Assert.Equal(2.5, loss.KlDivergence, 1e-6);
        Assert.Equal(2.8, loss.ChargedDivergence, 1e-6);
        AssertClose([2, 0, 0, 0, 2, 0, 0, 0, -2, -1, -1], network.Gradient);
    }

    [Fact]
    public void A_calibrated_decoder_weights_the_divergence_by_the_variance_of_the_batch_not_by_its_error()
    {
        // x̂ = 0: errors 3 and 1, so the mean squared error is 5, but v = 4. μ = 2: ∂μ = vλ·2μ = 4·½·4 = 8, multiplied by the mean 2 of x for the
        // weight. ∂x̂ = −2·(3 + 1)/2 rows = −4.
        var network = new TinyNetwork(new Variational { FreeBits = 0 }, new Gaussian(), 1, 1, [0, 0, 2, 0, 0, 0]);

        LossValues loss = network.Run([3, 1], klWeight: 0.5f, variance: 4);

        Assert.Equal((10.0, 2.0), (loss.SquaredError, loss.ContinuousWeight));
        AssertClose([16, 0, 8, 0, -8, -4], network.Gradient);
    }

    [Theory]
    [InlineData(1f, 0.28768207)]
    [InlineData(0f, 1.38629436)]
    [InlineData(0.5f, 0.83698822)]
    public void A_binary_slot_costs_its_cross_entropy(float x, double expected)
    {
        // The output is log 3, so the probability is ¾: −log ¾ = 0.2877, −log ¼ = 1.3863, and the mean of both for ½.
        var network = new TinyNetwork(new Plain(), new Bernoulli(), 1, 1, [0, 0, 0, 0, 0, MathF.Log(3)]);

        LossValues loss = network.Run([x]);

        // ∂output = x̂ − x.
        Assert.Equal(expected, loss.CrossEntropy, 1e-6);
        AssertClose([0, 0, 0, 0, 0, 0.75 - x], network.Gradient);
    }

    [Fact]
    public void A_one_hot_group_costs_the_cross_entropy_of_its_softmax()
    {
        // Outputs log 1, log 2, log 5: probabilities 1/8, 2/8, 5/8. The second category is the true one: −log ¼ = 2 log 2.
        var network = new TinyNetwork(
            new Plain(), new Mixed { Slots = [SlotRange.OneHot(0, 3)] }, 3, 1, [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, MathF.Log(2), MathF.Log(5)]);

        LossValues loss = network.Run([0, 1, 0]);

        Assert.Equal(1.38629436, loss.CrossEntropy, 1e-6);
        AssertClose([0.125, -0.75, 0.625], network.Gradient[^3..]);
    }

    [Fact]
    public void A_group_with_an_unknown_category_costs_nothing()
    {
        var network = new TinyNetwork(
            new Plain(), new Mixed { Slots = [SlotRange.OneHot(0, 3)] }, 3, 1, [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, MathF.Log(2), MathF.Log(5)]);

        LossValues loss = network.Run([0, 0, 0]);

        Assert.Equal(0, loss.CrossEntropy);
        AssertClose([0, 0, 0], network.Gradient[^3..]);
    }

    [Fact]
    public void The_cost_of_a_group_of_probabilities_is_proportional_to_their_sum()
    {
        // A probability of ½ for the second category: ½·log 4, and ∂ = ½·(1/8, 2/8 − 1, 5/8).
        var network = new TinyNetwork(
            new Plain(), new Mixed { Slots = [SlotRange.OneHot(0, 3)] }, 3, 1, [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, MathF.Log(2), MathF.Log(5)]);

        LossValues loss = network.Run([0, 0.5f, 0]);

        Assert.Equal(0.69314718, loss.CrossEntropy, 1e-6);
        AssertClose([0.0625, -0.375, 0.3125], network.Gradient[^3..]);
    }

    [Fact]
    public void A_cross_entropy_is_multiplied_by_2v_before_it_is_added_to_a_squared_error()
    {
        // A continuous slot with x = 1 and x̂ = 0, a binary slot with x = 1 and x̂ = ½, and v = 3: ∂ = 2·(0 − 1) and 2·3·(½ − 1).
        var network = new TinyNetwork(
            new Plain(), new Mixed { Slots = [SlotRange.Binary(1, 1)], Variance = 3 }, 2, 1, new float[2 + 2 + 1 + 1 + 2 + 2]);

        LossValues loss = network.Run([1, 1], variance: 3);

        Assert.Equal(1, loss.SquaredError, 1e-6);
        Assert.Equal(0.69314718, loss.CrossEntropy, 1e-6);
        AssertClose([-2, -3], network.Gradient[^2..]);
    }

    [Fact]
    public void L1_rectifies_codes_and_charges_their_sum()
    {
        // x = 1: activations 2, −3 and ½, so codes 2, 0 and ½.
        float[] parameters = new float[3 + 3 + 3 + 1];
        ((ReadOnlySpan<float>)[2, -3, 0.5f]).CopyTo(parameters);
        var network = new TinyNetwork(new Sparse { Sparsity = new L1Penalty { Weight = 0.1f } }, new Gaussian(), 1, 3, parameters);

        LossValues loss = network.Run([1]);

        // 0.1·2.5; the slope is 0.1 for units that fire.
        Assert.Equal(0.25, loss.Penalty, 1e-6);
        AssertClose([0.1, 0, 0.1], network.Gradient[..3]);
    }

    [Fact]
    public void KL_sparsity_pulls_the_mean_of_a_unit_over_the_batch_toward_its_target()
    {
        // μ = x·log 3: sigmoids ½ and ¾ for the rows 0 and 1, so ρ̂ = 5/8.
        var network = new TinyNetwork(
            new Sparse { Sparsity = new KlSparsity { TargetActivation = 0.25f, Weight = 2 } }, new Gaussian(), 1, 1, [MathF.Log(3), 0, 0, 0, 0, 0]);

        LossValues loss = network.Run([0, 1]);

        // ¼·log(¼ / ⅝) + ¾·log(¾ / ⅜) = −¼·0.91629073 + ¾·0.69314718 = 0.29078770, multiplied by the weight and by two rows.
        Assert.Equal(2 * 2 * 0.29078770, loss.Penalty, 1e-5);

        // ∂ρ̂ = 2·(¾/⅜ − ¼/⅝) = 3.2, half of it for each row; sigmoid′ = 3/16 for the second row, whose x is 1, and ¼ for the first: 0.3 and 0.7.
        AssertClose([1.6 * 3 / 16, 1.6 * 7 / 16], [network.Gradient[0], network.Gradient[2]]);
    }

    [Theory]
    [InlineData(3, new[] { 3f, 0f, 2f, 5f, 0f })]
    [InlineData(1, new[] { 0f, 0f, 0f, 5f, 0f })]
    [InlineData(5, new[] { 3f, 0f, 2f, 5f, 2f })]
    public void TopK_keeps_the_k_largest_activations_rectified_and_the_first_of_equal_ones(int k, float[] expected)
    {
        float[] codes = new float[5];

        new TopKActivation(k, dimension: 5).Apply([3, -1, 2, 5, 2], codes, rows: 1);

        Assert.Equal(expected, codes);
    }

    [Theory]
    [InlineData(8, 64, 4)]
    [InlineData(64, 64, 8)]
    [InlineData(1000, 1000, 32)]
    [InlineData(64, 7, 3)]
    [InlineData(64, 1, 1)]
    public void By_default_a_unit_fires_for_every_eight_slots_but_at_least_4_and_at_most_32_and_half_of_the_units(int slots, int units, int expected)
    {
        var network = new NetworkArchitecture(slots, [], units, Activation.Relu);

        Assert.Equal(new TopK { ActiveUnits = expected }, new TopK().Resolved(network));
        Assert.Equal(new BatchTopK { ActiveUnits = expected }, new BatchTopK().Resolved(network));
        Assert.Equal(new JumpRelu { ActiveUnits = expected }, new JumpRelu().Resolved(network));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(7, 3)]
    [InlineData(8, 4)]
    [InlineData(64, 32)]
    [InlineData(1000, 32)]
    public void A_model_file_that_leaves_k_out_has_half_of_the_units_but_at_most_32(int units, int expected) =>
        Assert.Equal(expected, new TopK().ActiveUnitsOf(units));

    [Fact]
    public void A_dead_unit_is_trained_to_explain_the_error()
    {
        // x = (1, 0): the activations are 2, which is kept, and −3. The atoms are (1, 0) and (0, ½): x̂ = (2, 0), and e = x − x̂ = (−1, 0). The second unit is
        // dead: D·a = (0, −1.5).
        var network = new TinyNetwork(
            new Sparse { Sparsity = new TopK { ActiveUnits = 1, AuxiliaryWeight = 0.5f } }, new Gaussian(), 2, 2, [2, 0, -3, 0, 0, 0, 1, 0, 0, 0.5f, 0, 0]);

        LossValues loss = network.Run([1, 0], dead: [false, true]);

        // ½·‖(−1, 1.5)‖² = 1.625. ∂a = −½·2·(½·1.5) = −¾, and ∂D₂ = −½·2·(−1, 1.5)·(−3) = (−3, 4.5). The rest comes from the squared error: ∂x̂ = (2, 0),
        // so ∂z = 2, and ∂D₁ = (2, 0)·2 = (4, 0). Through the encoder, which reads x − b, the bias has the gradient −Wᵀ·∂a = −(2·2 + 3·¾), besides ∂x̂.
        Assert.Equal(1.625, loss.Penalty, 1e-6);
        AssertClose([2, 0, -0.75, 0, 2, -0.75, 4, -3, 0, 4.5, 2 - 6.25, 0], network.Gradient);
    }

    [Fact]
    public void Without_dead_units_there_is_no_penalty()
    {
        var network = new TinyNetwork(
            new Sparse { Sparsity = new TopK { ActiveUnits = 1, AuxiliaryWeight = 0.5f } }, new Gaussian(), 2, 2, [2, 0, -3, 0, 0, 0, 1, 0, 0, 0.5f, 0, 0]);

        LossValues loss = network.Run([1, 0]);

        Assert.Equal(0, loss.Penalty);
        AssertClose([2, 0, 0, 0, 2, 0, 4, 0, 0, 0, 2 - 4, 0], network.Gradient);
    }

    [Fact]
    public void Only_the_dead_units_with_the_largest_activations_explain_the_error_half_as_many_as_slots()
    {
        // With one slot, max(k, ½) = k = 1 of the two dead units is selected. They have −3 and −1, so W·a = −1. e = 1 − 2 = −1, and nothing is left to
        // explain.
        var network = new TinyNetwork(
            new Sparse { Sparsity = new TopK { ActiveUnits = 1, AuxiliaryWeight = 0.5f } },
            new Gaussian(),
            1,
            3,
            [2, -3, -1, 0, 0, 0, 1, 1, 1, 0]);

        Assert.Equal(0, network.Run([1], dead: [false, true, true]).Penalty);
    }

    [Fact]
    public void A_unit_is_active_if_its_code_varies()
    {
        var statistics = new CodeStatistics(dimension: 3);

        // Variances 1, 0.0081 and 0; the last unit is always 0.
        statistics.Add([1, 0.59f, 0, -1, 0.41f, 0]);

        Assert.Equal([true, false, false], statistics.ActiveUnits(hasDistribution: true));
        Assert.Equal([true, true, false], Enumerable.Range(0, 3).Select(statistics.Fired));
        Assert.Equal(0.5, statistics.Mean(1), 1e-7);
        Assert.Equal(0.0081, statistics.Variance(1), 1e-7);
    }

    [Fact]
    public void Without_a_prior_a_unit_is_active_relative_to_the_most_active_one()
    {
        var statistics = new CodeStatistics(dimension: 3);

        // Variances 10^-4, 2·10^-6 and 5·10^-7: the last two are 2 % and ½ % of the first.
        statistics.Add([0.01f, 1.4142e-3f, 7.071e-4f, -0.01f, -1.4142e-3f, -7.071e-4f]);

        Assert.Equal([true, true, false], statistics.ActiveUnits(hasDistribution: false));
        Assert.Equal([false, false, false], statistics.ActiveUnits(hasDistribution: true));
    }
}
