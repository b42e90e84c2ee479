using MLNet.Autoencoder.Networks;

namespace MLNet.Autoencoder.Core.Tests.Training;

/// <summary>Steps of the managed engine, compared with numbers calculated by hand.</summary>
public class OptimizerTests
{
    /// <summary>
    /// d = q = 1, with the parameters mean.weight, log_variance.weight, mean.bias, log_variance.bias, output.weight, output.bias. For the row 2, μ =
    /// 1, x̂ = 1 and ∂x̂ = 2·(1 − 2) = −2. The gradient is (−2·x = −4, 0, −2, 0, −2·μ = −2, −2), and its norm is √(16 + 4 + 4 + 4) = √28.
    /// </summary>
    private static TrainingState AfterOneStep(Action<AutoencoderOptions> change)
    {
        var options = new AutoencoderOptions { LatentDimension = 1, HiddenLayers = [], Kind = new Plain(), BatchSize = 1, WeightDecay = 0 };
        change(options);
        var layout = new Variational().Definition.LayoutOf(new NetworkArchitecture(1, [], 1, Activation.Relu));
        using ITrainingSession session = new ManagedEngine().Start(new TrainingRequest(options, new NetworkParameters(layout, [0.5f, 0, 0, 0.25f, 1, 0]), gpu: default));
        var batch = new TrainingBatch(1, 1, [SlotRange.Continuous(0, 1)], [LossTerm.SquaredError]) { Count = 1 };
        batch.RowBuffer[0] = 2;

        session.TrainBatch(batch, learningRate: 0.1f, klWeight: 0);

        var state = new TrainingState(6);
        session.TrySave(state);
        return state;
    }

    private static void AssertClose(double[] expected, Span<float> actual) =>
        Assert.Equal(expected, actual.ToArray().Select(value => (double)value), (a, b) => Math.Abs(a - b) <= 1e-6);

    [Fact]
    public void The_first_step_of_Adam_is_as_long_as_the_learning_rate()
    {
        TrainingState state = AfterOneStep(_ => { });

        // m = 0.1·g and v = 0.001·g². After bias correction they are g and g², and the step is 0.1·g/|g|.
        AssertClose([-0.4, 0, -0.2, 0, -0.2, -0.2], state.FirstMoment);
        AssertClose([0.016, 0, 0.004, 0, 0.004, 0.004], state.SecondMoment);
        AssertClose([0.6, 0, 0.1, 0.25, 1.1, 0.1], state.Parameters);
        Assert.Equal(1, state.StepCount);
    }

    [Fact]
    public void A_gradient_beyond_the_limit_is_scaled_down_to_it()
    {
        TrainingState state = AfterOneStep(options => options.GradientClipping = 0.5f);

        // g·0.5/√28, and a tenth of that.
        double scale = 0.05 / Math.Sqrt(28);
        AssertClose([-4 * scale, 0, -2 * scale, 0, -2 * scale, -2 * scale], state.FirstMoment);
    }

    [Fact]
    public void A_gradient_within_the_limit_is_left_alone()
    {
        TrainingState state = AfterOneStep(options => options.GradientClipping = 5.3f);

        AssertClose([-0.4, 0, -0.2, 0, -0.2, -0.2], state.FirstMoment);
    }

    [Fact]
    public void AdamW_decays_weights_but_not_biases()
    {
        TrainingState state = AfterOneStep(options => options.WeightDecay = 0.3f);

        // Weights are multiplied by 1 − 0.1·0.3 = 0.97 before the same step. Moments are not affected.
        AssertClose([(0.97 * 0.5) + 0.1, 0, 0.1, 0.25, 0.97 + 0.1, 0.1], state.Parameters);
        AssertClose([-0.4, 0, -0.2, 0, -0.2, -0.2], state.FirstMoment);
    }

    [Fact]
    public void Skip_connections_do_not_decay()
    {
        var network = new TestNetwork(Activation.Silu, new Variational(), new Gaussian(), [6], default);
        NetworkParameters parameters = network.Parameters();
        AutoencoderOptions options = network.Options(8);
        options.WeightDecay = 1;
        using ITrainingSession session = new ManagedEngine().Start(new TrainingRequest(options, parameters, gpu: default));
        options.WeightDecay = 0;
        using ITrainingSession other = new ManagedEngine().Start(new TrainingRequest(options, parameters, gpu: default));
        TrainingState with = new(parameters.Values.Length), without = new(parameters.Values.Length);

        session.TrainBatch(network.Batch(8, 8), 0.5f, 1);
        other.TrainBatch(network.Batch(8, 8), 0.5f, 1);
        session.TrySave(with);
        other.TrySave(without);

        // All weights lose half of themselves, except those of the skip connections. No parameter of the network is 0.
        Assert.All(parameters.Tensors, tensor =>
        {
            float decay = tensor.Role is TensorRole.Bias or TensorRole.SkipWeight ? 0 : 0.5f;
            Assert.All(Enumerable.Range(tensor.Offset, tensor.Length), i =>
                Assert.Equal(without.Parameters[i] - (decay * parameters.Values[i]), with.Parameters[i], 1e-5f));
        });
    }

    [Fact]
    public void A_restored_session_continues_like_the_saved_one()
    {
        var network = new TestNetwork(Activation.Silu, new Variational(), new Gaussian(), [6], default);
        var request = new TrainingRequest(network.Options(8), network.Parameters(), gpu: default);
        using ITrainingSession first = new ManagedEngine().Start(request);
        using ITrainingSession second = new ManagedEngine().Start(request);
        TrainingState saved = NewState(request), expected = NewState(request), actual = NewState(request);
        first.TrainBatch(network.Batch(8, 8, step: 0), 0.01f, 1f);
        first.TrySave(saved);
        first.TrainBatch(network.Batch(8, 8, step: 1), 0.01f, 1f);
        first.TrySave(expected);
        second.TrainBatch(network.Batch(8, 8, step: 2), 0.05f, 1f);

        second.Restore(saved);
        second.TrainBatch(network.Batch(8, 8, step: 1), 0.01f, 1f);
        second.TrySave(actual);

        Assert.Equal(expected.Parameters.ToArray(), actual.Parameters.ToArray());
        Assert.Equal(expected.FirstMoment.ToArray(), actual.FirstMoment.ToArray());
        Assert.Equal(expected.SecondMoment.ToArray(), actual.SecondMoment.ToArray());
        Assert.Equal(expected.StepCount, actual.StepCount);
    }

    [Fact]
    public void A_state_with_a_parameter_that_is_not_finite_is_not_saved_and_the_last_good_one_is_kept()
    {
        var network = new TestNetwork(Activation.Silu, new Variational(), new Gaussian(), [6], default);
        var request = new TrainingRequest(network.Options(8), network.Parameters(), gpu: default);
        using ITrainingSession session = new ManagedEngine().Start(request);
        TrainingState state = NewState(request);
        session.TrainBatch(network.Batch(8, 8, step: 0), 0.01f, 1f);
        Assert.True(session.TrySave(state));
        float[] parameters = state.Parameters.ToArray(), moments = state.FirstMoment.ToArray();

        session.TrainBatch(network.Batch(8, 8, step: 1), float.PositiveInfinity, 1f);

        Assert.False(session.TrySave(state));
        Assert.Equal(parameters, state.Parameters.ToArray());
        Assert.Equal(moments, state.FirstMoment.ToArray());
        Assert.Equal(1, state.StepCount);
    }

    private static TrainingState NewState(TrainingRequest request) => new(request.InitialParameters.Values.Length);
}
