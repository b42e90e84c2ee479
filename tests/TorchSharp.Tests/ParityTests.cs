using MLNet.Autoencoder.Objectives;
using MLNet.Autoencoder.Training.Managed;

namespace MLNet.Autoencoder.Tests.Torch;

/// <summary>
/// Two engines that share no arithmetic, one with a handwritten backward pass and one with autograd, give the same results.
/// </summary>
public class ParityTests
{
    private const int Steps = 200;

    /// <summary>For parameters after <see cref="Steps"/> steps. They are of the order of 1, so these are a hundred roundings.</summary>
    private const double Tolerance = 1e-5;

    [LibtorchTheory]
    [MemberData(nameof(Problems.All), MemberType = typeof(Problems))]
    [MemberData(nameof(Problems.Networks), MemberType = typeof(Problems))]
    public void Losses_codes_and_every_gradient_of_the_first_step_agree(Problem problem)
    {
        using ITrainingSession managed = problem.Start(new ManagedEngine());
        using ITrainingSession torch = problem.Start(new TorchSharpEngine("cpu"));

        AssertSame(problem, managed, torch, (session, batch) => session.TrainBatch(batch, 1e-3f, problem.KlWeight));

        AssertSameGradient(problem, managed, torch);
    }

    [LibtorchTheory]
    [MemberData(nameof(Problems.All), MemberType = typeof(Problems))]
    public void Evaluation_agrees(Problem problem)
    {
        using ITrainingSession managed = problem.Start(new ManagedEngine());
        using ITrainingSession torch = problem.Start(new TorchSharpEngine("cpu"));

        AssertSame(problem, managed, torch, (session, batch) => session.Evaluate(batch));
    }

    [LibtorchTheory]
    [MemberData(nameof(Problems.Smooth), MemberType = typeof(Problems))]
    public void Parameters_agree_after_200_steps(Problem problem)
    {
        float[] expected = problem.Train(new ManagedEngine(), Steps).Parameters.ToArray();
        float[] actual = problem.Train(new TorchSharpEngine("cpu"), Steps).Parameters.ToArray();

        AssertParameters(expected, actual);
        Assert.True(expected.Zip(problem.Initial.Values.ToArray(), (end, start) => Math.Abs(end - start)).Max() > 0.05, "Nothing was learned.");
    }

    [LibtorchTheory]
    [MemberData(nameof(Problems.Kinked), MemberType = typeof(Problems))]
    public void If_rounding_can_drive_the_engines_apart_the_losses_still_agree_after_200_steps(Problem problem)
    {
        using ITrainingSession managed = problem.Start(new ManagedEngine(), Steps);
        using ITrainingSession torch = problem.Start(new TorchSharpEngine("cpu"), Steps);

        LossValues expected = managed.Evaluate(problem.Batch(Steps)), actual = torch.Evaluate(problem.Batch(Steps));

        double Total(LossValues loss) => loss.SquaredError + loss.CrossEntropy + loss.KlDivergence + loss.Penalty;
        Assert.Equal(Total(expected), Total(actual), 0.01 * Total(expected));
    }

    [LibtorchTheory]
    [InlineData(null, 0.5f)]
    [InlineData(0.2f, 0f)]
    [InlineData(0.2f, 0.5f)]
    [InlineData(1e6f, 0f)]
    public void Clipping_and_weight_decay_agree(float? clipping, float decay)
    {
        Problem problem = Problem.Everyday();
        problem.Options.GradientClipping = clipping;
        problem.Options.WeightDecay = decay;

        float[] expected = problem.Train(new ManagedEngine(), Steps).Parameters.ToArray();
        float[] actual = problem.Train(new TorchSharpEngine("cpu"), Steps).Parameters.ToArray();

        AssertParameters(expected, actual);
    }

    [LibtorchFact]
    public void A_batch_may_be_smaller_than_the_previous_ones()
    {
        Problem problem = Problem.Everyday();
        using ITrainingSession managed = problem.Start(new ManagedEngine(), steps: 1);
        using ITrainingSession torch = problem.Start(new TorchSharpEngine("cpu"), steps: 1);

        AssertSame(problem, managed, torch, (session, batch) => session.TrainBatch(batch, 0.01f, 1f), count: 1);
    }

    [LibtorchFact]
    public void A_calibrated_variance_has_a_floor()
    {
        // Rows and reconstructions are all zeros, so the error is 0, and only the floor gives the divergence a weight.
        Problem problem = Problem.Everyday();
        problem.Options.Kind = new Variational { FreeBits = 0 };
        TrainingBatch Batch()
        {
            TrainingBatch batch = problem.Batch(0);
            batch.RowBuffer.Clear();
            return batch;
        }

        foreach (ParameterTensor tensor in problem.Initial.Tensors.Where(tensor => tensor.Name.StartsWith("decoder.", StringComparison.Ordinal)))
        {
            problem.Initial[tensor].Clear();
        }

        using ITrainingSession managed = problem.Start(new ManagedEngine());
        using ITrainingSession torch = problem.Start(new TorchSharpEngine("cpu"));
        managed.TrainBatch(Batch(), 1e-3f, 1f);
        torch.TrainBatch(Batch(), 1e-3f, 1f);

        AssertSameGradient(problem, managed, torch);
    }

    [LibtorchFact]
    public void Without_observed_continuous_values_the_cross_entropy_has_weight_1()
    {
        Problem problem = new(
            new Plain(), new Mixed { Slots = Problem.MixedSlots, Variance = 0.2f }, BatchParts.Missing, [6], Activation.Tanh);
        LossValues Run(ITrainingSession session, TrainingBatch batch)
        {
            for (int i = 0; i < batch.Observed.Length; i++)
            {
                batch.ObservedBuffer[i] *= i % 11 is > 1 and < 9 ? 1 : 0;
            }

            return session.TrainBatch(batch, 1e-3f, klWeight: 0);
        }

        using ITrainingSession managed = problem.Start(new ManagedEngine());
        using ITrainingSession torch = problem.Start(new TorchSharpEngine("cpu"));

        AssertSame(problem, managed, torch, Run);
        AssertSameGradient(problem, managed, torch);
    }

    [LibtorchFact]
    public void Units_that_hardly_ever_fire_are_still_pulled_toward_their_target()
    {
        // The sigmoid of -16 is below the minimum mean at which the divergence is computed.
        Problem problem = new(new Sparse { Sparsity = new KlSparsity() }, new Gaussian(), BatchParts.Weighted, [], Activation.Tanh);
        problem.Initial[problem.Initial.Tensors.Single(tensor => tensor.Name == "encoder.mean.bias")].Fill(-16f);
        using ITrainingSession managed = problem.Start(new ManagedEngine());
        using ITrainingSession torch = problem.Start(new TorchSharpEngine("cpu"));

        AssertSame(problem, managed, torch, (session, batch) => session.TrainBatch(batch, 1e-3f, klWeight: 0));
        AssertSameGradient(problem, managed, torch);
    }

    [LibtorchFact]
    public void Of_units_with_equal_activations_the_first_are_kept()
    {
        // Every unit is a copy of the first, so all activations are equal.
        Problem problem = new(new Sparse { Sparsity = new TopK { ActiveUnits = 5 } }, new Gaussian(), default, [6], Activation.Tanh);
        foreach (string name in (string[])["encoder.linear.weight", "encoder.mean.weight", "encoder.mean.bias"])
        {
            ParameterTensor tensor = problem.Initial.Tensors.Single(tensor => tensor.Name == name);
            Span<float> values = problem.Initial[tensor];
            int length = values.Length / problem.Options.LatentDimension;
            for (int start = length; start < values.Length; start += length)
            {
                values[..length].CopyTo(values[start..]);
            }
        }

        using ITrainingSession managed = problem.Start(new ManagedEngine());
        using ITrainingSession torch = problem.Start(new TorchSharpEngine("cpu"));

        TrainingBatch batch = AssertSame(problem, managed, torch, (session, batch) => session.Evaluate(batch));
        Assert.Contains(batch.Codes.ToArray(), code => code > 0);
    }

    /// <summary>Runs the same on both engines and compares everything that they report.</summary>
    private static TrainingBatch AssertSame(
        Problem problem,
        ITrainingSession managed,
        ITrainingSession torch,
        Func<ITrainingSession, TrainingBatch, LossValues> run,
        int count = Problem.BatchSize)
    {
        TrainingBatch expectedBatch = problem.Batch(1, count), actualBatch = problem.Batch(1, count);
        actualBatch.Codes.Fill(float.NaN);
        actualBatch.UnitDivergences.Fill(float.NaN);
        LossValues expected = run(managed, expectedBatch);
        LossValues actual = run(torch, actualBatch);

        AssertClose(expected.SquaredError, actual.SquaredError, "squared error", floor: 0);
        AssertClose(expected.CrossEntropy, actual.CrossEntropy, "cross-entropy", floor: 0);
        AssertClose(expected.KlDivergence, actual.KlDivergence, "divergence", floor: 0);
        AssertClose(expected.ChargedDivergence, actual.ChargedDivergence, "charged divergence", floor: 0);
        AssertClose(expected.Penalty, actual.Penalty, "penalty", floor: 0);
        Assert.Equal(expected.Weight, actual.Weight);
        Assert.Equal(expected.ContinuousWeight, actual.ContinuousWeight);
        AssertClose(expectedBatch.Codes, actualBatch.Codes, "code");
        AssertClose(expectedBatch.UnitDivergences, actualBatch.UnitDivergences, "divergence of unit");
        return expectedBatch;
    }

    /// <summary>Compares the gradients of a first step, after which Adam's first moment is a tenth of the gradient.</summary>
    private static void AssertSameGradient(Problem problem, ITrainingSession managed, ITrainingSession torch)
    {
        float[] expected = problem.StateOf(managed).FirstMoment.ToArray();
        float[] actual = problem.StateOf(torch).FirstMoment.ToArray();

        // A gradient whose terms almost cancel is only as precise as the rounding of these terms.
        double floor = 0.1 * Math.Sqrt(expected.Average(value => (double)value * value));
        Assert.True(floor > 0, "There is no gradient.");
        for (int i = 0; i < expected.Length; i++)
        {
            AssertClose(expected[i], actual[i], $"gradient {i}", floor);
        }
    }

    private static void AssertParameters(float[] expected, float[] actual)
    {
        double worst = expected.Zip(actual, (one, other) => Math.Abs((double)one - other)).Max();
        Assert.True(worst <= Tolerance, $"A parameter differs by {worst:G3}.");
    }

    private static void AssertClose(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual, string what)
    {
        for (int i = 0; i < expected.Length; i++)
        {
            AssertClose(expected[i], actual[i], $"{what} {i}", floor: 0.01);
        }
    }

    private static void AssertClose(double expected, double actual, string what, double floor) => Assert.True(
        Math.Abs(expected - actual) <= 1e-4 * Math.Max(Math.Abs(expected), floor), $"The {what} should be {expected}, but it is {actual}.");
}
