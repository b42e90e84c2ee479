using MLNet.Autoencoder.Numerics;
using MLNet.Autoencoder.Objectives;

namespace MLNet.Autoencoder.Tests.Engines;

/// <summary>The step that an engine takes along a gradient.</summary>
public abstract partial class EngineConformance
{
    private const double Beta1 = 0.9;
    private const double Beta2 = 0.999;
    private const double Epsilon = 1e-8;

    [EngineTheory]
    [InlineData(null, 0f)]
    [InlineData(null, 0.3f)]
    [InlineData(0.05f, 0f)]
    [InlineData(0.05f, 0.3f)]
    [InlineData(1e6f, 0.3f)]
    public void A_step_is_one_of_AdamW(float? clipping, float decay)
    {
        const float LearningRate = 0.01f;
        TestFit fit = FitWithAllRoles();
        float[] gradient = fit.Gradient(Create(), fit.Batch(0));
        (fit.Options.GradientClipping, fit.Options.WeightDecay) = (clipping, decay);
        TrainingState before = InTheMiddle(fit);
        using ITrainingSession session = fit.Start(Create());
        session.Restore(before);

        session.TrainBatch(fit.Batch(0), LearningRate);

        double norm = Norm(gradient);
        Assert.InRange(norm, 0.1, 1e5);
        double scale = Math.Min(1, (clipping ?? double.PositiveInfinity) / norm);
        TrainingState after = fit.StateOf(session);
        Assert.Equal(before.StepCount + 1, after.StepCount);
        foreach (ParameterTensor tensor in fit.Initial.Tensors)
        {
            double kept = 1 - (IsDecayed(tensor.Role) ? LearningRate * decay : 0);
            for (int i = tensor.Offset; i < tensor.Offset + tensor.Length; i++)
            {
                double g = scale * gradient[i];
                double m = (Beta1 * before.FirstMoment[i]) + ((1 - Beta1) * g);
                double v = (Beta2 * before.SecondMoment[i]) + ((1 - Beta2) * g * g);
                double corrected = m / (1 - Math.Pow(Beta1, after.StepCount));
                double root = Math.Sqrt(v / (1 - Math.Pow(Beta2, after.StepCount)));
                double theta = (kept * before.Parameters[i]) - (LearningRate * corrected / (root + Epsilon));
                AssertClose(m, after.FirstMoment[i], 1e-4, floor: 1e-4, $"first moment of {tensor.Name}");
                AssertClose(v, after.SecondMoment[i], 1e-4, floor: 1e-8, $"second moment of {tensor.Name}");
                AssertClose(theta, after.Parameters[i], Tolerances.Step, floor: 1, $"parameter in {tensor.Name}");
            }
        }
    }

    /// <summary>
    /// d = q = 1, with the parameters mean.weight, log_variance.weight, mean.bias, log_variance.bias, output.weight and output.bias. At x = 2: μ = 1,
    /// x̂ = 1 and ∂L/∂x̂ = 2·(1 − 2) = −2, so the gradient is (−2·x = −4, 0, −2, 0, −2·μ = −2, −2).
    /// </summary>
    [EngineFact]
    public void The_first_step_is_as_long_as_the_learning_rate()
    {
        var options = new AutoencoderOptions { LatentDimension = 1, HiddenLayers = [], Kind = new Plain(), BatchSize = 1, WeightDecay = 0 };
        var layout = options.Kind.Definition.LayoutOf(new NetworkArchitecture(1, [], 1, Activation.Relu));
        var request = new TrainingRequest(options, new NetworkParameters(layout, [0.5f, 0, 0, 0.25f, 1, 0]), gpu: default, rows: 1_000);
        var batch = new TrainingBatch(1, 1, request.Slots, request.Terms) { Count = 1 };
        batch.RowBuffer[0] = 2;
        var state = new TrainingState(6);
        request.InitialParameters.Values.CopyTo(state.Parameters);
        using ITrainingSession session = Create().Start(request);
        session.Restore(state);

        session.TrainBatch(batch, learningRate: 0.1f);

        // m = 0.1·g and v = 0.001·g²; corrected, they are g and g², and the step is 0.1·g/|g|.
        Assert.True(session.TrySave(state));
        AssertHandWorked([-0.4f, 0, -0.2f, 0, -0.2f, -0.2f], state.FirstMoment);
        AssertHandWorked([0.016f, 0, 0.004f, 0, 0.004f, 0.004f], state.SecondMoment);
        AssertHandWorked([0.6f, 0, 0.1f, 0.25f, 1.1f, 0.1f], state.Parameters);
        Assert.Equal(1, state.StepCount);
    }

    [EngineFact]
    public void A_gradient_is_clipped_to_its_norm_even_if_its_squares_overflow()
    {
        var fit = new TestFit(new TestNetwork(Activation.Silu, new Plain(), new Gaussian(), [6], BatchParts.None));
        fit.Options.GradientClipping = 0.5f;
        TrainingBatch batch = fit.Batch(0);
        foreach (ref float value in batch.RowBuffer)
        {
            value *= 1e14f;
        }

        float[] gradient = fit.Gradient(Create(), batch);

        Assert.Equal(0.5, Norm(gradient), 1e-4);
    }

    [EngineFact]
    public void A_learning_rate_applies_to_its_own_step()
    {
        TestFit fit = TestFit.Simple(Activation.Tanh);
        using ITrainingSession session = fit.Start(Create(), steps: 1);
        float[] before = fit.StateOf(session).Parameters.ToArray();

        session.TrainBatch(fit.Batch(1), learningRate: 0f);

        Assert.Equal(before, fit.StateOf(session).Parameters.ToArray());
    }

    /// <summary>A network with hidden layers and skip connections: it has a tensor of every role.</summary>
    private static TestFit FitWithAllRoles()
    {
        var fit = new TestFit(new TestNetwork(Activation.Tanh, new Plain(), new Gaussian(), [6], BatchParts.Weighted));
        fit.Options.WeightDecay = 0;
        return fit;
    }

    /// <summary>
    /// A state after some steps. The moments of the log-variances, which have no gradient in this network, are so small that ε matters.
    /// </summary>
    private static TrainingState InTheMiddle(TestFit fit)
    {
        TrainingState state = fit.StartState();
        state.StepCount = 3;
        new RandomStream(8, 99, 0).FillNormal(state.FirstMoment, 0);
        new RandomStream(9, 99, 0).FillUniform(state.SecondMoment, 0);
        foreach (ParameterTensor tensor in fit.Initial.Tensors)
        {
            bool hasGradient = !tensor.Name.Contains("log_variance", StringComparison.Ordinal);
            for (int i = tensor.Offset; i < tensor.Offset + tensor.Length; i++)
            {
                state.FirstMoment[i] *= hasGradient ? 0.1f : 1e-8f;
                state.SecondMoment[i] = hasGradient ? 0.1f * state.SecondMoment[i] : 1e-16f;
            }
        }

        return state;
    }

    private static bool IsDecayed(TensorRole role) => role switch
    {
        TensorRole.HiddenWeight or TensorRole.Weight or TensorRole.LogVarianceWeight => true,
        TensorRole.SkipWeight or TensorRole.Bias or TensorRole.Threshold or TensorRole.LogScale or TensorRole.Dictionary => false,
        _ => throw new ArgumentOutOfRangeException(nameof(role), role, "Tests do not know whether this role decays."),
    };

    private static double Norm(float[] gradient) => Math.Sqrt(gradient.Sum(value => (double)value * value));

    private static void AssertHandWorked(float[] expected, ReadOnlySpan<float> actual) =>
        Assert.Equal(expected, actual.ToArray(), (one, other) => Math.Abs(one - other) <= 1e-6);
}
