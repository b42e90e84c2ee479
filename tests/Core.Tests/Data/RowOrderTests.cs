using MLNet.Autoencoder.Core.Tests.Training;
using MLNet.Autoencoder.Data;
using MLNet.Autoencoder.Foundation;

namespace MLNet.Autoencoder.Core.Tests.Data;

/// <summary>The order of the rows, and with it the model, is a function of seed and rows. It does not depend on where the rows are held.</summary>
public class RowOrderTests
{
    private const int RowCount = 150;

    /// <summary>The ways in which fits use rows.</summary>
    private static readonly Dictionary<string, Action<AutoencoderOptions>> Ways = new()
    {
        ["variational"] = _ => { },
        ["swap noise"] = options => options.Kind = new Denoising { Corruption = new SwapNoise() },
        ["masking noise"] = options => options.Kind = new Denoising { Corruption = new MaskingNoise() },
        ["dead units"] = options => (options.Kind, options.LatentDimension) =
            (new Sparse { Sparsity = new TopK { ActiveUnits = 1, AuxiliaryWeight = 0.5f } }, 12),
        ["KL sparsity"] = options => options.Kind = new Sparse { Sparsity = new KlSparsity() },
        ["nothing held out"] = options => options.ValidationFraction = 0,
        ["missing values"] = options => options.MissingValues = MissingValues.Mask,
        ["growing batches"] = options => (options.MaximumBatchSize, options.LearningRateSchedule, options.PlateauPatience, options.LearningRate) =
            (50, LearningRateSchedule.Plateau, 1, 0.1f),
        ["windows"] = options => options.ShuffleBytes = 40 * 6 * sizeof(float),
        ["large enough for several threads"] = options =>
            (options.HiddenLayers, options.LatentDimension, options.BatchSize, options.Epochs) = ([300, 200], 20, 70, 2),
    };

    public static TheoryData<string> WaysToUseRows => [.. Ways.Keys];

    private static AutoencoderOptions Options(string way, long budget = 1 << 30, int threads = 1)
    {
        AutoencoderOptions options = Fits.Options();
        (options.ValidationFraction, options.RowCacheBytes, options.Engine) = (0.2f, budget, new ManagedEngine { NumberOfThreads = threads });
        Ways[way](options);
        return options;
    }

    private static InMemoryRows Rows(string way, bool isWeighted)
    {
        float[] rows = Fits.Rows(RowCount, 6);
        float[] weights = isWeighted ? [.. Enumerable.Range(0, RowCount).Select(i => 0.5f + (i % 3))] : [];
        return new InMemoryRows(way == "missing values" ? Fits.WithGaps(rows) : rows, 6, weights);
    }

    [Theory]
    [MemberData(nameof(WaysToUseRows))]
    public void Rows_held_and_rows_read_again_give_the_same_bytes_on_any_number_of_threads(string way)
    {
        foreach (bool isWeighted in (bool[])[false, true])
        {
            byte[] held = Fits.Bytes(Autoencoder.Fit(Rows(way, isWeighted), Options(way)));

            // All rows but one, about half of them, and as few as a fit will hold.
            Assert.All([(149 * 24, 1), (70 * 24, 2), (1, 4)], ((int Budget, int Threads) streamed) => Assert.Equal(
                held, Fits.Bytes(Autoencoder.Fit(Rows(way, isWeighted), Options(way, streamed.Budget, streamed.Threads)))));
        }
    }

    [Theory]
    [InlineData(1L << 30)]
    [InlineData(1000)]
    public void A_warm_start_validated_on_given_rows_gives_the_same_bytes(long budget)
    {
        AutoencoderModel Fit(long bytes)
        {
            AutoencoderOptions options = Options("swap noise", bytes);
            options.WarmStart = Autoencoder.Fit(new InMemoryRows(Fits.Rows(60, 6, seed: 5), 6), Options("swap noise"));
            return Autoencoder.Fit(Rows("swap noise", isWeighted: true), new InMemoryRows(Fits.Rows(30, 6, seed: 22), 6), options);
        }

        Assert.Equal(Fits.Bytes(Fit(1 << 20)), Fits.Bytes(Fit(budget)));
    }

    [Fact]
    public void Sparse_rows_held_and_read_again_give_the_same_bytes()
    {
        var rows = new InMemoryRows(Fits.Rows(300, 40).Select((value, i) => i % 7 == 0 ? value : 0).ToArray(), 40);

        byte[] held = Fits.Bytes(Autoencoder.Fit(rows, Options("swap noise")));

        Assert.Equal(held, Fits.Bytes(Autoencoder.Fit(rows, Options("swap noise", budget: 100 * 13 * sizeof(float)))));
    }

    private static (RecordingEngine Notes, CountingRows Source) Notes(int rows, long budget, long shuffleBytes = 1 << 20, int epochs = 1)
    {
        var notes = new RecordingEngine();
        AutoencoderOptions options = notes.Options();
        (options.BatchSize, options.Epochs, options.ValidationFraction) = (16, epochs, 0);
        (options.RowCacheBytes, options.ShuffleBytes) = (budget, shuffleBytes);
        var source = new CountingRows(RecordingEngine.Numbered(rows));
        Autoencoder.Fit(source, options);
        return (notes, source);
    }

    /// <summary>Rows sorted by class do no harm, even if only an eighth of them is held in memory.</summary>
    [Theory]
    [InlineData(1000 * sizeof(float))]
    [InlineData(125 * sizeof(float))]
    public void Each_batch_mixes_rows_from_the_whole_table(long budget)
    {
        (RecordingEngine notes, _) = Notes(1000, budget);

        // That none of 16 rows comes from a given third happens once in 650 batches.
        Assert.All(notes.Rows.Chunk(16).Where(batch => batch.Length == 16), batch => Assert.True(batch.Min() < 340 && batch.Max() >= 660));
    }

    [Theory]
    [InlineData(1000 * sizeof(float))]
    [InlineData(30 * sizeof(float))]
    public void Rows_are_shuffled_within_windows_of_even_size(long budget)
    {
        (RecordingEngine notes, _) = Notes(rows: 250, budget, shuffleBytes: 100 * sizeof(float));

        // 84, 84 and 82 rows; batches continue across windows.
        int[][] windows = [.. notes.Rows.Select(row => (int)row).Chunk(84)];
        Assert.Equal([16, 16, 16, 16, 16, 16, 16, 16, 16, 16, 16, 16, 16, 16, 16, 10], notes.BatchSizes);
        Assert.All(windows, (window, i) =>
        {
            Assert.Equal(Enumerable.Range(84 * i, window.Length), window.Order());
            Assert.NotEqual(window.Order(), window);
        });
    }

    [Theory]
    [InlineData(1000, 1000, 0)]
    [InlineData(999, 1000, 2)]
    [InlineData(251, 1000, 4)]
    [InlineData(1, 1000, 16)]
    [InlineData(250, 500, 2)]
    [InlineData(999, 500, 1)]
    public void Each_epoch_reads_the_rows_once_per_part_of_a_window(int heldRows, int shuffledRows, int passesPerEpoch)
    {
        (_, CountingRows source) = Notes(1000, heldRows * sizeof(float), shuffledRows * sizeof(float), epochs: 3);

        // If not all rows are held: one pass to count and scale the rows, and one to compute the initial parameters.
        Assert.Equal(1 + (passesPerEpoch > 0 ? 1 : 0) + (3 * passesPerEpoch), source.Passes);
        Assert.Equal(source.Passes, source.Closed);
    }

    public static TheoryData<string, string> LaterPasses() => new()
    {
        { "fewer", "are 99 instead of 100" },
        { "more", "are 101 instead of 100" },
        { "changed", "have different values" },
        { "swapped", "are in a different order" },
        { "last, held out", "have different values" },
        { "weight", "have different weights" },
        { "label", "have different labels" },
    };

    /// <summary>
    /// The second pass copies the held-out rows, the third computes the start, and the fourth is the first epoch. Any of them may be the one that differs. The last
    /// row is held out, so no epoch needs it.
    /// </summary>
    [Theory]
    [MemberData(nameof(LaterPasses))]
    public void A_later_pass_that_returns_other_rows_is_detected(string change, string difference)
    {
        foreach (int pass in (int[])[2, 3, 4])
        {
            AutoencoderOptions options = Fits.Options();
            (options.RowCacheBytes, options.ValidationFraction, options.LatentOrder) = (100 * 6, 0.2f, LatentOrder.AsTrained);
            options.Seed = Enumerable.Range(1, 100).First(seed => new RowShare((ulong)seed, RandomPurpose.Validation, 0.2).Includes(99));

            var error = Assert.Throws<InvalidOperationException>(() => Autoencoder.Fit(new ChangingRows(change, pass), options));

            Assert.StartsWith($"The rows of a later pass {difference}. Every pass must return the same rows", error.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(257)]
    [InlineData(int.MaxValue)]
    public void A_reader_that_returns_an_impossible_number_of_rows_is_detected(int count)
    {
        var error = Assert.Throws<InvalidOperationException>(() => Autoencoder.Fit(new MiscountedRows(count), Fits.Options()));

        Assert.StartsWith($"Reader.Read returned {count}, but it was given memory for 256 rows.", error.Message, StringComparison.Ordinal);
    }

    private sealed class CountingRows(IRowSource rows) : IRowSource
    {
        public int Passes { get; private set; }

        public int Closed { get; private set; }

        public int Dimension => rows.Dimension;

        public IRowReader Open()
        {
            Passes++;
            return new Reader(this, rows.Open());
        }

        private sealed class Reader(CountingRows source, IRowReader reader) : IRowReader
        {
            public int Read(Span<float> values, Span<float> weights) => reader.Read(values, weights);

            public void Dispose() => source.Closed++;
        }
    }

    /// <summary>Rows that are different from one pass on.</summary>
    private sealed class ChangingRows(string change, int changingPass) : IRowSource
    {
        private int _passes;

        public int Dimension => 6;

        public bool HasWeights => true;

        public LabelKind? Labels => LabelKind.Class;

        public IRowReader Open()
        {
            string changed = ++_passes < changingPass ? string.Empty : change;
            int count = changed switch { "fewer" => 99, "more" => 101, _ => 100 };
            float[] rows = Fits.Rows(count, 6), weights = [.. Enumerable.Range(0, count).Select(i => 1f + (i % 2))], labels = new float[count];
            switch (changed)
            {
                case "changed":
                    rows[47] = float.BitIncrement(rows[47]);
                    break;
                case "swapped":
                    rows = [.. rows[12..18], .. rows[6..12], .. rows[..6], .. rows[18..]];
                    break;
                case "last, held out":
                    rows[^1]++;
                    break;
                case "weight":
                    weights[47] = 3;
                    break;
                case "label":
                    labels[47] = 1;
                    break;
            }

            return new InMemoryRows(rows, 6, weights, labels).Open();
        }
    }

    private sealed class MiscountedRows(int count) : IRowSource
    {
        public int Dimension => 6;

        public IRowReader Open() => new Reader(count);

        private sealed class Reader(int count) : IRowReader
        {
            public int Read(Span<float> values, Span<float> weights) => count;

            public void Dispose()
            {
            }
        }
    }
}
