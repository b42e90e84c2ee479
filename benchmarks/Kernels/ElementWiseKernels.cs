using MLNet.Autoencoder.Benchmarks.Measurement;
using MLNet.Autoencoder.Networks;
using MLNet.Autoencoder.Numerics;
using MLNet.Autoencoder.Training.Managed;

namespace MLNet.Autoencoder.Benchmarks.Kernels;

/// <summary>The element-wise kernels: activation functions, random numbers, the optimizer, sums.</summary>
internal static class ElementWiseKernels
{
    // A batch of 128 rows of 784.
    private const int Length = 128 * 784;
    private const int Samples = 151;

    public static void Measure()
    {
        float[] x = RandomValues.Of(Length), y = new float[Length], slope = new float[Length];
        Output.Line($"# elements <kernel> <length> <ns/element> <min> <max>");
        foreach (Activation activation in Enum.GetValues<Activation>())
        {
            Report($"{activation}", () => ActivationFunctions.Forward(activation, x, y));
            Report($"{activation}WithSlope", () =>
            {
                x.CopyTo(slope, 0);
                ActivationFunctions.ForwardWithSlope(activation, slope, y);
            });
        }

        var stream = new RandomStream(1, 2, 3);
        var adam = new Adam([new ParameterTensor(new TensorSpec("encoder.mean.weight", 1, Length, TensorRole.Weight), 0)], weightDecay: 0.1f);
        Report("FillUniform", () => stream.FillUniform(y, 0));
        Report("FillNormal", () => stream.FillNormal(y, 0));
        Report("Adam", () => adam.Step(y, x, gradientScale: 1, learningRate: 1e-3f, threads: null));
        Report("ColumnSums", () => Reductions.ColumnSums(x, y, 128, 784));
        Report("Sum", () => Reductions.Sum(x));
        Report("SquaredDistance", () => Reductions.SquaredDistance(x, y));
    }

    private static void Report(string name, Action action)
    {
        var sampler = new Sampler(action, Clock.Processor, TimeSpan.FromMilliseconds(1));
        Spread time = Spread.Of(Enumerable.Range(0, Samples).Select(_ => sampler.Seconds() / Length * 1e9));
        Output.Line($"elements {name} {Length} {time.Median:F3} {time.Minimum:F3} {time.Maximum:F3}");
    }
}
