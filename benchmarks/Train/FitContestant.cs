using MLNet.Autoencoder.Benchmarks.Measurement;

namespace MLNet.Autoencoder.Benchmarks.Train;

/// <summary>
/// Epochs of a fit with the managed engine: the steps and everything around them, such as row order, batches and noise. The fit runs on its own
/// thread and pauses between epochs, while others are measured.
/// </summary>
internal sealed class FitContestant : Contestant, IProgress<TrainingEpoch>
{
    // An epoch should take about a tenth of a second, so that waking the threads after a pause takes no part of it, and have more than a few steps.
    private const double EpochFlops = 2e10;
    private const int MinSteps = 8;

    private readonly SemaphoreSlim _mayRun = new(0);
    private readonly SemaphoreSlim _hasRun = new(0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Thread _thread;
    private double _rowsPerSecond;

    public FitContestant(NetworkShape shape, int batchSize, int threads)
        : base("fit", "managed", threads)
    {
        AutoencoderOptions options = shape.Options<AutoencoderOptions>(epochs: int.MaxValue);
        options.BatchSize = batchSize;
        options.Engine = new ManagedEngine { NumberOfThreads = threads };
        options.Progress = this;
        options.CancellationToken = _stop.Token;
        int steps = Math.Max(MinSteps, (int)(EpochFlops / NetworkArithmetic.Training(shape.Parameters().Layout) / batchSize));
        _thread = new Thread(() => Fit(new CountedRows((long)steps * batchSize, shape.Inputs), options));
        _thread.Start();
    }

    /// <summary>Lets the fit run for one epoch.</summary>
    public override double RowsPerSecond()
    {
        _mayRun.Release();
        _hasRun.Wait();
        return _rowsPerSecond;
    }

    /// <summary>Called at the end of an epoch, on the thread of the fit: waits until the fit may resume.</summary>
    void IProgress<TrainingEpoch>.Report(TrainingEpoch epoch)
    {
        _rowsPerSecond = epoch.RowsPerSecond;
        _hasRun.Release();
        _mayRun.Wait(_stop.Token);
    }

    public override void Dispose()
    {
        _stop.Cancel();
        _thread.Join();
        _mayRun.Dispose();
        _hasRun.Dispose();
        _stop.Dispose();
    }

    private void Fit(IRowSource rows, AutoencoderOptions options)
    {
        try
        {
            _mayRun.Wait(_stop.Token);
            Autoencoder.Fit(rows, options);
        }
        catch (OperationCanceledException)
        {
            // The measurement is complete.
        }
    }
}
