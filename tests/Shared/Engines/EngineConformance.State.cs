namespace MLNet.Autoencoder.Tests.Engines;

/// <summary>What a session keeps from one call to the next, and what it leaves alone.</summary>
public abstract partial class EngineConformance
{
    [EngineTheory]
    [MemberData(nameof(TestNetworks.OfEveryKind), MemberType = typeof(TestNetworks))]
    public void A_restored_session_continues_like_the_saved_one(TestNetwork network)
    {
        var fit = new TestFit(network);
        using ITrainingSession whole = fit.Start(Create(), steps: 5);
        using ITrainingSession resumed = fit.Start(Create(), steps: 1);

        resumed.Restore(fit.StateOf(whole));

        AssertContinuesAlike(fit, whole, resumed);
    }

    [EngineFact]
    public void A_restored_session_forgets_a_step_that_diverged()
    {
        TestFit fit = TestFit.Simple();
        using ITrainingSession straight = fit.Start(Create(), steps: 5);
        using ITrainingSession diverged = fit.Start(Create(), steps: 5);
        TrainingState state = fit.StateOf(diverged);

        diverged.TrainBatch(fit.Batch(77), float.PositiveInfinity);
        diverged.Restore(state);

        AssertContinuesAlike(fit, straight, diverged);
    }

    [EngineTheory]
    [MemberData(nameof(TestNetworks.OfEveryKind), MemberType = typeof(TestNetworks))]
    public void An_evaluation_changes_nothing(TestNetwork network)
    {
        var fit = new TestFit(network);
        using ITrainingSession without = fit.Start(Create(), steps: 2);
        using ITrainingSession with = fit.Start(Create(), steps: 2);

        with.EvaluateBatch(fit.Batch(50));

        AssertSame(fit.StateOf(without), fit.StateOf(with));
        AssertContinuesAlike(fit, without, with);
    }

    [EngineFact]
    public void A_state_with_a_parameter_that_is_not_finite_is_not_saved()
    {
        TestFit fit = TestFit.Simple();
        using ITrainingSession session = fit.Start(Create(), steps: 2);
        TrainingState state = fit.StateOf(session), expected = fit.StateOf(session);

        session.TrainBatch(fit.Batch(2), float.PositiveInfinity);

        Assert.False(session.TrySave(state));
        AssertSame(expected, state);
    }

    [EngineTheory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    public void One_parameter_that_is_not_finite_is_enough(float value)
    {
        TestFit fit = TestFit.Simple();
        using ITrainingSession session = fit.Start(Create());
        TrainingState state = fit.StartState();
        state.Parameters[^1] = value;

        session.Restore(state);

        Assert.False(session.TrySave(fit.StartState()));
    }

    [EngineFact]
    public void A_state_is_a_copy()
    {
        TestFit fit = TestFit.Simple();
        using ITrainingSession session = fit.Start(Create(), steps: 2);
        TrainingState saved = fit.StateOf(session), restored = fit.StateOf(session), expected = fit.StateOf(session);

        session.TrySave(saved);
        session.Restore(restored);
        fit.Step(session, 2);

        AssertSame(expected, saved);
        AssertSame(expected, restored);
    }

    [EngineFact]
    public void A_session_keeps_no_reference_to_a_restored_state()
    {
        TestFit fit = TestFit.Simple();
        using ITrainingSession session = fit.Start(Create(), steps: 2);
        TrainingState state = fit.StateOf(session), expected = fit.StateOf(session);
        session.Restore(state);

        state.Parameters.Clear();
        state.FirstMoment.Clear();
        state.SecondMoment.Clear();
        state.StepCount = 0;

        AssertSame(expected, fit.StateOf(session));
    }

    [EngineFact]
    public void The_initial_parameters_are_not_changed()
    {
        TestFit fit = TestFit.Simple(Activation.Relu);
        float[] initial = fit.Initial.Values.ToArray();

        fit.Train(Create(), steps: 3);

        Assert.Equal(initial, fit.Initial.Values.ToArray());
    }

    [EngineTheory]
    [MemberData(nameof(TestNetworks.OfEveryKind), MemberType = typeof(TestNetworks))]
    [MemberData(nameof(TestNetworks.WithAuxiliaryLosses), MemberType = typeof(TestNetworks))]
    public void The_input_of_a_batch_is_not_changed(TestNetwork network)
    {
        var fit = new TestFit(network);
        using ITrainingSession session = fit.Start(Create());
        TrainingBatch expected = fit.Batch(0), actual = fit.Batch(0);

        session.EvaluateBatch(actual);
        session.TrainBatch(actual, 1e-3f);

        Assert.Equal(expected.Rows, actual.Rows);
        Assert.Equal(expected.Input, actual.Input);
        Assert.Equal(expected.SecondView, actual.SecondView);
        Assert.Equal(expected.Noise, actual.Noise);
        Assert.Equal(expected.Observed, actual.Observed);
        Assert.Equal(expected.Weights, actual.Weights);
        Assert.Equal(expected.Labels.ToArray(), actual.Labels.ToArray());
        Assert.Equal(expected.LabelFactor, actual.LabelFactor);
        Assert.Equal(expected.DeadUnits.ToArray(), actual.DeadUnits.ToArray());
        Assert.Equal(expected.TermWeights, actual.TermWeights);
    }

    private void AssertContinuesAlike(TestFit fit, ITrainingSession one, ITrainingSession other)
    {
        for (int step = 5; step < 8; step++)
        {
            fit.Step(one, step);
            fit.Step(other, step);
        }

        AssertSame(fit.StateOf(one), fit.StateOf(other));
    }
}
