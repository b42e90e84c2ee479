using MLNet.Autoencoder.Numerics;

namespace MLNet.Autoencoder.Core.Tests.Numerics;

public class ScalarFunctionsTests
{
    [Fact]
    public void Logarithm_exponential_and_cosine_match_the_platform_to_rounding()
    {
        for (int i = -7000; i <= 7000; i++)
        {
            double x = i / 10.0;
            AssertClose(Math.Exp(x), ScalarFunctions.Exp(x), 3e-14 + (Math.Abs(x) * 3e-16));
            AssertClose(x, ScalarFunctions.Log(Math.Exp(x)), 1e-14);
            AssertClose(Math.Log(1 + (i / 14001.0)), ScalarFunctions.Log(1 + (i / 14001.0)), 1e-14);
            Assert.Equal(Math.Cos(Math.PI * (i + 7000) / 14000), ScalarFunctions.Cos(Math.PI * (i + 7000) / 14000), 1e-15);
        }
    }

    [Fact]
    public void Hyperbolic_sine_and_its_inverse_match_the_platform_to_rounding_at_every_magnitude()
    {
        for (int i = -3000; i <= 3000; i++)
        {
            double size = Math.Pow(10, i / 10.0);
            AssertClose(Math.Asinh(size), ScalarFunctions.Asinh(size), 1e-13);
            Assert.Equal(-ScalarFunctions.Asinh(size), ScalarFunctions.Asinh(-size));
            double argument = Math.Min(size, 700);
            AssertClose(Math.Sinh(argument), ScalarFunctions.Sinh(argument), 1e-13 + (argument * 3e-16));
            Assert.Equal(-ScalarFunctions.Sinh(argument), ScalarFunctions.Sinh(-argument));
        }

        Assert.Equal((0.0, 0.0), (ScalarFunctions.Asinh(0), ScalarFunctions.Sinh(0)));
        Assert.Equal((double.NaN, double.NaN), (ScalarFunctions.Asinh(double.NaN), ScalarFunctions.Sinh(double.NaN)));
        Assert.Equal(double.NegativeInfinity, ScalarFunctions.Asinh(double.NegativeInfinity));
    }

    [Fact]
    public void Results_without_a_finite_value_are_infinite_or_NaN()
    {
        Assert.Equal(double.NegativeInfinity, ScalarFunctions.Log(0));
        Assert.Equal(double.PositiveInfinity, ScalarFunctions.Log(double.PositiveInfinity));
        Assert.Equal(double.NaN, ScalarFunctions.Log(-1));
        Assert.Equal(double.NaN, ScalarFunctions.Log(double.NaN));
        Assert.Equal(double.PositiveInfinity, ScalarFunctions.Exp(710));
        Assert.Equal(double.PositiveInfinity, ScalarFunctions.Exp(double.PositiveInfinity));
        Assert.Equal(0, ScalarFunctions.Exp(-1e9));
        Assert.Equal(double.NaN, ScalarFunctions.Exp(double.NaN));
    }

    private static void AssertClose(double expected, double actual, double relative) =>
        Assert.Equal(expected, actual, Math.Max(double.Epsilon, relative * Math.Abs(expected)));
}
