using MLNet.Autoencoder.Communication;
using MLNet.Autoencoder.Core.Tests.Training;
using MLNet.Autoencoder.Data;
using MLNet.Autoencoder.Numerics;

namespace MLNet.Autoencoder.Core.Tests.Communication;

/// <summary>What ranks that fit a model together get: the same bytes on all, in every run, and a model as good as that of one process.</summary>
public class RankFitTests
{
    private const int D = 6;

    // Parts of different sizes, one of them empty.
    private static readonly int[] Uneven = [70, 0, 33, 17];

    public static TheoryData<int> Kinds() => [.. Enumerable.Range(0, TestKinds.All.Count)];

    private static float[] Rows(int count = 120) => Fits.Rows(count, D);

    private static AutoencoderModel[] Fit(int[] counts, Func<AutoencoderOptions> options, float[]? rows = null) =>
        RankFits.Fit(counts.Length, rank => RankFits.Part(rows ?? Rows(), D, counts, rank), options);

    [Theory]
    [MemberData(nameof(Kinds))]
    public void All_ranks_get_the_same_bytes_in_every_run(int kind)
    {
        AutoencoderOptions Options()
        {
            AutoencoderOptions options = RankFits.Options(TestKinds.All[kind]);
            options.LatentDimension = 5;
            return options;
        }

        byte[] first = RankFits.SameBytes(Fit(Uneven, Options));
        byte[] second = RankFits.SameBytes(Fit(Uneven, Options));

        Assert.Equal(first, second);
    }

    /// <summary>With all rows in one batch and nothing random, a step of ranks is the step of one process, but for the order in which rows are added.</summary>
    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public void A_step_on_all_rows_is_that_of_one_process(bool isWeighted, bool hasGaps)
    {
        float[] rows = hasGaps ? Fits.WithGaps(Rows()) : Rows();
        float[]? weights = isWeighted ? [.. Enumerable.Range(0, 120).Select(row => 0.25f + (row % 5))] : null;
        AutoencoderOptions Options()
        {
            AutoencoderOptions options = RankFits.Options(new Plain());
            (options.BatchSize, options.Epochs, options.ValidationFraction, options.LatentOrder) = (120, 3, 0, LatentOrder.AsTrained);
            options.MissingValues = hasGaps ? MissingValues.Mask : MissingValues.SkipRow;
            return options;
        }

        AutoencoderModel expected = Autoencoder.Fit(RankFits.Part(rows, D, [120], 0, weights), Options());
        int[] counts = [70, 33, 17];
        AutoencoderModel[] actual = RankFits.Fit(3, rank => RankFits.Part(rows, D, counts, rank, weights), Options);

        Assert.Equal(expected.Encode(rows), actual[2].Encode(rows), (left, right) => Math.Abs(left - right) < 2e-3f || float.IsNaN(left));
        Assert.Equal(expected.History.Epochs[^1].Training.Total, actual[0].History.Epochs[^1].Training.Total, 1e-4);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    public void The_model_is_as_good_as_that_of_one_process(int ranks)
    {
        float[] rows = Rows(2_000);
        AutoencoderOptions Options()
        {
            AutoencoderOptions options = RankFits.Options();
            (options.LatentDimension, options.BatchSize, options.Epochs, options.ValidationFraction) = (3, 64, 30, 0.25f);
            return options;
        }

        AutoencoderModel one = Autoencoder.Fit(new InMemoryRows(rows, D), Options());
        AutoencoderModel many = Fit([.. Enumerable.Repeat(2_000 / ranks, ranks)], Options, rows)[0];

        // Rows are held out by their numbers, so both are judged by the same rows.
        double expected = one.History.Epochs.Min(epoch => epoch.Validation!.Total), actual = many.History.Epochs.Min(epoch => epoch.Validation!.Total);
        Assert.Equal(one.History.ValidationRowCount, many.History.ValidationRowCount);
        Assert.InRange(actual, 0.98 * expected, 1.02 * expected);
    }

    [Fact]
    public void The_history_counts_the_rows_of_all_ranks()
    {
        float[] rows = Rows();
        rows[3] = rows[(80 * D) + 1] = float.NaN;

        TrainingHistory history = Fit(Uneven, () => RankFits.Options(), rows)[1].History;

        Assert.Equal(118, history.RowCount + history.ValidationRowCount);
        Assert.Equal(2, history.SkippedRowCount);
    }

    [Fact]
    public void Rows_that_do_not_fit_in_memory_give_the_same_model()
    {
        AutoencoderOptions Streamed()
        {
            AutoencoderOptions options = RankFits.Options();
            options.RowCacheBytes = 9 * D * sizeof(float);
            return options;
        }

        Assert.Equal(RankFits.SameBytes(Fit(Uneven, () => RankFits.Options())), RankFits.SameBytes(Fit(Uneven, Streamed)));
    }

    [Fact]
    public void More_ranks_than_rows_in_a_batch_still_train_in_every_step()
    {
        AutoencoderOptions Options()
        {
            AutoencoderOptions options = RankFits.Options(new Plain());
            (options.BatchSize, options.ValidationFraction, options.LearningRate) = (1, 0, 0.02f);
            return options;
        }

        TrainingHistory history = Fit([20, 40, 60], Options)[0].History;

        Assert.All(history.Epochs, epoch => Assert.True(double.IsFinite(epoch.Training.Total)));
        Assert.True(history.Epochs[^1].Training.Total < history.Epochs[0].Training.Total);
    }

    [Theory]
    [InlineData(LabelKind.Class)]
    [InlineData(LabelKind.Number)]
    public void Labels_of_all_ranks_are_learned_even_classes_that_only_one_has(LabelKind kind)
    {
        float[] rows = Rows(400);

        // Sorted by class, so that no rank has all.
        int[] order = [.. Enumerable.Range(0, 400).OrderBy(row => rows[row * D])];
        rows = [.. order.SelectMany(row => rows[(row * D)..((row + 1) * D)])];
        float[] labels = [.. Enumerable.Range(0, 400).Select(row => kind == LabelKind.Class ? 3 * (row / 100) : row / 100f)];
        int[] counts = [150, 150, 100];
        AutoencoderOptions Options()
        {
            AutoencoderOptions options = RankFits.Options(new Plain());
            (options.Epochs, options.LatentDimension) = (20, 3);
            return options;
        }

        AutoencoderModel[] models = RankFits.Fit(3, rank => RankFits.Part(rows, D, counts, rank, null, labels, kind), Options);

        RankFits.SameBytes(models);
        TrainingHistory history = models[0].History;
        Assert.True(history.FinalEpochs > 0);
        Assert.True(history.Epochs[^1].Validation![LossTerm.LabelHead.Name] < 0.7 * history.Epochs[0].Validation![LossTerm.LabelHead.Name]);
        Assert.True(kind == LabelKind.Number || history.Epochs[^1].CentroidAccuracy > 0.7);
    }

    [Fact]
    public void An_empty_part_has_the_weights_and_labels_of_the_others()
    {
        float[] weights = [.. Enumerable.Range(0, 120).Select(row => 1f + (row % 2))], labels = [.. Enumerable.Range(0, 120).Select(row => Rows()[row * D] > 0 ? 1f : 0)];

        AutoencoderModel[] models = RankFits.Fit(
            4,
            rank => RankFits.Part(Rows(), D, Uneven, rank, weights, labels, LabelKind.Class),
            () => RankFits.Options(new Plain()),
            rank => RankFits.Part(Rows(), D, [0, 60, 60, 0], rank, weights, labels, LabelKind.Class));

        RankFits.SameBytes(models);
        Assert.Contains(models[0].History.Epochs[0].Training, value => value.Term == LossTerm.LabelHead);
    }

    /// <summary>If parts are files of the same hours of different days, a batch must not have the same hour of each day.</summary>
    [Fact]
    public void Parts_of_the_same_size_are_shuffled_differently()
    {
        AutoencoderOptions options = Fits.Options();
        float[][] orders = InProcessCommunicator.Run(2, communicator =>
        {
            using var pool = new RowPool(new InMemoryRows(Enumerable.Range(0, 60).Select(row => (float)row).ToArray(), 1), null, options.RowOptions, seed: 1, new SilentMonitor(), new Ranks(communicator));
            pool.Prepare(InputScaling.Identity(1));
            pool.StartEpoch(1);
            var batch = new TrainingBatch(60, 1, new Gaussian().SlotsOf(1), [LossTerm.SquaredError]);
            Assert.True(pool.Next(batch, 120, new SharedRows(1, (count, work) => Array.ForEach([.. Enumerable.Range(0, count)], work))));
            return batch.Rows.ToArray();
        });

        Assert.Equal(orders[0].Order(), orders[1].Order());
        Assert.NotEqual(orders[0], orders[1]);
    }

    [Theory]
    [InlineData(16, 1)]
    [InlineData(64, 0)]
    public void Batches_too_small_for_so_many_ranks_are_a_warning(int batchSize, int expected)
    {
        int[] warnings = InProcessCommunicator.Run(3, communicator =>
        {
            int count = 0;
            AutoencoderOptions options = RankFits.Options();
            (options.BatchSize, options.Communicator) = (batchSize, communicator);
            options.WarningProgress = new Reports<string>(_ => count++);
            Autoencoder.Fit(RankFits.Part(Rows(), D, [40, 40, 40], communicator.Rank), options);
            return count;
        });

        Assert.Equal([expected, 0, 0], warnings);
    }

    [Fact]
    public void Validation_rows_may_be_divided_too()
    {
        float[] validation = Fits.Rows(30, D, seed: 5);
        AutoencoderOptions Options() => RankFits.Options(new Plain());

        AutoencoderModel[] models = RankFits.Fit(
            4, rank => RankFits.Part(Rows(), D, Uneven, rank), Options, rank => RankFits.Part(validation, D, [10, 5, 0, 15], rank));

        RankFits.SameBytes(models);
        Assert.Equal(30, models[0].History.ValidationRowCount);
        Assert.Equal(120, models[0].History.RowCount);
    }

    [Fact]
    public void A_detector_takes_its_threshold_from_the_held_out_rows_of_all_ranks()
    {
        int[] counts = [150, 0, 50];
        AnomalyDetector[] detectors = InProcessCommunicator.Run(3, communicator => Autoencoder.FitAnomalyDetector(
            RankFits.Part(Rows(200), D, counts, communicator.Rank), new AnomalyDetectorOptions { Seed = 3, Epochs = 5, Communicator = communicator }));

        Assert.All(detectors, detector => Assert.Equal(detectors[0].Threshold, detector.Threshold));
        Assert.Equal(detectors[0].Model.History.ValidationRowCount, detectors[1].Content.Reference.Count);
    }

    [Fact]
    public void A_time_limit_ends_all_ranks_after_the_same_step()
    {
        AutoencoderOptions Options()
        {
            AutoencoderOptions options = RankFits.Options();
            (options.Epochs, options.MaximumTrainingTime) = (1_000_000, TimeSpan.FromMilliseconds(300));
            return options;
        }

        RankFits.SameBytes(Fit(Uneven, Options));
    }

    [Fact]
    public void Only_the_first_rank_reports_progress_and_warnings()
    {
        float[] rows = Rows();
        for (int row = 0; row < 120; row++)
        {
            rows[row * D] = 7;
        }

        (int Epochs, int Warnings)[] reports = InProcessCommunicator.Run(2, communicator =>
        {
            int epochs = 0, warnings = 0;
            AutoencoderOptions options = RankFits.Options();
            (options.Communicator, options.BatchSize) = (communicator, 32);
            options.Progress = new Reports<TrainingEpoch>(_ => epochs++);
            options.WarningProgress = new Reports<string>(_ => warnings++);
            Autoencoder.Fit(RankFits.Part(rows, D, [60, 60], communicator.Rank), options);
            return (epochs, warnings);
        });

        Assert.Equal([(4, 1), (0, 0)], reports);
    }

    private sealed class Reports<T>(Action<T> action) : IProgress<T>
    {
        public void Report(T value) => action(value);
    }
}
