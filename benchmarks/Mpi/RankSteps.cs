using System.Diagnostics;
using MLNet.Autoencoder.Benchmarks.Measurement;
using MLNet.Autoencoder.Communication;
using MLNet.Autoencoder.Objectives;

namespace MLNet.Autoencoder.Benchmarks.Mpi;

/// <summary>Training steps as in a fit, all on the same batch: the gradient and the losses are those of all ranks.</summary>
internal sealed class RankSteps : IDisposable
{
    private readonly BatchedNetwork _network;
    private readonly Ranks _ranks;
    private readonly ITrainingSession _session;
    private readonly TrainingBatch _batch;
    private readonly LossSum _loss;

    /// <param name="network">The network and the number of rows in a step.</param>
    /// <param name="threads">The threads of each process.</param>
    /// <param name="communicator">The processes; <see langword="null"/> for this one alone.</param>
    public RankSteps(BatchedNetwork network, int threads, ICommunicator? communicator = null)
    {
        _network = network;
        _ranks = new Ranks(communicator);
        (_session, _batch) = TrainingSteps.Start(new ManagedEngine { NumberOfThreads = threads }, network.Shape, network.BatchSize, _ranks);
        _loss = new LossSum(_batch.Loss.Terms);
    }

    /// <summary>Takes a sample.</summary>
    /// <returns>Seconds per step.</returns>
    public double Seconds() => Time(_network.Steps, Step);

    /// <summary>Takes a sample in processor time, which stands still while other processes run.</summary>
    /// <returns>Seconds per step.</returns>
    public double ProcessorSeconds()
    {
        TimeSpan start = Clock.Processor();
        for (int step = 0; step < _network.Steps; step++)
        {
            Step();
        }

        return (Clock.Processor() - start).TotalSeconds / _network.Steps;
    }

    public void Dispose() => _session.Dispose();

    /// <summary>Times an action, after one call that brings its data into the caches and in which ranks meet.</summary>
    /// <returns>Seconds per call.</returns>
    public static double Time(int calls, Action action)
    {
        action();
        long start = Stopwatch.GetTimestamp();
        for (int call = 0; call < calls; call++)
        {
            action();
        }

        return Stopwatch.GetElapsedTime(start).TotalSeconds / calls;
    }

    private void Step()
    {
        _session.TrainBatch(_batch, learningRate: 1e-4f);
        _loss.Clear();
        _loss.Add(_batch);
        _loss.AddRanks(_ranks);
    }
}
