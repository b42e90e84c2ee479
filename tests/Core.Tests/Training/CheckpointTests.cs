using System.Text;
using System.Text.RegularExpressions;
using MLNet.Autoencoder.Training;

namespace MLNet.Autoencoder.Core.Tests.Training;

public sealed class CheckpointTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("checkpoint").FullName;

    private string Path => System.IO.Path.Combine(_folder, "fit.checkpoint");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>The kinds, noises and schedules with state.</summary>
    public static TheoryData<string> States() => [.. Changes.Keys];

    private static readonly Dictionary<string, Action<AutoencoderOptions>> Changes = new()
    {
        ["variational"] = options => options.Kind = new Variational { WarmupSteps = 20 },
        ["cycles"] = options => options.Kind = new Variational { Cycles = 2 },
        ["denoising"] = options => options.Kind = new Denoising { Corruption = new SwapNoise() },
        ["dead units"] = options => (options.Kind, options.LatentDimension) =
            (new Sparse { Sparsity = new TopK { ActiveUnits = 1, AuxiliaryWeight = 0.5f } }, 12),
        ["KL sparsity"] = options => options.Kind = new Sparse { Sparsity = new KlSparsity() },
        ["plateau"] = options => (options.LearningRateSchedule, options.PlateauPatience, options.LearningRate) = (LearningRateSchedule.Plateau, 1, 0.1f),
        ["batch growth"] = options =>
            (options.MaximumBatchSize, options.LearningRateSchedule, options.PlateauPatience, options.LearningRate) =
            (40, LearningRateSchedule.Plateau, 1, 0.1f),
        ["cosine"] = options => (options.LearningRateSchedule, options.LearningRateWarmupEpochs) = (LearningRateSchedule.Cosine, 3),
        ["decay and clipping"] = options => (options.WeightDecay, options.GradientClipping) = (0.1f, 0.5f),
        ["missing values"] = options => options.MissingValues = MissingValues.Mask,
        ["streamed rows"] = options => options.RowCacheBytes = 40 * 6 * sizeof(float),
        ["nothing held out"] = options => options.ValidationFraction = 0,
    };

    private static AutoencoderOptions Options(string? state = null)
    {
        AutoencoderOptions options = Fits.Options();
        (options.Epochs, options.ValidationFraction, options.CheckpointInterval) = (20, 0.2f, TimeSpan.Zero);
        if (state is not null)
        {
            Changes[state](options);
        }

        return options;
    }

    private static InMemoryRows Rows() => new(Fits.Rows(120, 6), 6);

    /// <summary>The first value of a row, which labels may depend on.</summary>
    private static float Value(int row) => Fits.Rows(120, 6)[6 * row];

    private static InMemoryRows Labeled(Func<int, float> labelOf, LabelKind kind) =>
        new(Fits.Rows(120, 6), 6, labels: Enumerable.Range(0, 120).Select(labelOf).ToArray(), labelKind: kind);

    /// <summary>Rows whose labels say nothing about them.</summary>
    private static InMemoryRows LabeledAtRandom()
    {
        var random = new Random(5);
        return Labeled(_ => random.Next(4), LabelKind.Class);
    }

    private AutoencoderOptions WithCheckpoint(string? state = null)
    {
        AutoencoderOptions options = Options(state);
        options.CheckpointPath = Path;
        return options;
    }

    /// <summary>Fits until the monitor cancels at its nth call, which comes before every read and every batch. A checkpoint is left behind.</summary>
    private void Stop(AutoencoderOptions options, int calls, IRowSource? rows = null, IRowSource? validation = null)
    {
        Assert.Throws<OperationCanceledException>(
            () => Autoencoder.Fit(rows ?? Rows(), validation, options, drawnSeed: 77, gpu: default, new StoppingMonitor(calls)));
        Assert.True(File.Exists(Path));
    }

    private InvalidOperationException Refusal(AutoencoderOptions options, IRowSource? rows = null) =>
        Assert.Throws<InvalidOperationException>(() => Autoencoder.Fit(rows ?? Rows(), options));

    [Theory]
    [MemberData(nameof(States))]
    public void A_fit_stopped_at_the_end_of_an_epoch_resumes_to_the_same_bytes(string state)
    {
        byte[] expected = Fits.Bytes(Autoencoder.Fit(Rows(), Options(state)));
        AutoencoderOptions options = WithCheckpoint(state);
        using (var stop = new CancellationTokenSource())
        {
            (options.CancellationToken, options.Progress) = (stop.Token, new StoppingProgress(5, stop));
            Assert.Throws<OperationCanceledException>(() => Autoencoder.Fit(Rows(), options));
        }

        (options.CancellationToken, options.Progress) = (default, null);

        Assert.Equal(expected, Fits.Bytes(Autoencoder.Fit(Rows(), options)));
    }

    [Theory]
    [MemberData(nameof(States))]
    public void A_fit_stopped_repeatedly_in_the_middle_of_an_epoch_resumes_to_the_same_bytes(string state)
    {
        byte[] expected = Fits.Bytes(Autoencoder.Fit(Rows(), Options(state)));
        AutoencoderOptions options = WithCheckpoint(state);

        // Reading takes 10 to 30 calls, and an epoch 4 to 20.
        Stop(options, calls: 40);
        Stop(options, calls: 30);
        Stop(options, calls: 31);

        Assert.Equal(expected, Fits.Bytes(Autoencoder.Fit(Rows(), options)));
    }

    [Theory]
    [InlineData("dead units")]
    [InlineData("streamed rows")]
    public void A_fit_stopped_while_its_units_are_being_ordered_loses_no_epoch(string state)
    {
        byte[] expected = Fits.Bytes(Autoencoder.Fit(Rows(), Options(state)));
        AutoencoderOptions options = WithCheckpoint(state);
        options.CheckpointInterval = TimeSpan.MaxValue;
        Assert.Throws<OperationCanceledException>(() => Autoencoder.Fit(
            Rows(), null, options, drawnSeed: 77, gpu: default, new StoppingMonitor(int.MaxValue, options.Epochs!.Value)));

        int epochs = 0;
        options.Progress = new Observer(() => epochs++);

        Assert.Equal(expected, Fits.Bytes(Autoencoder.Fit(Rows(), options)));
        Assert.Equal(0, epochs);
        Assert.False(File.Exists(Path));
    }

    [Fact]
    public void A_fit_with_weights_validation_rows_and_a_warm_start_resumes_to_the_same_bytes()
    {
        float[] weights = [.. Enumerable.Range(0, 120).Select(i => 1f + (i % 3))];
        var rows = new InMemoryRows(Fits.Rows(120, 6), 6, weights);
        var validation = new InMemoryRows(Fits.Rows(30, 6, seed: 22), 6);
        AutoencoderModel start = Autoencoder.Fit(Rows(), Options());
        AutoencoderOptions options = WithCheckpoint();
        options.WarmStart = start;
        Stop(options, calls: 50, rows, validation);

        byte[] actual = Fits.Bytes(Autoencoder.Fit(rows, validation, options));

        options.CheckpointPath = null;
        Assert.Equal(Fits.Bytes(Autoencoder.Fit(rows, validation, options)), actual);
    }

    [Theory]
    [InlineData(LabelKind.Class)]
    [InlineData(LabelKind.Number)]
    public void A_fit_with_labels_resumes_to_the_same_bytes(LabelKind kind)
    {
        InMemoryRows rows = Labeled(i => kind == LabelKind.Class ? (Value(i) < 0 ? 0 : Value(i) < 0.5f ? 1 : 2) : Value(i), kind);
        AutoencoderModel expected = Autoencoder.Fit(rows, Options());
        AutoencoderOptions options = WithCheckpoint();

        Stop(options, calls: 40, rows);
        Stop(options, calls: 30, rows);
        AutoencoderModel resumed = Autoencoder.Fit(rows, options);

        Assert.Contains(LossTerm.LabelHead, resumed.History.Epochs[0].Training.Select(value => value.Term));
        Assert.Equal(Fits.Bytes(expected), Fits.Bytes(resumed));
    }

    [Fact]
    public void A_fit_stopped_in_its_final_epochs_loses_none_of_the_others()
    {
        InMemoryRows rows = Labeled(i => Value(i) < 0 ? 0 : 1, LabelKind.Class);
        AutoencoderModel expected = Autoencoder.Fit(rows, Options());
        AutoencoderOptions options = WithCheckpoint();
        Assert.Throws<OperationCanceledException>(() => Autoencoder.Fit(
            rows, null, options, drawnSeed: 77, gpu: default, new StoppingMonitor(int.MaxValue, options.Epochs!.Value)));
        int epochs = 0;
        options.Progress = new Observer(() => epochs++);

        AutoencoderModel resumed = Autoencoder.Fit(rows, options);

        Assert.True(expected.History.FinalEpochs > 0);
        Assert.Equal(Fits.Bytes(expected), Fits.Bytes(resumed));
        Assert.Equal(0, epochs);
    }

    [Fact]
    public void A_fit_that_started_over_without_its_labels_resumes_without_them_to_the_same_bytes()
    {
        InMemoryRows rows = LabeledAtRandom();
        byte[] expected = Fits.Bytes(Autoencoder.Fit(rows, Options()));
        AutoencoderOptions options = WithCheckpoint();
        Assert.Throws<OperationCanceledException>(
            () => Autoencoder.Fit(rows, null, options, drawnSeed: 77, gpu: default, new StoppingAfterWarning(epochs: 3)));
        int epochs = 0;
        options.Progress = new Observer(() => epochs++);

        AutoencoderModel resumed = Autoencoder.Fit(rows, options);

        Assert.Equal(expected, Fits.Bytes(resumed));
        Assert.Equal(resumed.History.Epochs.Count - 3, epochs);
    }

    /// <summary>What the labels say is judged at the end of a fit, which was already reached.</summary>
    [Fact]
    public void A_fit_stopped_as_soon_as_it_starts_over_loses_no_epoch()
    {
        InMemoryRows rows = LabeledAtRandom();
        byte[] expected = Fits.Bytes(Autoencoder.Fit(rows, Options()));
        AutoencoderOptions options = WithCheckpoint();
        Assert.Throws<OperationCanceledException>(
            () => Autoencoder.Fit(rows, null, options, drawnSeed: 77, gpu: default, new StoppingAfterWarning(epochs: 0)));
        int epochs = 0;
        options.Progress = new Observer(() => epochs++);

        AutoencoderModel resumed = Autoencoder.Fit(rows, options);

        Assert.Equal(expected, Fits.Bytes(resumed));
        Assert.Equal(resumed.History.Epochs.Count, epochs);
    }

    [Fact]
    public void A_checkpoint_of_a_fit_with_other_labels_is_refused()
    {
        Stop(WithCheckpoint(), calls: 40, Labeled(i => i % 2, LabelKind.Class));

        Assert.Contains("another fit: ", Refusal(WithCheckpoint()).Message, StringComparison.Ordinal);
        Assert.Contains("another fit: ", Refusal(WithCheckpoint(), Labeled(i => i % 3, LabelKind.Class)).Message, StringComparison.Ordinal);
        Assert.Contains("another fit: ", Refusal(WithCheckpoint(), Labeled(i => i % 2, LabelKind.Number)).Message, StringComparison.Ordinal);
    }

    /// <summary>In single precision, these losses are infinite; the total of an epoch is not.</summary>
    [Fact]
    public void A_fit_in_which_the_losses_of_rows_overflow_resumes()
    {
        AutoencoderOptions Overflowing(RecordingEngine engine)
        {
            AutoencoderOptions options = engine.Options();
            (options.Epochs, options.CheckpointPath) = (4, Path);
            return options;
        }

        RecordingEngine Engine() => new() { Validation = _ => RecordingEngine.Loss(1e60) };
        using var stop = new CancellationTokenSource();
        AutoencoderOptions first = Overflowing(Engine());
        (first.CancellationToken, first.Progress) = (stop.Token, new StoppingProgress(2, stop));
        Assert.Throws<OperationCanceledException>(() => Autoencoder.Fit(RecordingEngine.Numbered(300), first));

        TrainingHistory history = Autoencoder.Fit(RecordingEngine.Numbered(300), Overflowing(Engine())).History;

        Assert.Equal(4, history.Epochs.Count);
        Assert.All(history.Epochs, epoch => Assert.Equal(4, epoch.TotalEpochs));
    }

    [Fact]
    public void Restarts_after_a_divergence_are_remembered()
    {
        AutoencoderOptions Diverging(RecordingEngine engine)
        {
            AutoencoderOptions options = engine.Options();
            (options.Epochs, options.LearningRate, options.ValidationFraction, options.CheckpointPath) = (4, 0.8f, 0, Path);
            return options;
        }

        using var stop = new CancellationTokenSource();
        AutoencoderOptions first = Diverging(new RecordingEngine { Training = step => RecordingEngine.Loss(step == 2 ? double.NaN : 1) });
        (first.CancellationToken, first.Progress) = (stop.Token, new StoppingProgress(3, stop));
        Assert.Throws<OperationCanceledException>(() => Autoencoder.Fit(RecordingEngine.Numbered(30), first));
        var engine = new RecordingEngine();

        TrainingHistory history = Autoencoder.Fit(RecordingEngine.Numbered(30), Diverging(engine)).History;

        Assert.Equal([0.2f], engine.LearningRates);
        Assert.Equal((1, 4), (history.Restarts, history.Epochs.Count));
    }

    [Fact]
    public void A_complete_fit_leaves_no_file()
    {
        Autoencoder.Fit(Rows(), WithCheckpoint());

        Assert.Empty(Directory.GetFiles(_folder));
    }

    [Fact]
    public void A_stopped_fit_leaves_one_file()
    {
        Stop(WithCheckpoint(), calls: 30);

        Assert.Equal([Path], Directory.GetFiles(_folder));
    }

    [Fact]
    public void What_a_killed_process_left_behind_does_no_harm()
    {
        string leftover = $"{Path}.{Guid.NewGuid():N}.tmp";
        File.WriteAllText(leftover, "half a checkpoint");
        File.SetLastWriteTimeUtc(leftover, DateTime.UtcNow.AddMinutes(-2));

        AutoencoderModel model = Autoencoder.Fit(Rows(), WithCheckpoint());

        Assert.Equal(Fits.Bytes(Autoencoder.Fit(Rows(), Options())), Fits.Bytes(model));
        Assert.Empty(Directory.GetFiles(_folder));
    }

    [Fact]
    public void An_interval_of_0_writes_after_every_epoch_and_a_long_one_does_not()
    {
        AutoencoderOptions often = WithCheckpoint(), rarely = WithCheckpoint();
        rarely.CheckpointInterval = TimeSpan.FromDays(1);
        var seen = new List<bool>();
        often.Progress = rarely.Progress = new Observer(() => seen.Add(File.Exists(Path)));
        (often.Epochs, rarely.Epochs) = (3, 3);

        Autoencoder.Fit(Rows(), often);
        Autoencoder.Fit(Rows(), rarely);

        // Progress is reported before the file is written.
        Assert.Equal([false, true, true, false, false, false], seen);
    }

    [Fact]
    public void Without_a_seed_in_the_options_the_checkpoint_provides_it()
    {
        AutoencoderOptions options = WithCheckpoint();
        options.Seed = null;
        Stop(options, calls: 30);

        AutoencoderModel model = Autoencoder.Fit(Rows(), options);

        (options.Seed, options.CheckpointPath) = (model.Seed, null);
        Assert.Equal(Fits.Bytes(Autoencoder.Fit(Rows(), options)), Fits.Bytes(model));
    }

    [Fact]
    public void A_fit_resumes_to_the_same_bytes_with_less_memory_for_rows()
    {
        byte[] expected = Fits.Bytes(Autoencoder.Fit(Rows(), Options()));
        AutoencoderOptions options = WithCheckpoint();
        Stop(options, calls: 40);
        options.RowCacheBytes = 1000;

        Assert.Equal(expected, Fits.Bytes(Autoencoder.Fit(Rows(), options)));
    }

    [Fact]
    public void A_checkpoint_of_other_options_is_refused_with_the_difference()
    {
        AutoencoderModel model = Autoencoder.Fit(Rows(), Options());
        (string Name, Action<AutoencoderOptions> Change)[] changes =
        [
            ("network", options => options.HiddenLayers = [6]),
            ("network", options => options.LatentDimension = 3),
            ("network", options => options.Activation = Activation.Relu),
            ("Kind", options => options.Kind = new Variational { KlWeight = 0.5f }),
            ("Reconstruction", options => options.Reconstruction = new Gaussian { Variance = 0.5f }),
            ("AuxiliaryLosses", options => options.AuxiliaryLosses = []),
            ("Scaling", options => options.Scaling = Scaling.Standardize),
            ("MissingValues", options => options.MissingValues = MissingValues.Mask),
            ("Epochs", options => options.Epochs = 21),
            ("BatchSize", options => options.BatchSize = 17),
            ("MaximumBatchSize", options => options.MaximumBatchSize = 64),
            ("LearningRate", options => options.LearningRate = 0.5f),
            ("LearningRateSchedule", options => options.LearningRateSchedule = LearningRateSchedule.Constant),
            ("LearningRateWarmupEpochs", options => options.LearningRateWarmupEpochs = 1),
            ("PlateauPatience", options => options.PlateauPatience = 3),
            ("GradientClipping", options => options.GradientClipping = 1),
            ("WeightDecay", options => options.WeightDecay = 0.5f),
            ("ValidationFraction", options => options.ValidationFraction = 0.3f),
            ("Patience", options => options.Patience = 3),
            ("Seed", options => options.Seed = 2),
            ("ShuffleBytes", options => options.ShuffleBytes = 1 << 10),
            ("WarmStart", options => options.WarmStart = model),
            ("Engine", options => options.Engine = new RecordingEngine()),
        ];
        StopAfterFourEpochs();

        Assert.All(changes, change =>
        {
            AutoencoderOptions options = WithCheckpoint();
            change.Change(options);

            string message = Refusal(options).Message;

            Assert.Contains($"It belongs to another fit: {change.Name} is ", message, StringComparison.Ordinal);
            Assert.Contains(Path, message, StringComparison.Ordinal);
        });
    }

    /// <summary>How rows can differ, and what the refusal says of it.</summary>
    private static readonly (string Difference, Action<float[], float[], float[], Random> Change)[] RowChanges =
    [
        ("are in a different order", (rows, weights, labels, random) =>
        {
            (int i, int j) = TwoOf(random);
            for (int slot = 0; slot < 6; slot++)
            {
                (rows[(6 * i) + slot], rows[(6 * j) + slot]) = (rows[(6 * j) + slot], rows[(6 * i) + slot]);
            }

            (weights[i], weights[j], labels[i], labels[j]) = (weights[j], weights[i], labels[j], labels[i]);
        }),
        ("have different values", (rows, _, _, random) => rows[random.Next(rows.Length)] += 1e-3f),
        ("have different values", (rows, _, _, random) =>
        {
            int value = random.Next(rows.Length);
            rows[value] = float.BitIncrement(rows[value]);
        }),
        ("have different values", (rows, _, _, random) =>
        {
            int row = 6 * random.Next(120);
            (rows[row], rows[row + 1]) = (rows[row + 1], rows[row]);
        }),
        ("have different weights", (_, weights, _, random) => weights[random.Next(120)] *= 1.5f),
        ("have different weights", (_, weights, _, random) =>
        {
            (int i, int j) = TwoOf(random);
            (weights[i], weights[j]) = (weights[j], weights[i]);
        }),
        ("have different labels", (_, _, labels, random) => labels[random.Next(120)]++),
        ("have different labels", (_, _, labels, random) => labels[random.Next(120)] = float.NaN),
    ];

    private static (int First, int Second) TwoOf(Random random)
    {
        int first = random.Next(120);
        return (first, (first + 1 + random.Next(119)) % 120);
    }

    /// <summary>The mean of every slot, the number of rows and the frequency of every label may be the same, but the model would be another.</summary>
    [Fact]
    public void A_checkpoint_of_other_rows_is_refused_with_the_difference()
    {
        foreach (bool isForValidation in (bool[])[false, true])
        {
            float[] values = Fits.Rows(120, 6), weights = [.. Enumerable.Range(1, 120).Select(i => i / 64f)];
            float[] labels = [.. Enumerable.Range(0, 120).Select(i => (float)(i % 3))];
            IRowSource other = isForValidation ? new InMemoryRows(values, 6, weights, labels) : null!;
            Stop(WithCheckpoint(), calls: 40, new InMemoryRows(values, 6, weights, labels), other);
            for (int seed = 0; seed < 50; seed++)
            {
                (string difference, Action<float[], float[], float[], Random> change) = RowChanges[seed % RowChanges.Length];
                (float[] Values, float[] Weights, float[] Labels) changed = ([.. values], [.. weights], [.. labels]);
                change(changed.Values, changed.Weights, changed.Labels, new Random(seed));
                var rows = new InMemoryRows(changed.Values, 6, changed.Weights, changed.Labels);

                var error = Assert.Throws<InvalidOperationException>(() => isForValidation
                    ? Autoencoder.Fit(new InMemoryRows(values, 6, weights, labels), rows, WithCheckpoint())
                    : Autoencoder.Fit(rows, WithCheckpoint()));

                string what = isForValidation ? "validation rows" : "rows";
                Assert.Contains($"It belongs to another fit: the {what} of this fit {difference}.", error.Message, StringComparison.Ordinal);
            }

            File.Delete(Path);
        }
    }

    [Fact]
    public void A_checkpoint_of_more_or_fewer_rows_or_of_rows_without_weights_or_labels_is_refused()
    {
        StopAfterFourEpochs();
        float[] ones = [.. Enumerable.Repeat(1f, 120)];

        Assert.Contains(
            "number of rows is 120 in the checkpoint, but 121 in this fit",
            Refusal(WithCheckpoint(), new InMemoryRows(Fits.Rows(121, 6), 6)).Message,
            StringComparison.Ordinal);
        Assert.Contains(
            "the rows of this fit have weights, those of the checkpoint had none",
            Refusal(WithCheckpoint(), new InMemoryRows(Fits.Rows(120, 6), 6, ones)).Message,
            StringComparison.Ordinal);
        Assert.Contains(
            "kind of label of rows is none in the checkpoint, but Number in this fit",
            Refusal(WithCheckpoint(), new InMemoryRows(Fits.Rows(120, 6), 6, labels: ones, labelKind: LabelKind.Number)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void An_exception_of_a_progress_report_costs_no_epoch()
    {
        byte[] expected = Fits.Bytes(Autoencoder.Fit(Rows(), Options()));
        AutoencoderOptions options = WithCheckpoint();
        (int epochs, options.CheckpointInterval) = (0, TimeSpan.MaxValue);
        options.Progress = new Observer(() => _ = ++epochs < 7 ? 0 : throw new TimeZoneNotFoundException("window closed"));

        Assert.Equal("window closed", Assert.Throws<TimeZoneNotFoundException>(() => Autoencoder.Fit(Rows(), options)).Message);
        (epochs, options.Progress) = (0, new Observer(() => epochs++));

        Assert.Equal(expected, Fits.Bytes(Autoencoder.Fit(Rows(), options)));
        Assert.Equal(13, epochs);
    }

    [Fact]
    public void A_fit_that_diverges_leaves_no_checkpoint()
    {
        AutoencoderOptions options = WithCheckpoint();
        (options.CheckpointInterval, options.Engine) = (TimeSpan.MaxValue, new RecordingEngine { Training = _ => RecordingEngine.Loss(double.NaN) });

        Assert.Contains("diverged", Refusal(options).Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(_folder));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    [InlineData(1000)]
    [InlineData(-1)]
    public void A_damaged_checkpoint_is_refused_with_a_remedy(int length)
    {
        StopAfterFourEpochs();
        byte[] bytes = File.ReadAllBytes(Path);
        File.WriteAllBytes(Path, bytes[..(length < 0 ? bytes.Length + length : length)]);
        AutoencoderOptions options = WithCheckpoint();
        options.Seed = null;

        string message = Refusal(options).Message;

        Assert.Contains("Delete the file", message, StringComparison.Ordinal);
        Assert.Contains(Path, message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_checkpoint_with_one_bit_altered_is_refused()
    {
        StopAfterFourEpochs();
        byte[] bytes = File.ReadAllBytes(Path);
        bytes[^9] ^= 4;
        File.WriteAllBytes(Path, bytes);

        Assert.Contains("checksum", Refusal(WithCheckpoint()).Message, StringComparison.Ordinal);
    }

    /// <summary>Progress that no fit can have after four epochs, forged with a correct checksum.</summary>
    [Theory]
    [InlineData("Epoch", "5")]
    [InlineData("Best", "1e999")]
    [InlineData("BestEpoch", "5")]
    [InlineData("LastBetter", "-1")]
    [InlineData("LastSlowdown", "5")]
    [InlineData("Halvings", "-1000")]
    [InlineData("Doublings", "-1")]
    [InlineData("Restarts", "2000000000")]
    [InlineData("Restarts", "-1")]
    public void A_checkpoint_with_impossible_progress_is_refused(string name, string value)
    {
        StopAfterFourEpochs();
        byte[] bytes = File.ReadAllBytes(Path);
        string header = FileBytes.Header(bytes);
        int progress = header.IndexOf("\"progress\"", StringComparison.Ordinal);
        string forged = header[..progress] + new Regex($"(?<=u0022{name}\\\\u0022:)[^,}}]+").Replace(header[progress..], value, count: 1);
        File.WriteAllBytes(Path, FileBytes.Sealed(FileBytes.WithHeader(bytes, forged)));

        Assert.Contains("its progress cannot be", Refusal(WithCheckpoint()).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"step_count\":\"", "\"step_count\":\"-")]
    [InlineData("\"dead_units\":\"[", "\"dead_units\":\"[true,")]
    [InlineData("\"first_moment\":", "\"third_moment\":")]
    [InlineData("\"epochs\":\"[", "\"epochs\":\"[null,")]
    public void A_forged_checkpoint_is_refused(string original, string forged)
    {
        StopAfterFourEpochs();
        byte[] bytes = File.ReadAllBytes(Path);
        string header = FileBytes.Header(bytes);
        Assert.Contains(original, header, StringComparison.Ordinal);
        File.WriteAllBytes(Path, FileBytes.Sealed(FileBytes.WithHeader(bytes, header.Replace(original, forged, StringComparison.Ordinal))));

        Assert.Contains("is damaged", Refusal(WithCheckpoint()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_not_a_checkpoint_is_refused_and_left_alone()
    {
        byte[] model = Fits.Bytes(Autoencoder.Fit(Rows(), Options()));
        File.WriteAllBytes(Path, model);

        string message = Refusal(WithCheckpoint()).Message;

        Assert.Contains("not a checkpoint", message, StringComparison.Ordinal);
        Assert.Equal(model, File.ReadAllBytes(Path));
    }

    [Fact]
    public void A_text_file_is_refused()
    {
        File.WriteAllText(Path, new string('x', 500), Encoding.ASCII);

        Assert.Contains("cannot be resumed", Refusal(WithCheckpoint()).Message, StringComparison.Ordinal);
    }

    /// <summary>Cancels a fit after four epochs, and leaves its checkpoint behind.</summary>
    private void StopAfterFourEpochs()
    {
        using var stop = new CancellationTokenSource();
        AutoencoderOptions options = WithCheckpoint();
        (options.CancellationToken, options.Progress) = (stop.Token, new StoppingProgress(4, stop));
        Assert.Throws<OperationCanceledException>(() => Autoencoder.Fit(Rows(), options));
    }

    /// <summary>Cancels at a given call, or at the first call after a number of epochs.</summary>
    private sealed class StoppingMonitor(int calls, int epochs = int.MaxValue) : ITrainingMonitor
    {
        private int _calls;
        private int _epochs;

        public void EpochCompleted(TrainingEpoch epoch) => _epochs++;

        public void Warn(string message)
        {
        }

        public void ThrowIfCancellationRequested()
        {
            if (++_calls == calls || _epochs == epochs)
            {
                throw new OperationCanceledException();
            }
        }
    }

    /// <summary>Cancels at the next call after the fit has started over without labels and completed a number of epochs.</summary>
    private sealed class StoppingAfterWarning(int epochs) : ITrainingMonitor
    {
        private int _epochs = int.MinValue;

        public void EpochCompleted(TrainingEpoch epoch) => _epochs++;

        public void Warn(string message) => _epochs = message.Contains("starts over without labels", StringComparison.Ordinal) ? 0 : _epochs;

        public void ThrowIfCancellationRequested()
        {
            if (_epochs == epochs)
            {
                throw new OperationCanceledException();
            }
        }
    }

    private sealed class Observer(Action observe) : IProgress<TrainingEpoch>
    {
        public void Report(TrainingEpoch value) => observe();
    }

    private sealed class StoppingProgress(int epoch, CancellationTokenSource stop) : IProgress<TrainingEpoch>
    {
        public void Report(TrainingEpoch value)
        {
            if (value.Epoch == epoch)
            {
                stop.Cancel();
            }
        }
    }
}
