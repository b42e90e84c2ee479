using Microsoft.ML;
using MLNet.Autoencoder.Tests.Conformance;

namespace MLNet.Autoencoder.Tests;

/// <summary>How a fit handles unusual rows, and what it reports.</summary>
public sealed class FitTests
{
    [Fact]
    public void Every_epoch_writes_one_line_to_the_log()
    {
        var log = new Logged();

        var history = Configurations.Estimator("latent only", log.Context).Fit(TestData.Good()).History;

        var epochs = log.Lines.Where(line => line.Contains("Epoch ", StringComparison.Ordinal)).ToArray();
        Assert.Equal(3, epochs.Length);
        IEnumerable<string> terms = history.Epochs[2].Training.Select(value => value.Term.Title);
        Assert.All(
            ["Epoch 3 of at most 3", "training loss", .. terms, "learning rate"],
            part => Assert.Contains(part, epochs[2], StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_log_has_a_KL_weight_if_the_loss_has_a_divergence(bool isVariational)
    {
        var log = new Logged();
        var options = Configurations.Options("latent only");
        options.Kind = isVariational ? new Variational() : new Plain();

        log.Context.Transforms.AutoencoderFeatures(options).Fit(TestData.Good());

        Assert.Equal(isVariational, log.Lines.Any(line => line.Contains("KL weight", StringComparison.Ordinal)));
    }

    [Fact]
    public void Every_epoch_is_reported_as_progress()
    {
        var epochs = new List<TrainingEpoch>();
        var options = Configurations.Options("latent only");
        options.Progress = new Reporter(epochs.Add);

        var transformer = new MLContext().Transforms.AutoencoderFeatures(options).Fit(TestData.Good());

        Assert.Equal([1, 2, 3], epochs.Select(epoch => epoch.Epoch));
        Assert.Equal(transformer.Model.History.Epochs.Select(epoch => epoch.Training), epochs.Select(epoch => epoch.Training));
    }

    [Fact]
    public void Unusable_rows_are_left_out_with_one_warning_that_counts_them()
    {
        var log = new Logged();
        var data = TestData.Good(row: i => i % 10 == 0 ? [float.NaN, 1, 1, 1, 1, float.PositiveInfinity] : TestData.Row(i));

        var transformer = Configurations.Estimator("latent only", log.Context).Fit(data);

        string warning = Assert.Single(log.Lines, line => line.Contains("left out", StringComparison.Ordinal));
        Assert.Contains("5 of 50 rows", warning, StringComparison.Ordinal);
        Assert.Contains("'Pixels'", warning, StringComparison.Ordinal);
        Assert.Equal(45, transformer.Model.History.RowCount + transformer.Model.History.ValidationRowCount);
        Assert.Equal(5, transformer.Model.History.SkippedRowCount);
    }

    [Fact]
    public void Usable_rows_give_no_warning()
    {
        var log = new Logged();

        Configurations.Estimator("latent only", log.Context).Fit(TestData.Good());

        Assert.DoesNotContain(log.Lines, line => line.Contains("left out", StringComparison.Ordinal));
    }

    [Fact]
    public void A_constant_slot_gives_a_warning()
    {
        var log = new Logged();

        Configurations.Estimator("latent only", log.Context).Fit(TestData.Good());

        string warning = Assert.Single(log.Warnings);
        Assert.Contains("1 of 6 slots, because every row has the same value there. The first is slot 4.", warning, StringComparison.Ordinal);
    }

    [Fact]
    public void Unusable_rows_only_give_an_error_that_names_the_column()
    {
        var data = TestData.Good(row: _ => [float.NaN, 0, 0, 0, 0, 0]);

        var error = Assert.Throws<InvalidOperationException>(() => Configurations.Estimator("latent only").Fit(data));

        Assert.Contains("'Pixels'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_empty_table_gives_an_error()
    {
        var data = new TableView(0, TableColumn.Vector(
            TestData.Input, TestData.Good().Schema[TestData.Input].Type, _ => new Microsoft.ML.Data.VBuffer<float>(6, new float[6])));

        Assert.Throws<InvalidOperationException>(() => Configurations.Estimator("latent only").Fit(data));
    }

    [Fact]
    public void Bernoulli_data_outside_zero_to_one_gives_an_error_that_names_the_column()
    {
        var data = TestData.Good(row: i => [2f, 0, 0, 0, 0, 0]);

        var error = Assert.Throws<InvalidOperationException>(() => Configurations.Estimator("bernoulli").Fit(data));

        Assert.Contains("'Pixels'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Fewer_rows_than_a_batch_and_a_constant_column_are_fine()
    {
        var options = Configurations.Options("all columns");
        options.BatchSize = 1000;
        var data = TestData.Good(row: _ => [1, 1, 1, 1, 1, 1]);

        var view = new MLContext().Transforms.AutoencoderFeatures(options).Fit(data).Transform(data);

        Assert.All(ViewReader.Column(view, "Latent"), row => Assert.All(row, value => Assert.True(float.IsFinite(value))));
    }

    [Fact]
    public void Rows_that_do_not_fit_the_cache_are_streamed()
    {
        var options = Configurations.Options("latent only");
        options.RowCacheBytes = 10 * 6 * sizeof(float);

        var transformer = new MLContext().Transforms.AutoencoderFeatures(options).Fit(TestData.Good());

        Assert.Equal(TestData.RowCount, transformer.Model.History.RowCount + transformer.Model.History.ValidationRowCount);
    }

    [Fact]
    public void Only_the_input_column_is_read()
    {
        var data = TestData.Good();

        Configurations.Estimator("all columns").Fit(data);

        Assert.All(data.Activations, columns => Assert.Equal([TestData.Input], columns));
    }

    [Fact]
    public void A_fit_leaves_no_cursor_open_not_even_one_that_it_cannot_read()
    {
        var good = TestData.Good();
        var unreadable = new TableView(TestData.RowCount, TableColumn.Unreadable(TestData.Input, good.Schema[TestData.Input].Type));

        Configurations.Estimator("latent only").Fit(good);
        Assert.Throws<InvalidOperationException>(() => Configurations.Estimator("latent only").Fit(unreadable));

        Assert.Equal(0, good.OpenCursors);
        Assert.Equal(0, unreadable.OpenCursors);
    }

    [Theory]
    [InlineData(null, true)]
    [InlineData(0, true)]
    [InlineData(3, false)]
    public void The_engine_receives_the_gpu_that_the_context_names_at_the_time_of_the_fit(int? deviceId, bool fallbackToCpu)
    {
        var context = new MLContext();
        var engine = new RecordingEngine();
        var options = Configurations.Options("latent only");
        options.Engine = engine;
        var estimator = context.Transforms.AutoencoderFeatures(options);
        context.GpuDeviceId = deviceId;
        context.FallbackToCpu = fallbackToCpu;

        estimator.Fit(TestData.Good());

        Assert.Equal(new GpuPreference(deviceId, fallbackToCpu), engine.Gpu);
    }

    [Fact]
    public void By_default_a_context_names_no_gpu()
    {
        var engine = new RecordingEngine();
        var options = Configurations.Options("latent only");
        options.Engine = engine;

        new MLContext().Transforms.AutoencoderFeatures(options).Fit(TestData.Good());

        Assert.Equal(new GpuPreference(DeviceId: null, FallbackToCpu: false), engine.Gpu);
    }

    private sealed class RecordingEngine : ITrainingEngine
    {
        public GpuPreference Gpu { get; private set; }

        public ITrainingSession Start(TrainingRequest request)
        {
            Gpu = request.Gpu;
            return new ManagedEngine().Start(request);
        }
    }
}
