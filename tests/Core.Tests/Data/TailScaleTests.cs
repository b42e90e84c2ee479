using FsCheck;
using FsCheck.Xunit;
using MLNet.Autoencoder.Data;

namespace MLNet.Autoencoder.Core.Tests.Data;

public class TailScaleTests
{
    // As in the code: further out than this on the new scale, no slot has values.
    private static readonly double Reach = Math.Sinh(TailScale.MaxArgument);

    [Property(MaxTest = 500)]
    public void A_value_survives_the_way_there_and_back_to_the_rounding_of_its_logarithm(NormalFloat value, NormalFloat center, int width, int magnitude)
    {
        float size = (float)Math.Pow(10, Math.Abs(width % 20) - 10);
        AssertRoundTrip((float)(value.Get * Math.Pow(10, magnitude % 30)), (float)(center.Get * size), size);
    }

    [Theory]
    [InlineData(0f)]
    [InlineData(1e-30f)]
    [InlineData(-1e-30f)]
    [InlineData(1e30f)]
    [InlineData(-1e30f)]
    public void Tiny_and_huge_values_survive_the_way_there_and_back(float value)
    {
        AssertRoundTrip(value, center: 0, width: 1);
        AssertRoundTrip(value, center: -3, width: 1e-3f);
        AssertRoundTrip(value, center: 1e5f, width: 1e10f);
    }

    [Fact]
    public void Slots_without_a_width_are_left_alone()
    {
        var scale = new TailScale([7, 0, 0], [0, 2, 0]);
        float[] row = [float.NaN, 2, 1e30f];

        scale.Apply(row);

        Assert.Equal([float.NaN, (float)Math.Asinh(1), 1e30f], row);
        Assert.Equal([1], scale.Slots);
        scale.Undo(row);
        Assert.Equal([float.NaN, 2, 1e30f], row, (a, b) => a.Equals(b) || Math.Abs(a - b) < 1e-6f);
    }

    [Fact]
    public void A_missing_value_stays_missing_and_whatever_a_decoder_returns_becomes_a_finite_value()
    {
        var scale = new TailScale([0, 0, 0], [1e10f, 1e10f, 1e10f]);
        float[] row = [float.NaN, 0, 0];
        scale.Apply(row);
        Assert.Equal([float.NaN, 0, 0], row);

        float[] decoded = [1e30f, -1e30f, 60];
        scale.Undo(decoded);
        Assert.All(decoded, value => Assert.True(float.IsFinite(value)));
    }

    private static void AssertRoundTrip(float value, float center, float width)
    {
        double distance = ((double)value - center) / width;
        if (!float.IsFinite(value) || Math.Abs(distance) > Reach)
        {
            return;
        }

        var scale = new TailScale([center], [width]);
        float[] row = [value];
        scale.Apply(row);
        scale.Undo(row);

        // The logarithm y is rounded to single precision, and so dx = cosh y · dy · width; then the value itself is rounded.
        const double Rounding = 1.0 / (1 << 24);
        double y = Math.Asinh(distance);
        double tolerance = Rounding * ((1.01 * Math.Abs(y) * Math.Cosh(y) * width) + Math.Abs(value));
        Assert.InRange(Math.Abs((double)row[0] - value), 0, tolerance + float.Epsilon);
    }
}
