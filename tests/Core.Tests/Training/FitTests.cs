using MLNet.Autoencoder.Numerics;

namespace MLNet.Autoencoder.Core.Tests.Training;

public class FitTests
{
    /// <summary>Rows on a plane in five dimensions, which two latent units describe completely.</summary>
    private static float[] PlaneRows(int count)
    {
        float[] along = new float[2 * count];
        new RandomStream(7, 99, 0).FillNormal(along, 0);
        float[] rows = new float[5 * count];
        for (int i = 0; i < count; i++)
        {
            (float a, float b) = (along[2 * i], along[(2 * i) + 1]);
            ((ReadOnlySpan<float>)[a, b, a + b, a - b, 0.5f * a]).CopyTo(rows.AsSpan(5 * i));
        }

        return rows;
    }

    /// <summary>Rows on a curved surface in five dimensions, which a linear network cannot describe.</summary>
    private static float[] CurvedRows(int count)
    {
        float[] along = new float[2 * count];
        new RandomStream(7, 99, 0).FillUniform(along, 0);
        float[] rows = new float[5 * count];
        for (int i = 0; i < count; i++)
        {
            (float a, float b) = ((2 * along[2 * i]) - 1, (2 * along[(2 * i) + 1]) - 1);
            ((ReadOnlySpan<float>)[a, b, (9 * a * a) - 3, (9 * b * b) - 3, 9 * a * b]).CopyTo(rows.AsSpan(5 * i));
        }

        return rows;
    }

    /// <summary>Options without scaling or validation, where the loss is the squared error + 2λ·divergence.</summary>
    private static AutoencoderOptions SmallOptions() => new()
    {
        LatentDimension = 2,
        HiddenLayers = [16],
        Epochs = 40,
        BatchSize = 16,
        LearningRate = 0.01f,
        LearningRateSchedule = LearningRateSchedule.Constant,
        Kind = new Variational { KlWeight = 0.01f, FreeBits = 0, InputNoise = 0 },
        Reconstruction = new Gaussian { Variance = 1 },
        Scaling = Scaling.None,
        ValidationFraction = 0,
        Seed = 1,
    };

    private static byte[] Bytes(AutoencoderModel model)
    {
        using var stream = new MemoryStream();
        model.Save(stream);
        return stream.ToArray();
    }

    [Fact]
    public void A_fit_learns_to_reconstruct_unseen_rows()
    {
        float[] rows = PlaneRows(400);
        AutoencoderModel model = Autoencoder.Fit(new InMemoryRows(rows.AsMemory(0, 300 * 5), 5), SmallOptions());

        float[] heldOut = rows[(300 * 5)..];
        float[] reconstructed = model.Reconstruct(heldOut);

        double error = heldOut.Zip(reconstructed, (x, y) => (x - y) * (x - y)).Sum();
        double variance = heldOut.Sum(x => x * x);
        Assert.True(error < 0.05 * variance, $"{error / variance:P1} of the variance is unexplained.");
    }

    [Fact]
    public void The_loss_in_the_history_falls_and_is_the_sum_of_its_terms()
    {
        AutoencoderModel model = Autoencoder.Fit(new InMemoryRows(CurvedRows(200), 5), SmallOptions());

        Assert.Equal(Enumerable.Range(1, 40), model.History.Epochs.Select(epoch => epoch.Epoch));
        Assert.True(model.History.Epochs[^1].Training.Total < 0.2 * model.History.Epochs[0].Training.Total);
        Assert.All(
            model.History.Epochs,
            epoch => Assert.Equal(epoch.Training.SquaredError + (2 * 0.01f * epoch.Training.KlDivergence), epoch.Training.Total, 1e-9));
        Assert.Equal(200, model.History.RowCount);
    }

    [Fact]
    public void The_same_seed_and_rows_give_the_same_bytes_and_another_seed_gives_others()
    {
        float[] rows = PlaneRows(100);
        AutoencoderOptions other = SmallOptions();
        other.Seed = 2;

        byte[] first = Bytes(Autoencoder.Fit(new InMemoryRows(rows, 5), SmallOptions()));
        byte[] again = Bytes(Autoencoder.Fit(new InMemoryRows(rows, 5), SmallOptions()));

        Assert.Equal(first, again);
        Assert.NotEqual(first, Bytes(Autoencoder.Fit(new InMemoryRows(rows, 5), other)));
    }

    [Fact]
    public void Without_a_seed_two_fits_differ()
    {
        AutoencoderOptions options = SmallOptions();
        options.Seed = null;
        var rows = new InMemoryRows(PlaneRows(50), 5);

        Assert.NotEqual(Bytes(Autoencoder.Fit(rows, options)), Bytes(Autoencoder.Fit(rows, options)));
    }

    [Fact]
    public void A_larger_KL_weight_pulls_codes_closer_to_the_prior()
    {
        var rows = new InMemoryRows(PlaneRows(200), 5);
        AutoencoderOptions heavy = SmallOptions();
        heavy.Kind = new Variational { KlWeight = 2f, FreeBits = 0, InputNoise = 0 };

        double light = Autoencoder.Fit(rows, SmallOptions()).History.Epochs[^1].Training.KlDivergence;

        Assert.True(Autoencoder.Fit(rows, heavy).History.Epochs[^1].Training.KlDivergence < 0.5 * light);
    }

    [Fact]
    public void Rows_that_exceed_the_cache_are_streamed_and_learned_from()
    {
        AutoencoderOptions options = SmallOptions();
        options.RowCacheBytes = 100 * 5 * sizeof(float);
        var rows = new CountingRows(new InMemoryRows(CurvedRows(200), 5));

        AutoencoderModel model = Autoencoder.Fit(rows, options);

        // One pass to count and scale the rows, one for the start, two per epoch, and one to order the latent units.
        Assert.Equal(83, rows.Passes);
        Assert.Equal(200, model.History.RowCount);
        Assert.True(model.History.Epochs[^1].Training.Total < 0.2 * model.History.Epochs[0].Training.Total);
    }

    [Fact]
    public void Rows_that_fit_in_the_cache_are_read_once()
    {
        var rows = new CountingRows(new InMemoryRows(PlaneRows(200), 5));

        Autoencoder.Fit(rows, SmallOptions());

        Assert.Equal(1, rows.Passes);
    }

    [Theory]
    [InlineData(float.NaN, 1L << 30)]
    [InlineData(float.PositiveInfinity, 1L << 30)]
    [InlineData(float.NegativeInfinity, 640)]
    public void Rows_with_a_value_that_is_not_finite_are_left_out_and_counted(float bad, long cacheBytes)
    {
        float[] good = PlaneRows(60);
        AutoencoderOptions options = SmallOptions();
        options.RowCacheBytes = cacheBytes;
        float[] withBadRows = [.. good[..50], 0, 0, bad, 0, 0, .. good[50..], 0, 0, 0, 0, bad];

        AutoencoderModel model = Autoencoder.Fit(new InMemoryRows(withBadRows, 5), options);

        Assert.Equal(60, model.History.RowCount);
        Assert.Equal(2, model.History.SkippedRowCount);
        Assert.All(model.Encode(good), value => Assert.True(float.IsFinite(value)));
    }

    [Fact]
    public void Rows_that_are_left_out_do_not_affect_the_model()
    {
        float[] good = PlaneRows(60);
        float[] withBadRows = [.. good[..50], 0, 0, float.NaN, 0, 0, .. good[50..]];

        AutoencoderModel expected = Autoencoder.Fit(new InMemoryRows(good, 5), SmallOptions());
        AutoencoderModel actual = Autoencoder.Fit(new InMemoryRows(withBadRows, 5), SmallOptions());

        Assert.Equal(expected.Encode(good), actual.Encode(good));
    }

    [Fact]
    public void No_rows_and_no_usable_rows_are_errors_that_say_so()
    {
        var none = Assert.Throws<InvalidOperationException>(() => Autoencoder.Fit(new InMemoryRows(Array.Empty<float>(), 5), SmallOptions()));
        var bad = Assert.Throws<InvalidOperationException>(
            () => Autoencoder.Fit(new InMemoryRows(new[] { 1f, float.NaN, 3f, float.NaN }, 2), SmallOptions()));

        Assert.Contains("no rows", none.Message, StringComparison.Ordinal);
        Assert.Contains("All 2 rows", bad.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Fewer_rows_than_a_batch_are_enough_and_so_is_a_single_row()
    {
        AutoencoderOptions options = SmallOptions();
        options.BatchSize = 1000;

        AutoencoderModel few = Autoencoder.Fit(new InMemoryRows(CurvedRows(10), 5), options);
        AutoencoderModel one = Autoencoder.Fit(new InMemoryRows(PlaneRows(1), 5), options);

        Assert.True(few.History.Epochs[^1].Training.Total < few.History.Epochs[0].Training.Total);
        Assert.All(one.Encode(PlaneRows(1)), value => Assert.True(float.IsFinite(value)));
    }

    [Fact]
    public void A_constant_column_is_reconstructed()
    {
        float[] rows = [.. Enumerable.Range(0, 64).SelectMany(i => new[] { 3f, MathF.Sin(i), MathF.Cos(i) })];
        AutoencoderOptions options = SmallOptions();
        options.Epochs = 150;

        AutoencoderModel model = Autoencoder.Fit(new InMemoryRows(rows, 3), options);

        Assert.All(model.Reconstruct(rows).Chunk(3), row => Assert.InRange(row[0], 2.8f, 3.2f));
    }

    [Fact]
    public void Bernoulli_refuses_values_outside_0_to_1_and_names_the_first()
    {
        AutoencoderOptions options = SmallOptions();
        options.Reconstruction = new Bernoulli();

        var error = Assert.Throws<InvalidOperationException>(
            () => Autoencoder.Fit(new InMemoryRows(new[] { 0f, 1f, 0.5f, 16f }, 2), options));

        Assert.Contains("slot 1", error.Message, StringComparison.Ordinal);
        Assert.Contains("16", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Bernoulli_reconstructs_probabilities()
    {
        float[] rows = [.. Enumerable.Range(0, 200).SelectMany(i => new float[] { i % 2, 1 - (i % 2), i % 2 })];
        AutoencoderOptions options = SmallOptions();
        options.Reconstruction = new Bernoulli();
        options.Epochs = 60;

        float[] reconstructed = Autoencoder.Fit(new InMemoryRows(rows, 3), options).Reconstruct(rows);

        Assert.All(reconstructed, value => Assert.InRange(value, 0f, 1f));
        Assert.All(rows.Zip(reconstructed), pair => Assert.Equal(pair.First, MathF.Round(pair.Second)));
    }

    [Fact]
    public void Divergence_is_an_error_and_never_gives_a_model()
    {
        float[] rows = [.. PlaneRows(64).Select(value => value * 1e30f)];

        var error = Assert.Throws<InvalidOperationException>(() => Autoencoder.Fit(new InMemoryRows(rows, 5), SmallOptions()));

        Assert.Contains("diverged", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Cancellation_stops_a_fit_between_batches()
    {
        using var stop = new CancellationTokenSource();
        AutoencoderOptions options = SmallOptions();
        options.Epochs = int.MaxValue;
        options.CancellationToken = stop.Token;
        var reported = new List<int>();
        options.Progress = new Progress(epoch =>
        {
            reported.Add(epoch.Epoch);
            if (epoch.Epoch == 3)
            {
                stop.Cancel();
            }
        });

        Assert.Throws<OperationCanceledException>(() => Autoencoder.Fit(new InMemoryRows(PlaneRows(100), 5), options));
        Assert.Equal([1, 2, 3], reported);
    }

    [Fact]
    public void Cancellation_stops_the_reading_of_rows_too()
    {
        using var stop = new CancellationTokenSource();
        AutoencoderOptions options = SmallOptions();
        options.CancellationToken = stop.Token;
        var rows = new EndlessRows(cancelAfter: 3, stop);

        Assert.Throws<OperationCanceledException>(() => Autoencoder.Fit(rows, options));

        Assert.Equal(3, rows.Reads);
    }

    [Theory]
    [InlineData(int.MaxValue)]
    [InlineData(200_000_000)]
    public void A_batch_too_large_for_the_network_is_refused_with_the_limit(int batchSize)
    {
        AutoencoderOptions options = SmallOptions();
        options.BatchSize = batchSize;

        var error = Assert.Throws<ArgumentOutOfRangeException>(() => Autoencoder.Fit(new InMemoryRows(PlaneRows(10), 5), options));

        Assert.Equal("BatchSize", error.ParamName);
        Assert.Contains("because the widest layer has 16 values", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_option_out_of_range_is_refused_by_name_before_a_row_is_read()
    {
        (string Name, Action<AutoencoderOptions> Change)[] faults =
        [
            ("LatentDimension", options => options.LatentDimension = 0),
            ("HiddenLayers[1]", options => options.HiddenLayers = [4, 0]),
            ("Activation", options => options.Activation = (Activation)17),
            ("KlWeight", options => options.Kind = new Variational { KlWeight = -1f }),
            ("KlWeight", options => options.Kind = new Variational { KlWeight = float.NaN }),
            ("WarmupEpochs", options => options.Kind = new Variational { WarmupEpochs = -1 }),
            ("Cycles", options => options.Kind = new Variational { Cycles = -1 }),
            ("Cycles", options => options.Kind = new Variational { Cycles = 2, WarmupEpochs = 3 }),
            ("FreeBits", options => options.Kind = new Variational { FreeBits = -0.5f }),
            ("FreeBits", options => options.Kind = new Variational { FreeBits = float.PositiveInfinity }),
            ("StandardDeviation", options => options.Kind = new Denoising { Corruption = new GaussianNoise { StandardDeviation = 0 } }),
            ("Probability", options => options.Kind = new Denoising { Corruption = new MaskingNoise { Probability = 1 } }),
            ("Probability", options => options.Kind = new Denoising { Corruption = new SwapNoise { Probability = 0 } }),
            ("Probability", options => options.Kind = new Denoising { Corruption = new SwapNoise { Probability = float.NaN } }),
            ("Variance", options => options.Reconstruction = new Gaussian { Variance = 0 }),
            ("Variance", options => options.Reconstruction = new Gaussian { Variance = float.NaN }),
            ("Scaling", options => options.Scaling = (Scaling)17),
            ("LearningRateSchedule", options => options.LearningRateSchedule = (LearningRateSchedule)17),
            ("ValidationFraction", options => options.ValidationFraction = 1f),
            ("ValidationFraction", options => options.ValidationFraction = -0.1f),
            ("ValidationFraction", options => options.ValidationFraction = float.NaN),
            ("Patience", options => options.Patience = -1),
            ("Epochs", options => options.Epochs = 0),
            ("BatchSize", options => options.BatchSize = -3),
            ("LearningRate", options => options.LearningRate = 0f),
            ("LearningRate", options => options.LearningRate = float.PositiveInfinity),
            ("RowCacheBytes", options => options.RowCacheBytes = 0),
            ("ShuffleBytes", options => options.ShuffleBytes = 0),
        ];
        Assert.All(faults, fault =>
        {
            AutoencoderOptions options = SmallOptions();
            fault.Change(options);
            var rows = new CountingRows(new InMemoryRows(PlaneRows(10), 5));

            var error = Assert.Throws<ArgumentOutOfRangeException>(() => Autoencoder.Fit(rows, options));

            Assert.Equal(fault.Name, error.ParamName);
            Assert.Equal(0, rows.Passes);
        });
    }

    [Fact]
    public void Nulls_are_refused()
    {
        var rows = new InMemoryRows(PlaneRows(10), 5);
        AutoencoderOptions noKind = SmallOptions();
        noKind.Kind = null!;
        AutoencoderOptions noCorruption = SmallOptions();
        noCorruption.Kind = new Denoising { Corruption = null! };
        AutoencoderOptions noReconstruction = SmallOptions();
        noReconstruction.Reconstruction = null!;

        Assert.Throws<ArgumentNullException>(() => Autoencoder.Fit(null!, SmallOptions()));
        Assert.Throws<ArgumentNullException>(() => Autoencoder.Fit(rows, null!));
        Assert.Throws<ArgumentNullException>(() => Autoencoder.Fit(rows, noKind));
        Assert.Throws<ArgumentNullException>(() => Autoencoder.Fit(rows, noCorruption));
        Assert.Throws<ArgumentNullException>(() => Autoencoder.Fit(rows, noReconstruction));
    }

    private sealed class Progress(Action<TrainingEpoch> report) : IProgress<TrainingEpoch>
    {
        public void Report(TrainingEpoch value) => report(value);
    }

    /// <summary>A source without an end, whose fit is canceled while it is read.</summary>
    private sealed class EndlessRows(int cancelAfter, CancellationTokenSource stop) : IRowSource, IRowReader
    {
        public int Reads { get; private set; }

        public int Dimension => 5;

        public IRowReader Open() => this;

        public int Read(Span<float> rows, Span<float> weights)
        {
            if (++Reads == cancelAfter)
            {
                stop.Cancel();
            }

            rows.Fill(1f);
            return rows.Length / Dimension;
        }

        public void Dispose()
        {
        }
    }

    private sealed class CountingRows(IRowSource rows) : IRowSource
    {
        public int Passes { get; private set; }

        public int Dimension => rows.Dimension;

        public IRowReader Open()
        {
            Passes++;
            return rows.Open();
        }
    }
}
