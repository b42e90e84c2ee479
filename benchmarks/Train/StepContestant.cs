using System.Diagnostics;
using MLNet.Autoencoder.Benchmarks.Measurement;

namespace MLNet.Autoencoder.Benchmarks.Train;

/// <summary>Steps of an engine, all on the same batch.</summary>
internal sealed class StepContestant : Contestant
{
    public static readonly TimeSpan SampleTime = TimeSpan.FromMilliseconds(50);

    private readonly ITrainingSession _session;
    private readonly TrainingBatch _batch;
    private readonly Action _prepare;

    /// <summary>The managed engine.</summary>
    public StepContestant(NetworkShape shape, int batchSize, int threads)
        : this("managed", new ManagedEngine { NumberOfThreads = threads }, shape, batchSize, threads, prepare: () => { })
    {
    }

    /// <param name="name">The name of the engine.</param>
    /// <param name="engine">The engine.</param>
    /// <param name="shape">The network.</param>
    /// <param name="batchSize">The number of rows in a step.</param>
    /// <param name="threads">The number of threads that the engine uses.</param>
    /// <param name="prepare">An action to run before each sample.</param>
    public StepContestant(string name, ITrainingEngine engine, NetworkShape shape, int batchSize, int threads, Action prepare)
        : base("step", name, threads)
    {
        (_session, _batch) = TrainingSteps.Start(engine, shape, batchSize);
        _prepare = prepare;
    }

    /// <summary>A session that has been started.</summary>
    public StepContestant(string name, int threads, (ITrainingSession Session, TrainingBatch Batch) started)
        : base("step", name, threads)
    {
        (_session, _batch) = started;
        _prepare = () => { };
    }

    public override double RowsPerSecond()
    {
        _prepare();
        int steps = 0;
        long start = Stopwatch.GetTimestamp();
        do
        {
            _session.TrainBatch(_batch, learningRate: 1e-4f);
            steps++;
        }
        while (Stopwatch.GetElapsedTime(start) < SampleTime);
        return steps * _batch.Count / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    public override void Dispose() => _session.Dispose();
}
