using MLNet.Autoencoder.Core.Tests.Numerics;
using MLNet.Autoencoder.Networks;

namespace MLNet.Autoencoder.Core.Tests.Networks;

public class ActivationFunctionsTests
{
    public static TheoryData<Activation> Activations() => [.. Enum.GetValues<Activation>()];

    [Theory]
    [MemberData(nameof(Activations))]
    public void Forward_is_the_formula(Activation activation)
    {
        float[] x = Grid(), y = new float[x.Length];

        ActivationFunctions.Forward(activation, x, y);

        for (int i = 0; i < x.Length; i++)
        {
            double expected = Formula(activation, x[i]);
            Assert.Equal(expected, y[i], 1e-6 + (1e-6 * Math.Abs(x[i])));
        }
    }

    [Theory]
    [MemberData(nameof(Activations))]
    public void Backward_is_the_derivative_times_the_gradient(Activation activation)
    {
        float[] x = Grid(), y = new float[x.Length], gradient = ReferenceProducts.Values(x.Length, 1), result = new float[x.Length];
        ActivationFunctions.Forward(activation, x, y);

        ActivationFunctions.Backward(activation, x, y, gradient, result);

        for (int i = 0; i < x.Length; i++)
        {
            const double H = 1e-5;
            double derivative = (Formula(activation, x[i] + H) - Formula(activation, x[i] - H)) / (2 * H);
            Assert.Equal(gradient[i] * derivative, result[i], 5e-6);
        }
    }

    [Theory]
    [MemberData(nameof(Activations))]
    public void An_element_does_not_depend_on_its_place_or_its_neighbours(Activation activation)
    {
        float[] x = [.. ReferenceProducts.Values(1100, 1).Select(value => value * 6), 1e30f, -1e30f, float.PositiveInfinity, 0f, -0f, 1e-40f];
        float[] gradient = ReferenceProducts.Values(x.Length, 2), y = new float[x.Length], dx = new float[x.Length];
        ActivationFunctions.Forward(activation, x, y);
        ActivationFunctions.Backward(activation, x, y, gradient, dx);

        foreach (int length in (int[])[1, 2, 3, 4, 5, 15, 16, 17, 33, 511, 513])
        {
            foreach (int start in (int[])[0, 1, 2, 3, 7, 16, 500, x.Length - length])
            {
                float[] part = new float[length], partGradient = new float[length];
                ActivationFunctions.Forward(activation, x.AsSpan(start, length), part);
                ReferenceProducts.AssertSameBits(y.AsSpan(start, length), part);
                ActivationFunctions.Backward(activation, x.AsSpan(start, length), part, gradient.AsSpan(start, length), partGradient);
                ReferenceProducts.AssertSameBits(dx.AsSpan(start, length), partGradient);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Activations))]
    public void Both_passes_work_in_place(Activation activation)
    {
        float[] x = Grid(), y = new float[x.Length], inPlace = [.. x];
        float[] gradient = ReferenceProducts.Values(x.Length, 1), expected = new float[x.Length];
        ActivationFunctions.Forward(activation, x, y);
        ActivationFunctions.Backward(activation, x, y, gradient, expected);

        ActivationFunctions.Forward(activation, inPlace, inPlace);
        ActivationFunctions.Backward(activation, x, y, gradient, gradient);

        ReferenceProducts.AssertSameBits(y, inPlace);
        ReferenceProducts.AssertSameBits(expected, gradient);
    }

    [Theory]
    [MemberData(nameof(Activations))]
    public void Not_a_number_stays_one_and_touches_no_other_element(Activation activation)
    {
        float[] x = Grid(), y = new float[x.Length];
        x[^2] = float.NaN;

        ActivationFunctions.Forward(activation, x, y);

        for (int i = 0; i < x.Length; i++)
        {
            Assert.Equal(i == x.Length - 2, float.IsNaN(y[i]));
        }
    }

    [Fact]
    public void Relu_has_slope_0_at_0()
    {
        float[] x = [0f, -0f], y = new float[2], gradient = [1f, 1f];
        ActivationFunctions.Forward(Activation.Relu, x, y);

        ActivationFunctions.Backward(Activation.Relu, x, y, gradient, gradient);

        Assert.Equal([0f, 0f], gradient);
    }

    [Fact]
    public void Lengths_that_differ_and_undefined_activations_are_refused()
    {
        Assert.Throws<ArgumentException>(() => ActivationFunctions.Forward(Activation.Tanh, new float[3], new float[4]));
        Assert.Throws<ArgumentException>(() => ActivationFunctions.Backward(Activation.Tanh, new float[4], new float[4], new float[3], new float[4]));
        Assert.Throws<ArgumentOutOfRangeException>(() => ActivationFunctions.Forward((Activation)99, new float[4], new float[4]));
    }

    [Fact]
    public void Neither_pass_allocates()
    {
        float[] x = Grid(), y = new float[x.Length], gradient = new float[x.Length];
        RunAll();

        long before = GC.GetAllocatedBytesForCurrentThread();
        RunAll();

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());

        void RunAll()
        {
            ActivationFunctions.Forward(Activation.Gelu, x, y);
            ActivationFunctions.Backward(Activation.Gelu, x, y, gradient, gradient);
        }
    }

    private static double Formula(Activation activation, double x) => activation switch
    {
        Activation.Relu => Math.Max(0, x),
        Activation.Tanh => Math.Tanh(x),
        Activation.Silu => x / (1 + Math.Exp(-x)),
        Activation.Gelu => 0.5 * x * (1 + Math.Tanh(Math.Sqrt(2 / Math.PI) * (x + (0.044715 * x * x * x)))),
        _ => throw new ArgumentOutOfRangeException(nameof(activation)),
    };

    /// <summary>From −9.99 to 10 without 0, where relu has no derivative.</summary>
    private static float[] Grid() => [.. Enumerable.Range(0, 1000).Select(i => (i * 0.02f) - 9.99f)];
}
