using MLNet.Autoencoder.Core.Tests.Numerics;
using MLNet.Autoencoder.Networks;
using MLNet.Autoencoder.Numerics;
using MLNet.Autoencoder.Objectives;
using MLNet.Autoencoder.Tests.Engines;
using MLNet.Autoencoder.Training.Managed;

namespace MLNet.Autoencoder.Core.Tests.Training;

/// <summary>A step of the optimizer on a dictionary: project, clip by the norm of what is left, Adam, normalize.</summary>
public class DictionaryStepTests
{
    private const float LearningRate = 0.01f;

    [Theory]
    [InlineData(null, new int[0])]
    [InlineData(0.05f, new int[0])]
    [InlineData(1e6f, new int[0])]
    [InlineData(null, new[] { 6 })]
    [InlineData(0.05f, new[] { 6 })]
    public void A_step_is_the_published_algorithm_on_the_projected_gradient_and_then_sets_the_lengths_of_atoms(float? clipping, int[] hidden)
    {
        var network = new TestNetwork(Activation.Tanh, new Sparse { Sparsity = new TopK { ActiveUnits = 3 } }, new Gaussian(), hidden, BatchParts.None);
        var fit = new TestFit(network);
        (fit.Options.GradientClipping, fit.Options.WeightDecay) = (clipping, 0);
        TrainingState before = InTheMiddle(fit);
        double[] gradient = Projected(fit, Gradient(network, fit));
        using ITrainingSession session = fit.Start(new ManagedEngine());
        session.Restore(before);

        session.TrainBatch(fit.Batch(0), LearningRate);

        double norm = Math.Sqrt(gradient.Sum(value => value * value));
        Assert.InRange(norm, 0.1, 1e5);
        double scale = Math.Min(1, (clipping ?? double.PositiveInfinity) / norm);
        double[] expected = Adam([.. gradient.Select(value => scale * value)], before);
        SetLengths(fit, expected);
        Assert.Equal(expected, fit.StateOf(session).Parameters.ToArray().Select(value => (double)value), (a, b) => Math.Abs(a - b) <= 1e-5);
    }

    /// <summary>Without a limit, no norm is computed.</summary>
    [Fact]
    public void A_limit_beyond_any_norm_and_no_limit_give_the_same_bits()
    {
        float[] limited = Parameters(1e6f), unlimited = Parameters(clipping: null);

        ReferenceProducts.AssertSameBits(unlimited, limited);

        static float[] Parameters(float? clipping)
        {
            var fit = new TestFit(new TestNetwork(Activation.Tanh, new Sparse(), new Gaussian(), [], BatchParts.None));
            fit.Options.GradientClipping = clipping;
            return fit.Train(new ManagedEngine(), steps: 5).Parameters.ToArray();
        }
    }

    [Theory]
    [InlineData(1, 40)]
    [InlineData(17, 3)]
    [InlineData(211, 400)]
    [InlineData(20_000, 3)]
    public void Several_threads_take_the_same_step_as_one(int slots, int units)
    {
        ParameterLayout layout = Layout(slots, units);
        float[] gradient = ReferenceProducts.Values(layout.Count, 2), alone = ReferenceProducts.Values(layout.Count, 1), together = [.. alone];
        using var team = new ThreadTeam(3);

        double norm = Step(layout, alone, gradient, threads: null), ofTeam = Step(layout, together, gradient, team);

        Assert.Equal(norm, ofTeam);
        ReferenceProducts.AssertSameBits(alone, together);
    }

    [Fact]
    public void The_norm_does_not_count_what_is_along_atoms()
    {
        // Atoms (3, 4) and (0, 0), whose gradients are (6, 8) + (−4, 3) and (2, 1). The first six parameters are those of the encoder, and the last two
        // are the bias.
        var layout = Layout(slots: 2, units: 2);
        float[] parameters = [0, 0, 0, 0, 0, 0, 3, 4, 0, 0, 0, 0], gradient = [0, 0, 0, 0, 0, 0, 2, 11, 2, 1, 0, 3];

        double norm = new GradientNorm(gradient.Length, UnitAtoms.Of(new NetworkParameters(layout, parameters)), threads: null).Of(gradient);

        Assert.Equal(Math.Sqrt(16 + 9 + 4 + 1 + 9), norm, 1e-6);
    }

    [Fact]
    public void Nothing_is_left_of_a_gradient_along_an_atom()
    {
        ParameterLayout layout = Layout(slots: 37, units: 1);
        float[] parameters = new float[layout.Count], gradient = new float[layout.Count];
        ReferenceProducts.Values(37, 1).CopyTo(parameters, layout.Dictionary!.Value.WeightOffset);
        parameters.CopyTo(gradient, 0);

        double norm = new GradientNorm(layout.Count, UnitAtoms.Of(new NetworkParameters(layout, parameters)), threads: null).Of(gradient);

        Assert.Equal(0, norm, 1e-6);
    }

    [Fact]
    public void An_atom_of_0_follows_its_gradient_to_length_1()
    {
        ParameterLayout layout = Layout(slots: 2, units: 1);
        float[] parameters = new float[layout.Count], gradient = new float[layout.Count];
        int atom = layout.Dictionary!.Value.WeightOffset;
        (gradient[atom], gradient[atom + 1]) = (-5, 5);

        Step(layout, parameters, gradient, threads: null);

        // The first step of Adam is as long in every direction.
        Assert.Equal([Math.Sqrt(0.5), -Math.Sqrt(0.5)], parameters[atom..(atom + 2)].Select(value => (double)value), (a, b) => Math.Abs(a - b) < 1e-6);
    }

    [Fact]
    public void An_atom_without_a_gradient_stays_0()
    {
        ParameterLayout layout = Layout(slots: 2, units: 3);
        float[] parameters = new float[layout.Count];

        Step(layout, parameters, new float[layout.Count], threads: null);

        Assert.All(parameters, value => Assert.Equal(0, value));
    }

    private static ParameterLayout Layout(int slots, int units) =>
        new Sparse().Definition.LayoutOf(new NetworkArchitecture(slots, [], units, Activation.Relu));

    /// <summary>Takes a step and returns the norm of the gradient.</summary>
    private static double Step(ParameterLayout layout, float[] values, float[] gradient, ThreadTeam? threads)
    {
        var parameters = new NetworkParameters(layout, values);
        UnitAtoms? atoms = UnitAtoms.Of(parameters);
        double norm = new GradientNorm(values.Length, atoms, threads).Of(gradient);
        new Adam(layout.Tensors, weightDecay: 0, atoms).Step(parameters.Values, gradient, gradientScale: 0.5f, LearningRate, threads);
        return norm;
    }

    /// <summary>A state whose moments make a step depend on the scale of the gradient, which the first step of a fit does not.</summary>
    private static TrainingState InTheMiddle(TestFit fit)
    {
        TrainingState state = fit.StartState();
        state.StepCount = 3;
        int count = state.FirstMoment.Length;
        float[] first = ReferenceProducts.Values(count, 1), second = ReferenceProducts.Values(count, 2);
        for (int i = 0; i < count; i++)
        {
            state.FirstMoment[i] = 0.05f * first[i];
            state.SecondMoment[i] = 0.01f * (0.1f + Math.Abs(second[i]));
        }

        return state;
    }

    /// <summary>The gradient of a batch at the initial parameters, as the layers give it, in the order of a model file.</summary>
    private static double[] Gradient(TestNetwork network, TestFit fit)
    {
        var storage = new ParameterStorage(fit.Initial.Layout);
        var session = new NetworkParameters(fit.Initial.Layout);
        storage.ToSession(fit.Initial.Values, session.Values);
        float[] ofSession = new float[session.Values.Length], gradient = new float[session.Values.Length];
        new TrainingStep(session, network.Kind, network.Reconstruction, TestFit.SmallBatch).Run(fit.Batch(0), ofSession);
        storage.FromSession(ofSession, gradient);
        return Array.ConvertAll(gradient, value => (double)value);
    }

    private static double[] Projected(TestFit fit, double[] gradient)
    {
        float[] parameters = fit.Initial.Values.ToArray();
        double[] along = [.. Atoms(fit).Select(atom => atom.Sum(i => gradient[i] * parameters[i]) / atom.Sum(i => (double)parameters[i] * parameters[i]))];
        Assert.Contains(along, value => Math.Abs(value) > 0.01);
        foreach ((int[] atom, double factor) in Atoms(fit).Zip(along))
        {
            Array.ForEach(atom, i => gradient[i] -= factor * parameters[i]);
        }

        return gradient;
    }

    private static double[] Adam(double[] gradient, TrainingState before)
    {
        const double Beta1 = 0.9, Beta2 = 0.999, Epsilon = 1e-8;
        long step = before.StepCount + 1;
        double[] parameters = new double[gradient.Length];
        for (int i = 0; i < gradient.Length; i++)
        {
            double m = (Beta1 * before.FirstMoment[i]) + ((1 - Beta1) * gradient[i]);
            double v = (Beta2 * before.SecondMoment[i]) + ((1 - Beta2) * gradient[i] * gradient[i]);
            double root = Math.Sqrt(v / (1 - Math.Pow(Beta2, step)));
            parameters[i] = before.Parameters[i] - (LearningRate * m / (1 - Math.Pow(Beta1, step)) / (root + Epsilon));
        }

        return parameters;
    }

    private static void SetLengths(TestFit fit, double[] parameters)
    {
        double[] lengths = [.. Atoms(fit).Select(atom => Math.Sqrt(atom.Sum(i => parameters[i] * parameters[i])))];
        Assert.Contains(lengths, length => Math.Abs(length - 1) > 0.001);
        foreach ((int[] atom, double length) in Atoms(fit).Zip(lengths))
        {
            Array.ForEach(atom, i => parameters[i] /= length);
        }
    }

    /// <summary>The indices of the parameters of each atom, a column of the dictionary.</summary>
    private static IEnumerable<int[]> Atoms(TestFit fit)
    {
        ParameterTensor dictionary = fit.Initial.Tensors.Single(tensor => tensor.Role == TensorRole.Dictionary);
        return Enumerable.Range(0, dictionary.Columns)
            .Select(unit => Enumerable.Range(0, dictionary.Rows).Select(slot => dictionary.Offset + (slot * dictionary.Columns) + unit).ToArray());
    }
}
