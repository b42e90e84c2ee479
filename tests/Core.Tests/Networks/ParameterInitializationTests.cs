using MLNet.Autoencoder.Networks;

namespace MLNet.Autoencoder.Core.Tests.Networks;

public class ParameterInitializationTests
{
    [Theory]
    [InlineData(Activation.Relu, "encoder.hidden.0.weight", 60)]
    [InlineData(Activation.Gelu, "decoder.hidden.0.weight", 20)]
    [InlineData(Activation.Tanh, "encoder.hidden.0.weight", 60 + 80)]
    [InlineData(Activation.Relu, "encoder.mean.weight", 80 + 20)]
    [InlineData(Activation.Relu, "decoder.output.weight", 80 + 60)]
    public void Weights_are_uniform_in_the_published_interval(Activation activation, string name, int fan)
    {
        NetworkParameters parameters = ParameterInitialization.Create(new Variational().Definition.LayoutOf(new NetworkArchitecture(60, [80], 20, activation)), seed: 1);
        float[] weights = parameters[parameters.Tensors.Single(tensor => tensor.Name == name)].ToArray();
        double bound = Math.Sqrt(6.0 / fan);

        Assert.InRange(weights.Max(), 0.98 * bound, bound);
        Assert.InRange(weights.Min(), -bound, -0.98 * bound);
        Assert.Equal(0, weights.Average(), 0.05 * bound);
        Assert.Equal(bound * bound / 3, weights.Average(weight => weight * weight), 0.03 * bound * bound);
    }

    [Fact]
    public void Biases_and_the_log_variance_start_at_zero()
    {
        NetworkParameters parameters = ParameterInitialization.Create(new Variational().Definition.LayoutOf(new NetworkArchitecture(6, [8, 7], 2, Activation.Silu)), seed: 1);
        ParameterTensor[] zero = [.. parameters.Tensors.Where(tensor => tensor.Role is TensorRole.Bias or TensorRole.LogVarianceWeight)];

        Assert.Equal(8, zero.Length);
        Assert.All(zero, tensor => Assert.All(parameters[tensor].ToArray(), value => Assert.Equal(0f, value)));
    }

    [Fact]
    public void The_seed_determines_the_weights()
    {
        var architecture = new NetworkArchitecture(6, [8], 2, Activation.Silu);
        float[] first = ParameterInitialization.Create(new Variational().Definition.LayoutOf(architecture), seed: 1).Values.ToArray();

        Assert.Equal(first, ParameterInitialization.Create(new Variational().Definition.LayoutOf(architecture), seed: 1).Values.ToArray());
        Assert.NotEqual(first, ParameterInitialization.Create(new Variational().Definition.LayoutOf(architecture), seed: 2).Values.ToArray());
    }

    [Fact]
    public void A_network_too_large_for_one_array_is_refused()
    {
        var architecture = new NetworkArchitecture(1 << 20, [1 << 20], 2, Activation.Silu);

        var error = Assert.Throws<ArgumentOutOfRangeException>(() => ParameterInitialization.Create(new Variational().Definition.LayoutOf(architecture), seed: 1));

        Assert.Contains("parameters", error.Message, StringComparison.Ordinal);
    }
}
