using BenchmarkDotNet.Attributes;
using MLNet.Autoencoder.Foundation;
using MLNet.Autoencoder.Numerics;

namespace MLNet.Autoencoder.Benchmarks.Dotnet;

/// <summary>Random numbers from Philox, 10,000 at a time.</summary>
public class RandomBenchmarks
{
    private readonly float[] _values = new float[10_000];
    private readonly RandomStream _stream = new(1, RandomPurpose.LatentNoise, 1);

    [Benchmark]
    public void FillNormal() => _stream.FillNormal(_values, 0);

    [Benchmark]
    public void FillUniform() => _stream.FillUniform(_values, 0);
}
