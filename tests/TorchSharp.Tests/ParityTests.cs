using MLNet.Autoencoder.Tests.Engines;

namespace MLNet.Autoencoder.Tests.Torch;

/// <summary>
/// Two engines that share no arithmetic, one with a hand-written backward pass and one with autograd, reach the same model. Single steps are compared
/// with an exact reference in <see cref="EngineConformance"/>.
/// </summary>
public class ParityTests
{
    private const int Steps = 200;
    private const int BatchSize = 24;

    /// <summary>For parameters after <see cref="Steps"/> steps. Parameters are of the order of 1, so this is a hundred roundings of single precision.</summary>
    private const double Tolerance = 1e-5;

    [LibtorchTheory]
    [MemberData(nameof(TestNetworks.Smooth), MemberType = typeof(TestNetworks))]
    public void Parameters_agree_after_200_steps(TestNetwork network)
    {
        var fit = new TestFit(network, BatchSize);

        float[] end = AssertSameParameters(fit);

        Assert.True(end.Zip(fit.Initial.Values.ToArray(), (last, first) => Math.Abs(last - first)).Max() > 0.05, "Nothing was learned.");
    }

    [LibtorchTheory]
    [MemberData(nameof(TestNetworks.Kinked), MemberType = typeof(TestNetworks))]
    public void Losses_agree_after_200_steps_even_if_a_rounding_error_can_separate_the_engines(TestNetwork network)
    {
        var fit = new TestFit(network, BatchSize);
        using ITrainingSession managed = fit.Start(new ManagedEngine(), Steps);
        using ITrainingSession torch = fit.Start(new TorchSharpEngine("cpu"), Steps);

        LossValues expected = managed.Evaluate(fit.Batch(Steps)), actual = torch.Evaluate(fit.Batch(Steps));

        double Total(LossValues loss) => loss.SquaredError + loss.CrossEntropy + loss.KlDivergence + loss.Penalty
            + loss.LabelHead + loss.SupervisedContrastive + loss.RowContrast;
        Assert.Equal(Total(expected), Total(actual), 0.01 * Total(expected));
    }

    [LibtorchTheory]
    [InlineData(null, 0.5f)]
    [InlineData(0.2f, 0f)]
    [InlineData(0.2f, 0.5f)]
    [InlineData(1e6f, 0f)]
    public void Parameters_agree_with_clipping_and_weight_decay(float? clipping, float decay)
    {
        var fit = new TestFit(TestFit.SimpleNetwork(), BatchSize);
        fit.Options.GradientClipping = clipping;
        fit.Options.WeightDecay = decay;

        AssertSameParameters(fit);
    }

    [LibtorchTheory]
    [InlineData(true)]
    [InlineData(false)]
    public void One_engine_resumes_the_state_of_the_other(bool isManagedFirst)
    {
        var fit = new TestFit(TestFit.SimpleNetwork(), BatchSize);
        ITrainingEngine first = isManagedFirst ? new ManagedEngine() : new TorchSharpEngine("cpu");
        ITrainingEngine second = isManagedFirst ? new TorchSharpEngine("cpu") : new ManagedEngine();
        using ITrainingSession whole = fit.Start(first, steps: 20);
        using ITrainingSession resumed = fit.Start(second);

        resumed.Restore(fit.StateOf(whole));
        for (int step = 20; step < 25; step++)
        {
            fit.Step(whole, step);
            fit.Step(resumed, step);
        }

        Assert.Equal(fit.StateOf(whole).StepCount, fit.StateOf(resumed).StepCount);
        AssertClose(fit.StateOf(whole).Parameters, fit.StateOf(resumed).Parameters);
        AssertClose(fit.StateOf(whole).FirstMoment, fit.StateOf(resumed).FirstMoment);
        AssertClose(fit.StateOf(whole).SecondMoment, fit.StateOf(resumed).SecondMoment);
    }

    /// <summary>Trains with both engines, compares the parameters and returns them.</summary>
    private static float[] AssertSameParameters(TestFit fit)
    {
        float[] expected = fit.Train(new ManagedEngine(), Steps).Parameters.ToArray();

        AssertClose(expected, fit.Train(new TorchSharpEngine("cpu"), Steps).Parameters);
        return expected;
    }

    private static void AssertClose(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual)
    {
        double worst = expected.ToArray().Zip(actual.ToArray(), (one, other) => Math.Abs((double)one - other)).Max();
        Assert.True(worst <= Tolerance, $"A value differs by {worst:G3}.");
    }
}
