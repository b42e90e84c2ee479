using BenchmarkDotNet.Attributes;
using MLNet.Autoencoder.Benchmarks.Measurement;
using MLNet.Autoencoder.Model;

namespace MLNet.Autoencoder.Benchmarks.Dotnet;

/// <summary>A training step on 128 rows, and the encoding of a single row.</summary>
public class NetworkBenchmarks
{
    private ITrainingSession _session = null!;
    private TrainingBatch _batch = null!;
    private RowScorer _scorer = null!;
    private float[] _row = [];
    private float[] _means = [];

    [Params("30-64-8", "784-400-20")]
    public string Network { get; set; } = "";

    [GlobalSetup]
    public void Setup()
    {
        var shape = new NetworkShape(Network);
        (_session, _batch) = TrainingSteps.Start(new ManagedEngine(), shape, batchSize: 128);
        _scorer = new RowScorer(shape.Model());
        (_row, _means) = (RandomValues.Of(shape.Inputs), new float[shape.Latent]);
    }

    [GlobalCleanup]
    public void Cleanup() => _session.Dispose();

    [Benchmark]
    public void TrainingStep() => _session.TrainBatch(_batch, learningRate: 1e-4f);

    [Benchmark]
    public void EncodeOneRow() => _scorer.Encode(_row, _means, []);
}
