using MLNet.Autoencoder.Numerics;
using MLNet.Autoencoder.Tests;
using MLNet.Autoencoder.Training;

namespace MLNet.Autoencoder.Core.Tests.Training;

/// <summary>The backward pass is proven against finite differences of an independent loss in double precision.</summary>
public class GradientTests
{
    private const int Rows = 5;

    public static TheoryData<Activation, ReconstructionLoss, AutoencoderKind, int[]> Networks()
    {
        ReconstructionLoss[] reconstructions = [new Gaussian(), new Gaussian { Variance = 1 }, new Gaussian { Variance = 0.3f }, new Bernoulli()];
        AutoencoderKind[] kinds =
        [
            new Plain(),
            new Denoising(),
            new Variational { KlWeight = 0, FreeBits = 0 },
            new Variational { KlWeight = 0.3f, FreeBits = 0 },
            new Variational { KlWeight = 2f, FreeBits = 0 },
            new Variational { KlWeight = 0.7f, FreeBits = 0.4f },
        ];
        var networks = new TheoryData<Activation, ReconstructionLoss, AutoencoderKind, int[]>();
        foreach (Activation activation in Enum.GetValues<Activation>())
        {
            foreach (ReconstructionLoss reconstruction in reconstructions)
            {
                foreach (AutoencoderKind kind in kinds)
                {
                    networks.Add(activation, reconstruction, kind, []);
                    networks.Add(activation, reconstruction, kind, [6]);
                    networks.Add(activation, reconstruction, kind, [9, 5]);
                    networks.Add(activation, reconstruction, kind, [17, 4, 7]);
                }
            }
        }

        return networks;
    }

    [Theory]
    [MemberData(nameof(Networks))]
    public void Loss_is_the_published_objective(Activation activation, ReconstructionLoss reconstruction, AutoencoderKind kind, int[] hidden)
    {
        var problem = new Problem(activation, reconstruction, kind, hidden);

        BatchLoss loss = problem.Run(out _);

        (double error, double[] divergence) = problem.Reference.Terms(problem.ParametersInDouble(), problem.ReferenceBatch);
        AssertClose(error, loss.Reconstruction / Rows);
        AssertClose(divergence.Sum(), loss.KlDivergence / Rows);
        AssertClose(problem.Reference.Charged(divergence), loss.ChargedDivergence / Rows);
    }

    [Theory]
    [MemberData(nameof(TestNetworks.All), MemberType = typeof(TestNetworks))]
    public void Gradient_of_every_parameter_agrees_with_finite_differences(
        Activation activation, ReconstructionLoss reconstruction, AutoencoderKind kind, int[] hidden)
    {
        var problem = new Problem(activation, reconstruction, kind, hidden);

        problem.Run(out float[] gradient);

        problem.AssertIsGradient(gradient);
    }

    [Theory]
    [InlineData(new int[0])]
    [InlineData(new[] { 6 })]
    [InlineData(new[] { 9, 5 })]
    public void Only_slots_above_their_free_bits_feel_the_pull_of_the_prior(int[] hidden)
    {
        var bare = new Problem(Activation.Silu, new Gaussian(), new Variational { FreeBits = 0 }, hidden);
        double[] slots = [.. bare.Reference.Terms(bare.ParametersInDouble(), bare.ReferenceBatch).Divergence.Order()];
        var problem = new Problem(Activation.Silu, new Gaussian(), new Variational { FreeBits = (float)((slots[0] + slots[1]) / 2) }, hidden);

        BatchLoss loss = problem.Run(out float[] gradient);

        Assert.True(slots[1] - slots[0] > 1e-3, "The slots are too much alike to be told apart.");
        Assert.True(loss.ChargedDivergence > loss.KlDivergence * 1.0001);
        problem.AssertIsGradient(gradient);
    }

    [Fact]
    public void The_loss_alone_is_that_of_the_step()
    {
        var problem = new Problem(Activation.Silu, new Gaussian(), new Variational { FreeBits = 0.4f }, [6]);

        BatchLoss expected = problem.Run(out _);

        Assert.Equal(expected, problem.Step().Evaluate(problem.Batch));
    }

    [Fact]
    public void Gradient_of_a_short_batch_ignores_what_earlier_rows_left_behind()
    {
        var problem = new Problem(Activation.Gelu, new Bernoulli(), new Variational(), [6]);
        var fresh = problem.Step();
        var used = problem.Step();
        problem.Run(used, Rows, out _);

        BatchLoss expected = problem.Run(fresh, 2, out float[] expectedGradient);
        BatchLoss actual = problem.Run(used, 2, out float[] actualGradient);

        Assert.Equal(expected, actual);
        Assert.Equal(expectedGradient, actualGradient);
    }

    [Fact]
    public void A_step_allocates_nothing()
    {
        var problem = new Problem(Activation.Silu, new Bernoulli(), new Variational(), [40, 20]);
        var step = problem.Step();
        var adam = new Adam(problem.Parameters.Values.Length, 1e-3f);
        problem.Run(step, Rows, out float[] gradient);
        adam.Step(problem.Parameters.Values, gradient);

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++)
        {
            step.Run(problem.Batch, 1f, gradient);
            adam.Step(problem.Parameters.Values, gradient);
        }

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    private static void AssertClose(double expected, double actual) => Assert.Equal(expected, actual, 1e-5 * Math.Max(0.1, Math.Abs(expected)));

    /// <summary>A small network with random parameters, rows and noise.</summary>
    private sealed class Problem
    {
        private readonly AutoencoderKind _kind;
        private readonly ReconstructionLoss _reconstruction;

        public Problem(Activation activation, ReconstructionLoss reconstruction, AutoencoderKind kind, int[] hidden)
        {
            _kind = kind;
            _reconstruction = reconstruction;
            var architecture = new NetworkArchitecture(7, hidden, 3, activation);
            Parameters = ParameterInitialization.Create(architecture, seed: 1);

            // Nothing may be zero, or an error in what it multiplies would not show.
            float[] shift = new float[Parameters.Values.Length];
            new RandomStream(2, 99, 0).FillNormal(shift, 0);
            for (int i = 0; i < shift.Length; i++)
            {
                Parameters.Values[i] += 0.2f * shift[i];
            }

            float[] rows = new float[Rows * 7];
            new RandomStream(3, 99, 0).FillUniform(rows, 0);
            float[] noise = new float[Rows * 3];
            new RandomStream(4, 99, 0).FillNormal(noise, 0);
            float[] corrupted = [.. rows.Select((value, i) => i % 4 == 0 ? 0.3f - value : value)];
            ReferenceBatch = new ReferenceBatch(rows, kind is Denoising ? corrupted : rows, noise);
            Batch = new TrainingBatch(Rows, 7, 3, isCorrupted: kind is Denoising);
            Reference = new ReferenceAutoencoder(architecture, kind, reconstruction);
        }

        public NetworkParameters Parameters { get; }

        public TrainingBatch Batch { get; }

        public ReferenceBatch ReferenceBatch { get; }

        public ReferenceAutoencoder Reference { get; }

        public double[] ParametersInDouble() => [.. Parameters.Values.ToArray().Select(value => (double)value)];

        public TrainingStep Step() => new(Parameters, _kind, _reconstruction, Rows);

        public BatchLoss Run(out float[] gradient) => Run(Step(), Rows, out gradient);

        public BatchLoss Run(TrainingStep step, int count, out float[] gradient)
        {
            Batch.Count = count;
            ReferenceBatch.Rows.AsSpan(0, count * 7).CopyTo(Batch.RowBuffer);
            ReferenceBatch.Noise.AsSpan(0, count * 3).CopyTo(Batch.NoiseBuffer);
            if (_kind is Denoising)
            {
                ReferenceBatch.Input.AsSpan(0, count * 7).CopyTo(Batch.CorruptedBuffer);
            }

            gradient = new float[Parameters.Values.Length];
            return step.Run(Batch, (_kind as Variational)?.KlWeight ?? 0, gradient);
        }

        public void AssertIsGradient(float[] gradient)
        {
            double[] parameters = ParametersInDouble();
            double variance = Reference.Variance(parameters, ReferenceBatch);
            for (int i = 0; i < parameters.Length; i++)
            {
                double numeric = FiniteDifference(parameters, i, variance);
                Assert.True(
                    Math.Abs(numeric - gradient[i]) <= 2e-4 * Math.Max(1, Math.Abs(numeric)),
                    $"Parameter {i}: finite difference {numeric}, gradient {gradient[i]}.");
            }
        }

        private double FiniteDifference(double[] parameters, int index, double variance)
        {
            const double Step = 1e-5;
            double value = parameters[index];
            parameters[index] = value + Step;
            double above = Reference.Loss(parameters, ReferenceBatch, variance);
            parameters[index] = value - Step;
            double below = Reference.Loss(parameters, ReferenceBatch, variance);
            parameters[index] = value;
            return (above - below) / (2 * Step);
        }
    }
}
