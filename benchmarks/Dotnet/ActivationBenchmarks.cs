using BenchmarkDotNet.Attributes;
using MLNet.Autoencoder.Benchmarks.Measurement;
using MLNet.Autoencoder.Networks;

namespace MLNet.Autoencoder.Benchmarks.Dotnet;

/// <summary>Activation functions over the values of a hidden layer: 128 rows of 400.</summary>
public class ActivationBenchmarks
{
    private readonly float[] _x = RandomValues.Of(128 * 400);
    private readonly float[] _y = new float[128 * 400];
    private readonly float[] _slope = new float[128 * 400];

    [ParamsAllValues]
    public Activation Activation { get; set; }

    [Benchmark]
    public void Forward() => ActivationFunctions.Forward(Activation, _x, _y);

    [Benchmark]
    public void ForwardWithSlope()
    {
        _x.CopyTo(_slope, 0);
        ActivationFunctions.ForwardWithSlope(Activation, _slope, _y);
    }
}
