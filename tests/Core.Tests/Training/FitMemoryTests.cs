using System.Diagnostics;
using System.Globalization;
using MLNet.Autoencoder.Data;

namespace MLNet.Autoencoder.Core.Tests.Training;

/// <summary>Tests that measure the memory or the threads of the process, so no other test runs at the same time.</summary>
[CollectionDefinition(nameof(ProcessMemory), DisableParallelization = true)]
public sealed class ProcessMemory;

/// <summary>A fit uses as much memory as docs/performance.md says.</summary>
[Collection(nameof(ProcessMemory))]
public class FitMemoryTests
{
    private const int Megabyte = 1 << 20;

    /// <summary>
    /// What the formula leaves out: the unused part of the last block of rows, panels of matrix products, the history, the objects themselves.
    /// </summary>
    private const long Overhead = 3 * Megabyte / 2;

    private static AutoencoderOptions Options(int[] hidden, int batchSize, long cacheBytes = 1 << 30) => new()
    {
        LatentDimension = 2, HiddenLayers = hidden, BatchSize = batchSize, RowCacheBytes = cacheBytes,
    };

    /// <summary>The bytes that a fit holds: rows in the store and elsewhere, parameters, and the workspace of a batch.</summary>
    private static long Formula(long stored, long elsewhere, int d, AutoencoderOptions options, int? rowLength = null)
    {
        NetworkArchitecture architecture = options.ArchitectureFor(d);
        long parameters = new NetworkParameters(new Variational().Definition.LayoutOf(architecture)).Values.Length;
        long workspace = options.BatchSize!.Value * ((4L * d) + (6L * options.HiddenLayers!.Sum()) + (12L * options.LatentDimension!.Value));
        long gradients = parameters <= 131_072 && options.BatchSize > 256 ? Math.Min(16, (options.BatchSize.Value + 255) / 256) : 0;
        return sizeof(float) * (((stored + elsewhere) * ((rowLength ?? d) + 1)) + ((8 + gradients) * parameters) + workspace + (15 * d));
    }

    /// <summary>The bytes that a fit to generated rows holds at the end of its second epoch, measured in a separate process.</summary>
    private static long Held(AutoencoderOptions options, int rows, int d, int zerosBefore = 0)
    {
        string arguments = string.Create(
            CultureInfo.InvariantCulture,
            $"{rows} {d} {zerosBefore} {options.HiddenLayers!.Sum()} {options.BatchSize} {options.RowCacheBytes} {options.ValidationFraction}");
        return long.Parse(ChildProcess.Run(ChildProcess.StartInfo("Memory", arguments.Split(' '))), CultureInfo.InvariantCulture);
    }

    [Fact]
    public void Rows_are_held_once_and_their_order_once()
    {
        const int Rows = 700_000;
        AutoencoderOptions options = Options(hidden: [4], batchSize: 4096);

        AssertHeld(Formula(Rows, elsewhere: 0, 4, options), Held(options, Rows, 4));
    }

    [Fact]
    public void Parameters_are_held_eight_times()
    {
        AutoencoderOptions options = Options(hidden: [1500], batchSize: 16);

        AssertHeld(Formula(50, elsewhere: 0, 400, options), Held(options, 50, 400));
    }

    [Fact]
    public void The_work_on_a_batch_takes_memory_for_one_batch()
    {
        AutoencoderOptions options = Options(hidden: [150], batchSize: 4000);

        AssertHeld(Formula(4000, elsewhere: 0, 200, options), Held(options, 4000, 200));
    }

    [Fact]
    public void Streamed_rows_are_held_up_to_the_budget_in_addition_to_validation_rows()
    {
        const int Rows = 300_000, Budget = 8 * Megabyte, RowBytes = 40 * sizeof(float);
        AutoencoderOptions options = Options(hidden: [4], batchSize: 1024, Budget);

        // About 10,000 of these rows are held out, give or take a few hundred.
        AssertHeld(Formula(Budget / RowBytes, elsewhere: 10_300, 40, options), Held(options, Rows, 40));
    }

    /// <summary>Dense rows would take half a gigabyte. With the budget that is too small, they are read in three parts.</summary>
    [Theory]
    [InlineData(1 << 30, 30_000)]
    [InlineData(2 * Megabyte, 10_000)]
    public void Sparse_rows_are_dense_only_in_the_current_batch(long budget, int stored)
    {
        const int D = 4096, Values = 20, RowLength = 1 + (2 * Values);
        AutoencoderOptions options = Options(hidden: [], batchSize: 16, budget);
        options.ValidationFraction = 0;

        AssertHeld(Formula(stored, elsewhere: 0, D, options, RowLength), Held(options, 30_000, D, zerosBefore: D - Values));
    }

    /// <summary>By default, rows are held in memory. These take 240 MB; without enough memory for them, they are read in parts.</summary>
    [Fact]
    public void Rows_that_exceed_the_memory_of_the_process_give_the_same_model()
    {
        string Hash(string? limit)
        {
            ProcessStartInfo start = ChildProcess.StartInfo("Memory", "30000", "2000");
            start.Environment["DOTNET_GCHeapHardLimit"] = limit;
            return ChildProcess.Run(start);
        }

        const long Limit = 200L * Megabyte;
        Assert.Equal(Hash(limit: null), Hash(Limit.ToString("X", CultureInfo.InvariantCulture)));
    }

    [Theory]
    [InlineData(1 << 30, 0, 5_000, 0)]
    [InlineData(1 << 18, 0, (1 << 18) / (60 * sizeof(float)), 500)]
    [InlineData(1 << 30, 50, 5_000, 0)]
    public void The_estimate_of_a_fit_says_how_much_memory_that_is(int budget, int zerosBefore, int stored, int heldOut)
    {
        const int D = 60, Rows = 5_000;
        int rowLength = zerosBefore == 0 ? D : 1 + (2 * (D - zerosBefore));
        AutoencoderOptions options = Options(hidden: [100], batchSize: 128, budget);
        (options.Epochs, options.Seed, options.ValidationFraction) = (1, 1, 0.1f);
        var estimates = new List<TrainingEstimate>();
        options.EstimateProgress = new EstimateCallback(estimates.Add);
        float[] rows = [.. Fits.Rows(Rows, D).Select((value, i) => i % D < zerosBefore ? 0 : value)];

        Autoencoder.Fit(new InMemoryRows(rows, D), options);

        long formula = Formula(stored, heldOut, rowLength, options) - Formula(0, 0, rowLength, options) + Formula(0, 0, D, options);
        Assert.InRange(Assert.Single(estimates).MemoryBytes, formula * 9 / 10, formula * 11 / 10);
    }

    [Fact]
    public void Ten_times_as_many_streamed_rows_take_no_more_memory()
    {
        long Streamed(int rows)
        {
            AutoencoderOptions options = Options(hidden: [4], batchSize: 1024, cacheBytes: Megabyte / 16);
            options.ValidationFraction = 0;
            return Held(options, rows, 4);
        }

        // A single number per row would add 0.7 MB. Everything else in the process varies by less than half of that.
        Assert.InRange(Streamed(200_000) - Streamed(20_000), -Megabyte / 2, Megabyte / 2);
    }

    [Theory]
    [InlineData(1000)]
    [InlineData(1 << 18)]
    public void Sparse_rows_are_stored_sparse(int d)
    {
        const int Values = 50;
        int count = 200 * (1 << 18) / d;
        float[] row = new float[d];
        row.AsSpan(0, Values).Fill(1);
        var store = new RowStore(d, hasWeights: false);

        long before = GC.GetTotalMemory(forceFullCollection: true);
        for (int i = 0; i < count; i++)
        {
            store.Add(row, weight: 1);
        }

        // In addition to the values, 40 bytes per row and a block of 1 MB.
        long held = GC.GetTotalMemory(forceFullCollection: true) - before;
        Assert.InRange(held, 8L * Values * count, ((8L * Values) + 40) * count + (1 << 20) + (1 << 17));
        GC.KeepAlive(store);
    }

    public static TheoryData<AutoencoderKind, bool> Kinds()
    {
        var data = new TheoryData<AutoencoderKind, bool>();
        AutoencoderKind[] kinds =
        [
            new Variational(), new Plain(), new Denoising { Corruption = new MaskingNoise() }, new Denoising { Corruption = new SwapNoise() },
            new Sparse(),
        ];
        foreach (AutoencoderKind kind in kinds)
        {
            data.Add(kind, true);
            data.Add(kind, false);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void The_memory_that_an_epoch_allocates_does_not_grow_with_the_number_of_batches(AutoencoderKind kind, bool isStreamed)
    {
        long Allocated(int rows)
        {
            long last = 0;
            var allocated = new List<long>(capacity: 8);
            AutoencoderOptions options = Fits.Options();
            (options.Kind, options.MissingValues, options.ValidationFraction, options.Epochs) = (kind, MissingValues.Mask, 0.1f, 8);
            options.RowCacheBytes = isStreamed ? rows / 4 * 7 * sizeof(float) : 1 << 30;
            options.Progress = new EpochCallback(() =>
            {
                long now = GC.GetAllocatedBytesForCurrentThread();
                allocated.Add(now - last);
                last = now;
            });
            float[] weights = new float[rows];
            Array.Fill(weights, 0.5f);
            Autoencoder.Fit(new InMemoryRows(Fits.WithGaps(Fits.Rows(rows, 6)), 6, weights), options);

            // The minimum leaves out what the process does only once.
            return allocated.Min();
        }

        // 100 and 10 batches. The order of few rows is drawn in more rounds, whose keys take a few bytes.
        Assert.InRange(Allocated(1600) - Allocated(160), -200, 200);
    }

    /// <summary>The memory held must not exceed the formula, nor be so much less that the formula would be meaningless.</summary>
    private static void AssertHeld(long formula, long held) => Assert.InRange(held, formula * 8 / 10, formula + Overhead);

    private sealed class EstimateCallback(Action<TrainingEstimate> action) : IProgress<TrainingEstimate>
    {
        public void Report(TrainingEstimate value) => action(value);
    }

    private sealed class EpochCallback(Action action) : IProgress<TrainingEpoch>
    {
        public void Report(TrainingEpoch value) => action();
    }
}
