using System.Diagnostics;

namespace MLNet.Autoencoder.Core.Tests.Training;

/// <summary>A fit on several threads gives the bytes of one thread, and ends those threads, however the fit itself ends.</summary>
[Collection(nameof(ProcessMemory))]
public class FitThreadTests
{
    private const int Dimension = 100;

    // Far more than the runtime itself starts or ends in the meantime.
    private const int OtherThreads = 128;
    private const int Noise = OtherThreads / 2;

    [Theory]
    [InlineData(null)]
    [InlineData(typeof(OperationCanceledException))]
    [InlineData(typeof(InvalidOperationException))]
    [InlineData(typeof(IOException))]
    public void No_thread_of_a_fit_outlives_it(Type? end)
    {
        int during = 0;

        Fit(end, onPass: () => during = Math.Max(during, CountThreads()));

        // The system still lists a thread for a moment after it has ended. Only a failure waits longer. Threads of an earlier fit that end meanwhile are fewer
        // than the noise, because its test has waited for them here.
        Assert.True(SpinWait.SpinUntil(() => CountThreads() < during - Noise, TimeSpan.FromMinutes(1)));
    }

    [Fact]
    public void A_labeled_fit_gives_the_same_bytes_on_any_number_of_threads()
    {
        byte[] Bytes(int threads)
        {
            float[] values = Fits.Rows(1_200, Dimension);
            float[] labels = [.. Enumerable.Range(0, 1_200).Select(row => row % 5 == 4 ? float.NaN : values[row * Dimension] > 0.5f ? 2 : row % 2)];
            AutoencoderOptions options = Fits.Options();
            (options.HiddenLayers, options.BatchSize, options.Engine) = ([64], 600, new ManagedEngine { NumberOfThreads = threads });
            options.AuxiliaryLosses = [new LabelHead(), new SupervisedContrastive()];
            AutoencoderModel model = Autoencoder.Fit(new InMemoryRows(values, Dimension, labels: labels), options);
            Assert.True(model.History.Epochs[^1].Training[LossTerm.SupervisedContrastive.Name] > 0);
            return Fits.Bytes(model);
        }

        byte[] expected = Bytes(1);

        Assert.Equal(expected, Bytes(2));
        Assert.Equal(expected, Bytes(8));

        // No more threads start than there are processors, or a few.
        Assert.Equal(expected, Bytes(int.MaxValue));
    }

    /// <summary>Fits a network that is large enough for several threads, until the fit completes, is canceled, diverges or fails.</summary>
    private static void Fit(Type? end, Action onPass)
    {
        using var stop = new CancellationTokenSource();
        bool diverges = end == typeof(InvalidOperationException);
        float[] values = [.. Fits.Rows(128, Dimension).Select(value => diverges ? 1e30f * value : value)];
        var rows = new ObservedRows(new InMemoryRows(values, Dimension), onPass);
        AutoencoderOptions options = Fits.Options();
        options.HiddenLayers = [128];
        options.BatchSize = 128;

        // The first pass comes before the engine starts. With this little memory, every epoch is another pass.
        options.RowCacheBytes = 16 * Dimension * sizeof(float);
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

    private sealed class ObservedRows(IRowSource rows, Action onPass) : IRowSource
    {
        public int Dimension => rows.Dimension;

        public IRowReader Open()
        {
            onPass();
            return rows.Open();
        }
    }
}
