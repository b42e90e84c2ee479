using MLNet.Autoencoder.Core.Tests.Numerics;
using MLNet.Autoencoder.Training;

namespace MLNet.Autoencoder.Core.Tests.Training;

public class AdamTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(16)]
    [InlineData(37)]
    public void Steps_follow_the_published_algorithm(int count)
    {
        const double Alpha = 0.01, Beta1 = 0.9, Beta2 = 0.999, Epsilon = 1e-8;
        float[] parameters = ReferenceProducts.Values(count, 1);
        double[] theta = [.. parameters.Select(value => (double)value)], m = new double[count], v = new double[count];
        var adam = new Adam(count, (float)Alpha);

        for (int t = 1; t <= 50; t++)
        {
            float[] gradient = ReferenceProducts.Values(count, 100 + t);
            adam.Step(parameters, gradient);
            for (int i = 0; i < count; i++)
            {
                m[i] = (Beta1 * m[i]) + ((1 - Beta1) * gradient[i]);
                v[i] = (Beta2 * v[i]) + ((1 - Beta2) * gradient[i] * gradient[i]);
                double mHat = m[i] / (1 - Math.Pow(Beta1, t)), vHat = v[i] / (1 - Math.Pow(Beta2, t));
                theta[i] -= Alpha * mHat / (Math.Sqrt(vHat) + Epsilon);
                Assert.Equal(theta[i], parameters[i], 1e-5);
            }
        }
    }

    [Fact]
    public void A_parameter_does_not_depend_on_its_place()
    {
        float[] together = ReferenceProducts.Values(37, 1), gradient = ReferenceProducts.Values(37, 2);
        float[] alone = [together[36]];

        new Adam(37, 0.01f).Step(together, gradient);
        new Adam(1, 0.01f).Step(alone, [gradient[36]]);

        ReferenceProducts.AssertSameBits(together.AsSpan(36), alone);
    }

    [Fact]
    public void A_restored_state_goes_on_where_it_was()
    {
        float[] parameters = ReferenceProducts.Values(20, 1), gradient = ReferenceProducts.Values(20, 2);
        var adam = new Adam(20, 0.01f);
        adam.Step(parameters, gradient);
        float[] copy = [.. parameters];
        var restored = new Adam(20, 0.01f) { StepCount = adam.StepCount };
        adam.FirstMoment.CopyTo(restored.FirstMoment);
        adam.SecondMoment.CopyTo(restored.SecondMoment);

        adam.Step(parameters, gradient);
        restored.Step(copy, gradient);

        ReferenceProducts.AssertSameBits(parameters, copy);
    }

    [Fact]
    public void A_parameter_without_gradient_stays()
    {
        float[] parameters = [1f, 2f];

        new Adam(2, 0.1f).Step(parameters, [0f, 3f]);

        Assert.Equal([1f, 1.9f], parameters, (expected, actual) => Math.Abs(expected - actual) < 1e-6);
    }

    [Fact]
    public void Lengths_that_differ_are_refused()
    {
        Assert.Throws<ArgumentException>(() => new Adam(3, 0.1f).Step(new float[4], new float[3]));
        Assert.Throws<ArgumentException>(() => new Adam(3, 0.1f).Step(new float[3], new float[4]));
    }

    [Fact]
    public void A_step_does_not_allocate()
    {
        float[] parameters = new float[37], gradient = new float[37];
        var adam = new Adam(37, 0.1f);
        adam.Step(parameters, gradient);

        long before = GC.GetAllocatedBytesForCurrentThread();
        adam.Step(parameters, gradient);

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }
}
