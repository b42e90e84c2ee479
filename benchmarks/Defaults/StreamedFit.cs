using System.Diagnostics;
using System.Runtime.InteropServices;
using MLNet.Autoencoder.Benchmarks.Measurement;

namespace MLNet.Autoencoder.Benchmarks.Defaults;

/// <summary>A fit to rows of <see cref="FactorRows"/> that are read from a file and do not fit in the memory they may take.</summary>
internal static class StreamedFit
{
    public static readonly long[] Sizes = [1_000_000, 10_000_000];

    private const long RowCacheBytes = 64_000_000;

    public static string Heading => "# streamed <rows> <kind> <seconds> <epochs> <validation loss> <peak working set, MB>";

    /// <summary>Generates the rows, fits them, and prints a line. Runs in a process of its own, because the peak memory of a process never falls.</summary>
    public static void Run(long rows)
    {
        string path = Path.Combine(AppContext.BaseDirectory, $"factors-{rows}.bin");
        try
        {
            Write(path, rows);
            var options = new AutoencoderOptions
            {
                LatentDimension = FactorRows.Factors, Seed = 1, RowCacheBytes = RowCacheBytes, ShuffleBytes = RowCacheBytes,
            };
            long start = Stopwatch.GetTimestamp();
            AutoencoderModel model = Autoencoder.Fit(new FileRows(path), options);
            double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
            using var process = Process.GetCurrentProcess();
            TrainingEpoch last = model.History.Epochs[^1];
            Output.Line($"streamed {rows} variational {seconds:F0} {last.Epoch} {last.Validation!.Total:F3} {process.PeakWorkingSet64 / 1e6:F0}");
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static void Write(string path, long rows)
    {
        var source = new FactorRows(seed: 1);
        float[] row = new float[FactorRows.Slots];
        using var file = new BufferedStream(File.Create(path), 1 << 20);
        for (long i = 0; i < rows; i++)
        {
            source.Next(row);
            file.Write(MemoryMarshal.AsBytes(row.AsSpan()));
        }
    }

    /// <summary>The rows of a file of numbers.</summary>
    private sealed class FileRows(string path) : IRowSource
    {
        public int Dimension => FactorRows.Slots;

        public IRowReader Open() => new Reader(path);

        private sealed class Reader(string path) : IRowReader
        {
            private readonly FileStream _file = new(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1 << 20, FileOptions.SequentialScan);

            public int Read(Span<float> rows, Span<float> weights) =>
                _file.ReadAtLeast(MemoryMarshal.AsBytes(rows), sizeof(float) * rows.Length, throwOnEndOfStream: false) / (sizeof(float) * FactorRows.Slots);

            public void Dispose() => _file.Dispose();
        }
    }
}
