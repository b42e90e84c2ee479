using MLNet.Autoencoder.Data;
using MLNet.Autoencoder.Model;
using MLNet.Autoencoder.Objectives;
using MLNet.Autoencoder.Training.Managed;
using MLNet.Autoencoder.Tests;

namespace MLNet.Autoencoder.Core.Tests.Training;

/// <summary>Compares the backward pass with finite differences of an independent loss in double precision.</summary>
public class GradientTests
{
    private const int Rows = 5;

    [Theory]
    [MemberData(nameof(TestNetworks.All), MemberType = typeof(TestNetworks))]
    public void Loss_and_gradient_are_those_of_the_published_objective(TestNetwork network)
    {
        var problem = new Problem(network);

        LossValues loss = problem.Run(out float[] gradient);

        problem.AssertIsLoss(loss);
        problem.AssertIsGradient(gradient);
    }

    [Theory]
    [InlineData(new int[0])]
    [InlineData(new[] { 6 })]
    [InlineData(new[] { 9, 5 })]
    public void Only_units_above_their_free_bits_are_pulled_toward_the_prior(int[] hidden)
    {
        var bare = new Problem(Network(new Variational { FreeBits = 0 }, new Gaussian(), hidden));
        bare.Run(out _);
        float[] divergences = [.. bare.Batch.UnitDivergences.ToArray().Select(divergence => divergence / Rows).Order()];
        var problem = new Problem(Network(new Variational { FreeBits = (divergences[0] + divergences[1]) / 2 }, new Gaussian(), hidden));

        LossValues loss = problem.Run(out float[] gradient);

        Assert.True(divergences[1] - divergences[0] > 1e-3, "The divergences of the units are too similar to be separated by free bits.");
        Assert.True(loss.ChargedDivergence > loss.KlDivergence * 1.0001);
        problem.AssertIsGradient(gradient);
    }

    [Theory]
    [MemberData(nameof(TestNetworks.Few), MemberType = typeof(TestNetworks))]
    public void Evaluating_a_batch_gives_the_loss_of_a_step(TestNetwork network)
    {
        var problem = new Problem(network);

        LossValues expected = problem.Run(out _);

        Assert.Equal(expected, problem.Step().LossOf(problem.Batch));
    }

    [Theory]
    [MemberData(nameof(TestNetworks.Few), MemberType = typeof(TestNetworks))]
    public void The_gradient_of_a_short_batch_is_not_affected_by_earlier_rows(TestNetwork network)
    {
        var problem = new Problem(network);
        TrainingStep used = problem.Step();
        problem.Run(used, network.Batch(Rows, Rows), out _);

        LossValues expected = problem.Run(problem.Step(), network.Batch(Rows, 2, step: 1), out float[] expectedGradient);
        LossValues actual = problem.Run(used, network.Batch(Rows, 2, step: 1), out float[] actualGradient);

        Assert.Equal(expected, actual);
        Assert.Equal(expectedGradient, actualGradient);
    }

    [Theory]
    [MemberData(nameof(TestNetworks.Few), MemberType = typeof(TestNetworks))]
    public void A_step_reports_the_codes_that_the_model_computes(TestNetwork network)
    {
        var problem = new Problem(network);
        float[] expected = new float[Rows * network.Architecture.LatentDimension];

        problem.Run(out _);
        new RowScorer(problem.Model()).Encode(problem.Batch.Input, expected, []);

        Assert.Equal(expected, problem.Batch.Codes.ToArray(), (a, b) => Math.Abs(a - b) < 1e-5f);
    }

    [Theory]
    [MemberData(nameof(TestNetworks.Few), MemberType = typeof(TestNetworks))]
    public void A_step_allocates_nothing(TestNetwork network)
    {
        var problem = new Problem(network);
        AutoencoderOptions options = network.Options(Rows);
        (options.GradientClipping, options.WeightDecay) = (0.01f, 0.1f);
        using ITrainingSession session = new ManagedEngine().Start(new TrainingRequest(options, problem.Parameters, gpu: default));

        // The minimum over several steps, because the runtime itself may allocate when it recompiles a method.
        long allocated = Enumerable.Range(0, 10).Min(_ =>
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            session.TrainBatch(problem.Batch, 1e-3f);
            return GC.GetAllocatedBytesForCurrentThread() - before;
        });

        Assert.Equal(0, allocated);
    }

    private static TestNetwork Network(AutoencoderKind kind, ReconstructionLoss reconstruction, int[] hidden) =>
        new(Activation.Silu, kind, reconstruction, hidden, BatchParts.None);

    private sealed class Problem(TestNetwork network)
    {
        private readonly ReferenceAutoencoder _reference = new(network.Architecture, network.Kind, network.Reconstruction);

        public NetworkParameters Parameters { get; } = network.Parameters();

        public TrainingBatch Batch { get; } = network.Batch(Rows, Rows);

        public TrainingStep Step() => new(Parameters, network.Kind, network.Reconstruction, Rows);

        public AutoencoderModel Model() => new(new ModelContent(
            Parameters,
            InputScaling.Identity(TestNetwork.InputDimension),
            network.Kind,
            network.Reconstruction,
            1,
            new TrainingHistory { Epochs = [], BestEpoch = 0, RowCount = 1, ValidationRowCount = 0, SkippedRowCount = 0 }));

        public LossValues Run(out float[] gradient) => Run(Step(), Batch, out gradient);

        public LossValues Run(TrainingStep step, TrainingBatch batch, out float[] gradient)
        {
            gradient = new float[Parameters.Values.Length];
            return step.Run(batch, network.KlWeight, gradient);
        }

        public void AssertIsLoss(LossValues loss)
        {
            LossValues expected = _reference.Terms(ToDoubles(), Batch, null);
            AssertClose(expected.SquaredError, loss.SquaredError);
            AssertClose(expected.CrossEntropy, loss.CrossEntropy);
            AssertClose(expected.KlDivergence, loss.KlDivergence);
            AssertClose(network.Kind is Variational ? expected.ChargedDivergence : 0, loss.ChargedDivergence);
            AssertClose(expected.Penalty, loss.Penalty);
            AssertClose(expected.Weight, loss.Weight);
            AssertClose(expected.ContinuousWeight, loss.ContinuousWeight);
        }

        public void AssertIsGradient(float[] gradient)
        {
            double[] parameters = ToDoubles();
            ReferenceAutoencoder.Constants constants = _reference.ConstantsAt(parameters, Batch);
            for (int i = 0; i < parameters.Length; i++)
            {
                double numeric = FiniteDifference(parameters, i, constants);
                Assert.True(
                    Math.Abs(numeric - gradient[i]) <= 1e-4 * Math.Max(0.2, Math.Abs(numeric)),
                    $"Parameter {i}: finite difference {numeric}, gradient {gradient[i]}.");
            }
        }

        private static void AssertClose(double expected, double actual) =>
            Assert.Equal(expected, actual, 1e-5 * Math.Max(0.1, Math.Abs(expected)));

        private double[] ToDoubles() => [.. Parameters.Values.ToArray().Select(value => (double)value)];

        private double FiniteDifference(double[] parameters, int index, ReferenceAutoencoder.Constants constants)
        {
            const double Step = 1e-5;
            double value = parameters[index];
            parameters[index] = value + Step;
            double above = _reference.Loss(parameters, Batch, constants);
            parameters[index] = value - Step;
            double below = _reference.Loss(parameters, Batch, constants);
            parameters[index] = value;
            return (above - below) / (2 * Step);
        }
    }
}
