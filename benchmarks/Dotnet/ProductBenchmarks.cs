using BenchmarkDotNet.Attributes;
using MLNet.Autoencoder.Benchmarks.Measurement;
using MLNet.Autoencoder.Numerics;

namespace MLNet.Autoencoder.Benchmarks.Dotnet;

/// <summary>The matrix products on batches, for a layer with 784 inputs and 400 outputs and for a small one.</summary>
public class ProductBenchmarks
{
    private readonly MatrixWorkspace _workspace = new();
    private float[] _a = [];
    private float[] _b = [];
    private float[] _c = [];
    private PackedWeights _packed = null!;

    [ParamsSource(nameof(Sizes))]
    public (int M, int N, int K) Size { get; set; }

    public static IEnumerable<(int M, int N, int K)> Sizes => [(128, 400, 784), (128, 64, 30)];

    [GlobalSetup]
    public void Setup()
    {
        (_a, _b, _c) = (RandomValues.Of(Size.M * Size.K), RandomValues.Of(Size.N * Size.K), new float[Size.M * Size.N]);
        _packed = new PackedWeights(_b, Size.N, Size.K);
    }

    [Benchmark]
    public void MultiplyTransposed() => MatrixProducts.MultiplyTransposed(_a, _b, _c, Size.M, Size.N, Size.K, [], _workspace);

    [Benchmark]
    public void TransposedMultiply() => MatrixProducts.TransposedMultiply(_a, _b, _c, Size.M, Size.N, Size.K, _workspace);

    [Benchmark]
    public void Multiply() => MatrixProducts.Multiply(_a, _b, _c, Size.M, Size.N, Size.K, _workspace);

    [Benchmark]
    public void PackedWeights() => _packed.Multiply(_a, _c, Size.M, [], _workspace);
}
