using MLNet.Autoencoder.Core.Tests.Numerics;
using MLNet.Autoencoder.Networks;

namespace MLNet.Autoencoder.Core.Tests.Networks;

public class ActivationFunctionsTests
{
    public static TheoryData<Activation> Activations() => [.. Enum.GetValues<Activation>()];

    [Theory]
    [MemberData(nameof(Activations))]
    public void Forward_computes_the_formula(Activation activation)
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
    public void The_slope_is_the_derivative(Activation activation)
    {
        float[] x = Grid(), slope = [.. x], y = new float[x.Length];

        ActivationFunctions.ForwardWithSlope(activation, slope, y);

        for (int i = 0; i < x.Length; i++)
        {
            const double H = 1e-5;
            double derivative = (Formula(activation, x[i] + H) - Formula(activation, x[i] - H)) / (2 * H);
            Assert.Equal(derivative, slope[i], 3e-6);
        }
    }

    [Theory]
    [MemberData(nameof(Activations))]
    public void Values_are_the_same_with_and_without_slopes(Activation activation)
    {
        float[] x = Grid(), expected = new float[x.Length], y = new float[x.Length];
        ActivationFunctions.Forward(activation, x, expected);

        ActivationFunctions.ForwardWithSlope(activation, x, y);

        ReferenceProducts.AssertSameBits(expected, y);
    }

    [Theory]
    [MemberData(nameof(Activations))]
    public void A_result_does_not_depend_on_position_or_neighbors(Activation activation)
    {
        float[] x = [.. ReferenceProducts.Values(1100, 1).Select(value => value * 6), 1e30f, -1e30f, float.PositiveInfinity, 0f, -0f, 1e-40f];
        float[] slope = [.. x], y = new float[x.Length];
        ActivationFunctions.ForwardWithSlope(activation, slope, y);

        foreach (int length in (int[])[1, 2, 3, 4, 5, 15, 16, 17, 33, 511, 513])
        {
            foreach (int start in (int[])[0, 1, 2, 3, 7, 16, 500, x.Length - length])
            {
                float[] part = [.. x.AsSpan(start, length)], values = new float[length];
                ActivationFunctions.ForwardWithSlope(activation, part, values);
                ReferenceProducts.AssertSameBits(y.AsSpan(start, length), values);
                ReferenceProducts.AssertSameBits(slope.AsSpan(start, length), part);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Activations))]
    public void Forward_works_in_place(Activation activation)
    {
        float[] x = Grid(), y = new float[x.Length], inPlace = [.. x];
        ActivationFunctions.Forward(activation, x, y);

        ActivationFunctions.Forward(activation, inPlace, inPlace);

        ReferenceProducts.AssertSameBits(y, inPlace);
    }

    [Theory]
    [InlineData(Activation.Silu)]
    [InlineData(Activation.Gelu)]
    public void A_smooth_rectifier_is_0_for_very_negative_values(Activation activation)
    {
        float[] y = new float[3];

        ActivationFunctions.Forward(activation, [-90f, -1e10f, float.MinValue], y);

        Assert.All(y, value => Assert.Equal(0, value, 1e-30));
    }

    [Theory]
    [MemberData(nameof(Activations))]
    public void NaN_is_preserved_and_affects_no_other_element(Activation activation)
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
        float[] x = [0f, -0f], y = new float[2];

        ActivationFunctions.ForwardWithSlope(Activation.Relu, x, y);

        Assert.Equal([0f, 0f], x);
    }

    [Fact]
    public void Different_lengths_and_undefined_activations_are_refused()
    {
        Assert.Throws<ArgumentException>(() => ActivationFunctions.Forward(Activation.Tanh, new float[3], new float[4]));
        Assert.Throws<ArgumentException>(() => ActivationFunctions.ForwardWithSlope(Activation.Tanh, new float[4], new float[3]));
        Assert.Throws<ArgumentOutOfRangeException>(() => ActivationFunctions.Forward((Activation)99, new float[4], new float[4]));
    }

    [Fact]
    public void Neither_pass_allocates()
    {
        float[] x = Grid(), y = new float[x.Length];
        RunAll();

        long before = GC.GetAllocatedBytesForCurrentThread();
        RunAll();

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());

        void RunAll()
        {
            ActivationFunctions.Forward(Activation.Gelu, x, y);
            ActivationFunctions.ForwardWithSlope(Activation.Gelu, x, y);
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

    /// <summary>From −9.99 to 10 without 0, where ReLU has no derivative.</summary>
    private static float[] Grid() => [.. Enumerable.Range(0, 1000).Select(i => (i * 0.02f) - 9.99f)];
}
