using MLNet.Autoencoder.Numerics;
using MLNet.Autoencoder.Tests;
using MLNet.Autoencoder.Training;

namespace MLNet.Autoencoder.Core.Tests.Training;

/// <summary>The backward pass is proven against finite differences of an independent loss in double precision.</summary>
public class GradientTests
{
    private const int Rows = 5;

    [Theory]
    [MemberData(nameof(TestNetworks.All), MemberType = typeof(TestNetworks))]
    public void Loss_is_the_published_objective(Activation activation, ReconstructionLoss reconstruction, int[] hidden, float klWeight)
    {
        var problem = new Problem(activation, reconstruction, hidden, klWeight);

        BatchLoss loss = problem.Run(out _);

        double expected = problem.Reference.Loss(problem.ParametersInDouble(), problem.Rows, problem.Noise);
        double actual = (loss.Reconstruction + (2 * klWeight * loss.KlDivergence)) / Rows;
        Assert.Equal(expected, actual, 1e-5 * Math.Abs(expected));
    }

    [Theory]
    [MemberData(nameof(TestNetworks.All), MemberType = typeof(TestNetworks))]
    public void Gradient_of_every_parameter_agrees_with_finite_differences(
        Activation activation, ReconstructionLoss reconstruction, int[] hidden, float klWeight)
    {
        var problem = new Problem(activation, reconstruction, hidden, klWeight);

        problem.Run(out float[] gradient);

        double[] parameters = problem.ParametersInDouble();
        for (int i = 0; i < parameters.Length; i++)
        {
            double numeric = problem.FiniteDifference(parameters, i);
            Assert.True(
                Math.Abs(numeric - gradient[i]) <= 2e-4 * Math.Max(1, Math.Abs(numeric)),
                $"Parameter {i}: finite difference {numeric}, gradient {gradient[i]}.");
        }
    }

    [Fact]
    public void Gradient_of_a_short_batch_ignores_what_earlier_rows_left_behind()
    {
        var problem = new Problem(Activation.Gelu, ReconstructionLoss.Bernoulli, [6], 1f);
        var fresh = new TrainingStep(problem.Parameters, new Variational(), ReconstructionLoss.Bernoulli, Rows);
        var used = new TrainingStep(problem.Parameters, new Variational(), ReconstructionLoss.Bernoulli, Rows);
        problem.Run(used, Rows, out _);

        BatchLoss expected = problem.Run(fresh, 2, out float[] expectedGradient);
        BatchLoss actual = problem.Run(used, 2, out float[] actualGradient);

        Assert.Equal(expected, actual);
        Assert.Equal(expectedGradient, actualGradient);
    }

    [Fact]
    public void A_step_allocates_nothing()
    {
        var problem = new Problem(Activation.Silu, ReconstructionLoss.Bernoulli, [40, 20], 1f);
        var step = new TrainingStep(problem.Parameters, new Variational(), ReconstructionLoss.Bernoulli, Rows);
        var adam = new Adam(problem.Parameters.Values.Length, 1e-3f);
        problem.Run(step, Rows, out float[] gradient);
        adam.Step(problem.Parameters.Values, gradient);

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++)
        {
            step.Run(problem.Batch, gradient);
            adam.Step(problem.Parameters.Values, gradient);
        }

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    /// <summary>A small network with random parameters, rows and noise.</summary>
    private sealed class Problem
    {
        private readonly ReconstructionLoss _reconstruction;
        private readonly float _klWeight;

        public Problem(Activation activation, ReconstructionLoss reconstruction, int[] hidden, float klWeight)
        {
            _reconstruction = reconstruction;
            _klWeight = klWeight;
            var architecture = new NetworkArchitecture(7, hidden, 3, activation);
            Parameters = TestNetworks.Parameters(architecture);
            Rows = new float[GradientTests.Rows * 7];
            new RandomStream(3, 99, 0).FillUniform(Rows, 0);
            Noise = new float[GradientTests.Rows * 3];
            new RandomStream(4, 99, 0).FillNormal(Noise, 0);
            Reference = new ReferenceAutoencoder(architecture, klWeight, reconstruction);
        }

        public NetworkParameters Parameters { get; }

        public TrainingBatch Batch { get; } = new(GradientTests.Rows, 7, 3);

        public float[] Rows { get; }

        public float[] Noise { get; }

        public ReferenceAutoencoder Reference { get; }

        public double[] ParametersInDouble() => [.. Parameters.Values.ToArray().Select(value => (double)value)];

        public BatchLoss Run(out float[] gradient) =>
            Run(new TrainingStep(Parameters, new Variational { KlWeight = _klWeight }, _reconstruction, GradientTests.Rows), GradientTests.Rows, out gradient);

        public BatchLoss Run(TrainingStep step, int count, out float[] gradient)
        {
            Batch.Count = count;
            Rows.AsSpan(0, count * 7).CopyTo(Batch.RowBuffer);
            Noise.AsSpan(0, count * 3).CopyTo(Batch.NoiseBuffer);
            gradient = new float[Parameters.Values.Length];
            return step.Run(Batch, gradient);
        }

        public double FiniteDifference(double[] parameters, int index)
        {
            const double Step = 1e-5;
            double value = parameters[index];
            parameters[index] = value + Step;
            double above = Reference.Loss(parameters, Rows, Noise);
            parameters[index] = value - Step;
            double below = Reference.Loss(parameters, Rows, Noise);
            parameters[index] = value;
            return (above - below) / (2 * Step);
        }
    }
}
