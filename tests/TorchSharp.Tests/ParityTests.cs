using MLNet.Autoencoder.Torch;
using MLNet.Autoencoder.Training;

namespace MLNet.Autoencoder.Tests.Torch;

/// <summary>
/// Two engines that share no arithmetic, one with a backward pass written by hand and one with autograd, come to the same.
/// </summary>
public class ParityTests
{
    private const int Steps = 200;

    /// <summary>Of the parameters after <see cref="Steps"/> steps: parameters are of the order of 1, so a hundred roundings of single precision.</summary>
    private const double Tolerance = 1e-5;

    [LibtorchTheory]
    [MemberData(nameof(TestNetworks.All), MemberType = typeof(TestNetworks))]
    public void Losses_and_every_gradient_of_the_first_step_agree(
        Activation activation, ReconstructionLoss reconstruction, int[] hidden, float klWeight)
    {
        var problem = new Problem(activation, reconstruction, hidden, klWeight);
        float[] expected = new float[problem.Initial.Values.Length], actual = new float[expected.Length];

        BatchLoss managed = new TrainingStep(problem.Initial, problem.Options.Kind, reconstruction, problem.Options.BatchSize)
            .Run(problem.Batch(0), expected);
        using var session = (TorchSession)new TorchSharpEngine("cpu").Start(problem.Request);
        BatchLoss torch = session.TrainBatch(problem.Batch(0), problem.Options.LearningRate);
        session.CopyGradientTo(actual);

        AssertClose(managed.Reconstruction, torch.Reconstruction, "reconstruction loss", floor: 0);
        AssertClose(managed.KlDivergence, torch.KlDivergence, "KL divergence", floor: 0);

        // A gradient that cancels to almost nothing is known to the rounding of what cancelled.
        double floor = 0.01 * Math.Sqrt(expected.Average(value => (double)value * value));
        for (int i = 0; i < expected.Length; i++)
        {
            AssertClose(expected[i], actual[i], $"gradient {i}", floor);
        }
    }

    [LibtorchTheory]
    [MemberData(nameof(TestNetworks.All), MemberType = typeof(TestNetworks))]
    public void Parameters_agree_after_200_steps(Activation activation, ReconstructionLoss reconstruction, int[] hidden, float klWeight)
    {
        var problem = new Problem(activation, reconstruction, hidden, klWeight);

        float[] expected = problem.Train(new ManagedEngine(), Steps);
        float[] actual = problem.Train(new TorchSharpEngine("cpu"), Steps);

        double worst = expected.Zip(actual, (one, other) => Math.Abs((double)one - other)).Max();
        Assert.True(worst <= Tolerance, $"A parameter differs by {worst:G3}.");
        Assert.True(expected.Zip(problem.Initial.Values.ToArray(), (end, start) => Math.Abs(end - start)).Max() > 0.05, "Nothing was learnt.");
    }

    [LibtorchFact]
    public void A_batch_may_be_smaller_than_those_before_it()
    {
        var problem = new Problem(Activation.Silu, ReconstructionLoss.Gaussian, [6], 1f);
        using ITrainingSession managed = new ManagedEngine().Start(problem.Request);
        using ITrainingSession torch = new TorchSharpEngine("cpu").Start(problem.Request);
        managed.TrainBatch(problem.Batch(0), 0.01f);
        torch.TrainBatch(problem.Batch(0), 0.01f);

        BatchLoss expected = managed.TrainBatch(problem.Batch(1, count: 1), 0.01f);
        BatchLoss actual = torch.TrainBatch(problem.Batch(1, count: 1), 0.01f);

        AssertClose(expected.Reconstruction, actual.Reconstruction, "reconstruction loss", floor: 0);
        AssertClose(expected.KlDivergence, actual.KlDivergence, "KL divergence", floor: 0);
    }

    [LibtorchFact]
    public void A_learning_rate_holds_for_its_step()
    {
        var problem = new Problem(Activation.Tanh, ReconstructionLoss.Gaussian, [6], 1f);
        float[] before = new float[problem.Initial.Values.Length], after = new float[before.Length];
        using ITrainingSession session = new TorchSharpEngine("cpu").Start(problem.Request);
        session.TrainBatch(problem.Batch(0), 0.01f);
        session.CopyParametersTo(before);

        session.TrainBatch(problem.Batch(1), 0f);
        session.CopyParametersTo(after);

        Assert.Equal(before, after);
    }

    [LibtorchFact]
    public void The_initial_parameters_are_copied_not_changed()
    {
        var problem = new Problem(Activation.Relu, ReconstructionLoss.Gaussian, [6], 1f);
        float[] initial = problem.Initial.Values.ToArray();

        problem.Train(new TorchSharpEngine("cpu"), steps: 3);

        Assert.Equal(initial, problem.Initial.Values.ToArray());
    }

    private static void AssertClose(double expected, double actual, string what, double floor) => Assert.True(
        Math.Abs(expected - actual) <= 1e-4 * Math.Max(Math.Abs(expected), floor), $"The {what} should be {expected}, but it is {actual}.");
}
