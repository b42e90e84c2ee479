using System.Diagnostics;
using MLNet.Autoencoder.Benchmarks.Measurement;

namespace MLNet.Autoencoder.Benchmarks.Scale;

/// <summary>One fit of 30-64-8 in batches of 64, on rows that are generated as they are read.</summary>
internal static class ScaleFit
{
    // Too small for a million rows of 30.
    private const long RowCacheBytes = 64_000_000;

    // One epoch of warm-up, and enough others for a median. With few rows there are more epochs, until the code runs at full speed.
    private const int MinEpochs = 7;
    private const long MinTotalRows = 2_000_000;

    public static string Heading =>
        "# scale <rows> <cached|streamed> <ns/row/epoch> <peak working set, MB> <managed heap, MB> <min ns> <max ns> <fraction of one core's peak>";

    public static void Run(long rows)
    {
        var shape = new NetworkShape("30-64-8");
        int epochs = (int)Math.Max(MinEpochs, MinTotalRows / rows);
        AutoencoderOptions options = shape.Options<AutoencoderOptions>(epochs);
        options.BatchSize = 64;
        (options.RowCacheBytes, options.ShuffleBytes) = (RowCacheBytes, RowCacheBytes);
        var observer = new Observer(rows, epochs, NetworkArithmetic.Training(shape.Parameters().Layout));
        options.Progress = observer;
        AutoencoderModel model = Autoencoder.Fit(new CountedRows(rows, shape.Inputs), options);

        int warmUp = epochs / MinEpochs;
        Spread time = Spread.Of(model.History.Epochs.Skip(warmUp).Select(epoch => epoch.Duration.TotalNanoseconds / rows));
        double fraction = Spread.Of(observer.Fractions.Skip(warmUp)).Median;
        string mode = rows * shape.Inputs * sizeof(float) <= RowCacheBytes ? "cached" : "streamed";
        using var process = Process.GetCurrentProcess();
        FormattableString memory = $"{process.PeakWorkingSet64 / 1e6:F0} {observer.HeapBytes / 1e6:F1}";
        Output.Line($"scale {rows} {mode} {time.Median:F0} {Output.Text(memory)} {time.Minimum:F0} {time.Maximum:F0} {fraction:F3}");
    }

    /// <summary>Measures between epochs.</summary>
    private sealed class Observer : IProgress<TrainingEpoch>
    {
        private readonly int _epochs;
        private readonly double _flopsPerRow;
        private readonly Peak _peak;
        private double _before;

        public Observer(long rows, int epochs, double flopsPerRow)
        {
            (_epochs, _flopsPerRow) = (epochs, flopsPerRow);

            // About as long as an epoch, within limits: a much shorter sample would be interrupted by other processes less often.
            _peak = new Peak(threads: 1, Clock.Wall, TimeSpan.FromMicroseconds(Math.Clamp(rows, 1_000, 100_000)));
            _before = _peak.Measure();
        }

        /// <summary>The arithmetic of each epoch as a fraction of the peak.</summary>
        public List<double> Fractions { get; } = [];

        /// <summary>The memory that the fit holds: the managed heap without garbage, after everything has been allocated.</summary>
        public long HeapBytes { get; private set; }

        public void Report(TrainingEpoch epoch)
        {
            double after = _peak.Measure();
            Fractions.Add(epoch.RowsPerSecond * _flopsPerRow / ((_before + after) / 2));
            _before = after;
            if (epoch.Epoch == _epochs)
            {
                HeapBytes = GC.GetTotalMemory(forceFullCollection: true);
            }
        }
    }
}
