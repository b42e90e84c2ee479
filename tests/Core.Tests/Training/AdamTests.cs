using MLNet.Autoencoder.Networks;
using MLNet.Autoencoder.Core.Tests.Numerics;
using MLNet.Autoencoder.Numerics;
using MLNet.Autoencoder.Training.Managed;

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
        var adam = Create(count);

        for (int t = 1; t <= 50; t++)
        {
            float[] gradient = ReferenceProducts.Values(count, 100 + t);
            adam.Step(parameters, gradient, gradientScale: 1, (float)Alpha, threads: null);
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
    public void The_update_of_a_parameter_does_not_depend_on_its_position()
    {
        float[] together = ReferenceProducts.Values(37, 1), gradient = ReferenceProducts.Values(37, 2);
        float[] alone = [together[36]];

        Create(37).Step(together, gradient, 1, 0.01f, null);
        Create(1).Step(alone, [gradient[36]], 1, 0.01f, null);

        ReferenceProducts.AssertSameBits(together.AsSpan(36), alone);
    }

    [Fact]
    public void A_restored_state_continues_where_it_left_off()
    {
        float[] parameters = ReferenceProducts.Values(20, 1), gradient = ReferenceProducts.Values(20, 2);
        var adam = Create(20);
        adam.Step(parameters, gradient, 1, 0.01f, null);
        float[] copy = [.. parameters];
        var restored = Create(20);
        restored.StepCount = adam.StepCount;
        adam.FirstMoment.CopyTo(restored.FirstMoment);
        adam.SecondMoment.CopyTo(restored.SecondMoment);

        adam.Step(parameters, gradient, 1, 0.01f, null);
        restored.Step(copy, gradient, 1, 0.01f, null);

        ReferenceProducts.AssertSameBits(parameters, copy);
    }

    [Fact]
    public void A_parameter_without_a_gradient_does_not_change()
    {
        float[] parameters = [1f, 2f];

        Create(2).Step(parameters, [0f, 3f], 1, 0.1f, null);

        Assert.Equal([1f, 1.9f], parameters, (expected, actual) => Math.Abs(expected - actual) < 1e-6);
    }

    [Fact]
    public void Spans_of_different_lengths_are_refused()
    {
        Assert.Throws<ArgumentException>(() => Create(3).Step(new float[4], new float[3], 1, 0.1f, null));
        Assert.Throws<ArgumentException>(() => Create(3).Step(new float[3], new float[4], 1, 0.1f, null));
    }

    [Fact]
    public void A_step_does_not_allocate()
    {
        float[] parameters = new float[37], gradient = new float[37];
        var adam = Create(37);
        adam.Step(parameters, gradient, 1, 0.01f, null);

        long before = GC.GetAllocatedBytesForCurrentThread();
        adam.Step(parameters, gradient, 1, 0.01f, null);

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Fact]
    public void Weights_decay_and_biases_do_not()
    {
        ParameterTensor[] tensors = [Tensor(TensorRole.Weight, 20, 0), Tensor(TensorRole.Bias, 3, 20)];
        float[] parameters = ReferenceProducts.Values(23, 1), before = [.. parameters];

        new Adam(tensors, weightDecay: 0.5f).Step(parameters, new float[23], 1, 0.1f, null);

        ReferenceProducts.AssertSameBits([.. before[..20].Select(value => value * (1 - (0.1f * 0.5f)))], parameters.AsSpan(0, 20));
        ReferenceProducts.AssertSameBits(before.AsSpan(20), parameters.AsSpan(20));
    }

    [Fact]
    public void A_scaled_gradient_is_the_gradient_times_the_scale()
    {
        float[] gradient = ReferenceProducts.Values(37, 2), half = [.. gradient.Select(value => value * 0.5f)];
        float[] scaled = ReferenceProducts.Values(37, 1), expected = [.. scaled];

        Create(37).Step(scaled, gradient, 0.5f, 0.1f, null);
        Create(37).Step(expected, half, 1, 0.1f, null);

        ReferenceProducts.AssertSameBits(expected, scaled);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public void Several_threads_take_the_same_step_as_one(int threads)
    {
        const int Count = 100_003;
        float[] gradient = ReferenceProducts.Values(Count, 2), together = ReferenceProducts.Values(Count, 1), alone = [.. together];
        using var team = new ThreadTeam(threads);

        Create(Count).Step(together, gradient, 1, 0.1f, team);
        Create(Count).Step(alone, gradient, 1, 0.1f, null);

        ReferenceProducts.AssertSameBits(alone, together);
    }

    private static Adam Create(int count) => new([Tensor(TensorRole.Bias, count, 0)], weightDecay: 0);

    private static ParameterTensor Tensor(TensorRole role, int length, int offset) => new(new TensorSpec($"{role}", 1, length, role), offset);
}
