using System.Diagnostics;
using MLNet.Autoencoder.Networks;

namespace MLNet.Autoencoder.Core.Tests.Training;

/// <summary>A fit on several threads ends them, however it ends itself.</summary>
[Collection(nameof(ProcessMemory))]
public class FitThreadTests
{
    private const int Dimension = 100;

    // Far more than the runtime starts or ends of its own in the meantime.
    private const int OtherThreads = 48;
    private const int Noise = OtherThreads / 2;

    [Theory]
    [InlineData(null)]
    [InlineData(typeof(OperationCanceledException))]
    [InlineData(typeof(InvalidOperationException))]
    [InlineData(typeof(IOException))]
    public void No_thread_of_a_fit_outlives_it(Type? end)
    {
        int before = CountThreads();
        int during = 0;

        Fit(end, onRead: () => during = CountThreads());

        Assert.InRange(during, before + Noise, int.MaxValue);

        // A thread that has ended is one of the system's for a moment more; only a failure waits for longer.
        Assert.True(SpinWait.SpinUntil(() => CountThreads() < before + Noise, TimeSpan.FromMinutes(1)));
    }

    /// <summary>Fits a network that is large enough for threads to share, until it is done, cancelled, diverged or out of rows.</summary>
    private static void Fit(Type? end, Action onRead)
    {
        using var stop = new CancellationTokenSource();
        bool diverges = end == typeof(InvalidOperationException);
        float[] values = [.. Fits.Rows(128, Dimension).Select(value => diverges ? 1e30f * value : value)];
        var rows = new NotingRows(new InMemoryRows(values, Dimension), onRead);
        AutoencoderOptions options = Fits.Options();
        options.HiddenLayers = [128];
        options.BatchSize = 128;
        options.Engine = new ManagedEngine { NumberOfThreads = OtherThreads + 1 };
        options.Scaling = Scaling.None;
        options.CancellationToken = stop.Token;
        options.Progress = new Reporter(() =>
        {
            if (end == typeof(OperationCanceledException))
            {
                stop.Cancel();
            }
            else if (end == typeof(IOException))
            {
                throw new IOException();
            }
        });

        Assert.Equal(end, Record.Exception(() => Autoencoder.Fit(rows, options))?.GetType());
    }

    private static int CountThreads()
    {
        using var process = Process.GetCurrentProcess();
        return process.Threads.Count;
    }

    private sealed class Reporter(Action report) : IProgress<TrainingEpoch>
    {
        public void Report(TrainingEpoch value) => report();
    }

    private sealed class NotingRows(IRowSource rows, Action onRead) : IRowSource
    {
        public int Dimension => rows.Dimension;

        public IRowReader Open()
        {
            onRead();
            return rows.Open();
        }
    }
}
