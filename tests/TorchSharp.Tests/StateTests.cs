
namespace MLNet.Autoencoder.Tests.Torch;

/// <summary>The state that a session keeps from one step to the next.</summary>
public class StateTests
{
    [LibtorchTheory]
    [MemberData(nameof(Problems.OfEveryKind), MemberType = typeof(Problems))]
    public void A_restored_session_continues_to_the_same_bits(Problem problem)
    {
        using ITrainingSession whole = problem.Start(new TorchSharpEngine("cpu"), steps: 5);
        using ITrainingSession resumed = problem.Start(new TorchSharpEngine("cpu"));
        resumed.Restore(problem.StateOf(whole));

        AssertContinueAlike(problem, whole, resumed, tolerance: 0);
    }

    [LibtorchFact]
    public void A_session_returns_to_a_saved_state()
    {
        Problem problem = Problem.Everyday();
        using ITrainingSession straight = problem.Start(new TorchSharpEngine("cpu"), steps: 5);
        using ITrainingSession erring = problem.Start(new TorchSharpEngine("cpu"), steps: 5);
        TrainingState state = problem.StateOf(erring);
        erring.TrainBatch(problem.Batch(77), learningRate: 1e6f, klWeight: 1f);
        erring.Restore(state);

        AssertContinueAlike(problem, straight, erring, tolerance: 0);
    }

    [LibtorchTheory]
    [InlineData(true)]
    [InlineData(false)]
    public void One_engine_continues_where_the_other_stopped(bool isManagedFirst)
    {
        Problem problem = Problem.Everyday();
        ITrainingEngine first = isManagedFirst ? new ManagedEngine() : new TorchSharpEngine("cpu");
        ITrainingEngine second = isManagedFirst ? new TorchSharpEngine("cpu") : new ManagedEngine();
        using ITrainingSession whole = problem.Start(first, steps: 20);
        using ITrainingSession resumed = problem.Start(second);
        resumed.Restore(problem.StateOf(whole));

        AssertContinueAlike(problem, whole, resumed, tolerance: 1e-5);
    }

    [LibtorchTheory]
    [MemberData(nameof(Problems.OfEveryKind), MemberType = typeof(Problems))]
    public void Evaluation_changes_nothing(Problem problem)
    {
        using ITrainingSession without = problem.Start(new TorchSharpEngine("cpu"), steps: 2);
        using ITrainingSession with = problem.Start(new TorchSharpEngine("cpu"), steps: 2);

        LossValues once = with.Evaluate(problem.Batch(50));
        LossValues again = with.Evaluate(problem.Batch(50));

        Assert.Equal(once, again);
        AssertContinueAlike(problem, without, with, tolerance: 0);
    }

    [LibtorchFact]
    public void A_state_is_a_copy()
    {
        Problem problem = Problem.Everyday();
        using ITrainingSession session = problem.Start(new TorchSharpEngine("cpu"), steps: 2);
        TrainingState state = problem.StateOf(session);
        float[] parameters = state.Parameters.ToArray();
        session.Restore(state);

        problem.Step(session, 2);

        Assert.Equal(parameters, state.Parameters.ToArray());
        Assert.Equal(2, state.StepCount);
    }

    [LibtorchFact]
    public void A_state_with_a_parameter_that_is_not_finite_is_not_saved()
    {
        Problem problem = Problem.Everyday();
        using ITrainingSession session = problem.Start(new TorchSharpEngine("cpu"), steps: 2);
        TrainingState state = problem.StateOf(session);
        float[] parameters = state.Parameters.ToArray();

        session.TrainBatch(problem.Batch(2), learningRate: float.PositiveInfinity, klWeight: 1f);

        Assert.False(session.TrySave(state));
        Assert.Equal(parameters, state.Parameters.ToArray());
        Assert.Equal(2, state.StepCount);
    }

    [LibtorchFact]
    public void A_state_of_another_network_is_refused()
    {
        Problem problem = Problem.Everyday();
        using ITrainingSession session = problem.Start(new TorchSharpEngine("cpu"));

        Assert.Throws<ArgumentException>(() => session.Restore(new TrainingState(parameterCount: 3)));
    }

    [LibtorchFact]
    public void A_learning_rate_applies_to_its_own_step()
    {
        Problem problem = Problem.Everyday(Activation.Tanh);
        using ITrainingSession session = problem.Start(new TorchSharpEngine("cpu"), steps: 1);
        float[] before = problem.StateOf(session).Parameters.ToArray();

        session.TrainBatch(problem.Batch(1), learningRate: 0f, klWeight: 1f);

        Assert.Equal(before, problem.StateOf(session).Parameters.ToArray());
    }

    [LibtorchFact]
    public void The_initial_parameters_are_copied_and_not_changed()
    {
        Problem problem = Problem.Everyday(Activation.Relu);
        float[] initial = problem.Initial.Values.ToArray();

        problem.Train(new TorchSharpEngine("cpu"), steps: 3);

        Assert.Equal(initial, problem.Initial.Values.ToArray());
    }

    [LibtorchFact]
    public void A_gradient_is_clipped_to_its_norm_even_if_its_squares_overflow()
    {
        Problem problem = Problem.Everyday();
        problem.Options.Kind = new Plain();
        problem.Options.GradientClipping = 0.5f;
        using ITrainingSession session = problem.Start(new TorchSharpEngine("cpu"));
        TrainingBatch batch = problem.Batch(0);
        foreach (ref float value in batch.RowBuffer)
        {
            value *= 1e14f;
        }

        session.TrainBatch(batch, 1e-3f, klWeight: 0);

        // After one step, Adam's first moment is a tenth of the gradient.
        double norm = 10 * Math.Sqrt(problem.StateOf(session).FirstMoment.ToArray().Sum(value => (double)value * value));
        Assert.Equal(0.5, norm, 1e-4);
    }

    [LibtorchFact]
    public void Weights_decay_and_biases_do_not()
    {
        Problem problem = Problem.Everyday();
        problem.Options.WeightDecay = 0.5f;
        using ITrainingSession session = problem.Start(new TorchSharpEngine("cpu"));
        TrainingState state = problem.StateOf(session);

        // With such a large second moment, nothing but the decay remains of the step.
        state.SecondMoment.Fill(1e36f);
        session.Restore(state);
        session.TrainBatch(problem.Batch(0), learningRate: 0.1f, klWeight: 1f);

        float[] after = problem.StateOf(session).Parameters.ToArray();
        foreach (ParameterTensor tensor in problem.Initial.Tensors)
        {
            float kept = tensor.IsDecayed ? 0.95f : 1f;
            for (int i = tensor.Offset; i < tensor.Offset + tensor.Length; i++)
            {
                Assert.Equal(kept * problem.Initial.Values[i], after[i], 1e-6);
            }
        }
    }

    private static void AssertContinueAlike(Problem problem, ITrainingSession one, ITrainingSession other, double tolerance)
    {
        for (int step = 5; step < 10; step++)
        {
            problem.Step(one, step);
            problem.Step(other, step);
        }

        TrainingState expected = problem.StateOf(one), actual = problem.StateOf(other);
        Assert.Equal(expected.StepCount, actual.StepCount);
        Assert.All(expected.Parameters.ToArray().Zip(actual.Parameters.ToArray()), pair => Assert.Equal(pair.First, pair.Second, tolerance));
        Assert.All(expected.FirstMoment.ToArray().Zip(actual.FirstMoment.ToArray()), pair => Assert.Equal(pair.First, pair.Second, tolerance));
        Assert.All(expected.SecondMoment.ToArray().Zip(actual.SecondMoment.ToArray()), pair => Assert.Equal(pair.First, pair.Second, tolerance));
    }
}
