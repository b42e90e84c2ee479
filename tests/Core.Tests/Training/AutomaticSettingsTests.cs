using MLNet.Autoencoder.Training;

namespace MLNet.Autoencoder.Core.Tests.Training;

public class AutomaticSettingsTests
{
    private static readonly NetworkArchitecture Small = new(20, [16], 4, Activation.Silu);

    private static TrainingSettings Of(long rows, AutoencoderOptions? options = null, NetworkArchitecture? architecture = null) =>
        AutomaticSettings.Of(options ?? new AutoencoderOptions(), new Variational().Definition.LayoutOf(architecture ?? Small), rows);

    /// <summary>48·√(n/1800), as the closest power of two from 8 to 4,096, and 400·(1800/n)^0.36, at most 400.</summary>
    [Theory]
    [InlineData(1, 8, 400)]
    [InlineData(90, 8, 400)]
    [InlineData(1_800, 64, 400)]
    [InlineData(10_000, 128, 216)]
    [InlineData(1_000_000, 1_024, 41)]
    [InlineData(10_000_000, 4_096, 18)]
    [InlineData(10_000_000_000, 4_096, 1)]
    public void Batch_size_and_epochs_follow_the_number_of_rows(long rows, int batchSize, int epochs)
    {
        TrainingSettings settings = Of(rows);

        Assert.Equal((batchSize, batchSize, epochs), (settings.BatchSize, settings.MaximumBatchSize, settings.Epochs));
    }

    [Theory]
    [InlineData(100)]
    [InlineData(10_000_000)]
    public void Options_that_are_set_win_whatever_the_number_of_rows(long rows)
    {
        var options = new AutoencoderOptions { Epochs = 7, BatchSize = 48, MaximumBatchSize = 96, WeightDecay = 0.5f, Kind = new Plain() };

        TrainingSettings settings = Of(rows, options);

        Assert.Equal(new TrainingSettings { Epochs = 7, BatchSize = 48, MaximumBatchSize = 96, WeightDecay = 0.5f }, settings);
    }

    [Theory]
    [InlineData(4_096, 1_024, 4_096)]
    [InlineData(100, 100, 100)]
    public void A_maximum_alone_is_never_exceeded(int maximum, int expectedBatchSize, int expectedMaximum)
    {
        TrainingSettings settings = Of(1_000_000, new AutoencoderOptions { MaximumBatchSize = maximum });

        Assert.Equal((expectedBatchSize, expectedMaximum), (settings.BatchSize, settings.MaximumBatchSize));
    }

    [Fact]
    public void In_a_wide_network_the_values_of_a_batch_still_fit_in_one_array()
    {
        var wide = new NetworkArchitecture(4, [1 << 22], 2, Activation.Silu);

        TrainingSettings settings = Of(10_000_000, architecture: wide);

        // One row more would have 512·2^22 = 2^31 values.
        Assert.Equal(511, settings.BatchSize);
    }

    /// <summary>d/2, as the closest power of two from 128 to 512, as long as the layer has at most 2^20 weights.</summary>
    [Theory]
    [InlineData(1, 128, 400)]
    [InlineData(362, 128, 400)]
    [InlineData(363, 256, 168)]
    [InlineData(784, 512, 71)]
    [InlineData(2_048, 512, 71)]
    [InlineData(2_049, 256, 168)]
    [InlineData(4_097, 128, 400)]
    [InlineData(1 << 20, 128, 400)]
    public void Wide_rows_get_a_wide_hidden_layer_and_fewer_epochs(int slots, int units, int epochs)
    {
        NetworkArchitecture architecture = new AutoencoderOptions().ArchitectureFor(slots);

        Assert.Equal([units], architecture.HiddenLayers);
        Assert.Equal(epochs, Of(1_000, architecture: architecture).Epochs);
    }

    [Fact]
    public void A_model_to_start_from_decides_the_hidden_layers_unless_they_are_set()
    {
        AutoencoderOptions options = Fits.Options();
        (options.HiddenLayers, options.Epochs) = ([3, 2], 1);
        AutoencoderModel start = Autoencoder.Fit(new InMemoryRows(Fits.Rows(20, 6), 6), options);

        (options.HiddenLayers, options.WarmStart) = (null, start);
        Assert.Equal([3, 2], Autoencoder.Fit(new InMemoryRows(Fits.Rows(20, 6), 6), options).Architecture.HiddenLayers);

        options.HiddenLayers = [3];
        Assert.Throws<ArgumentException>(() => Autoencoder.Fit(new InMemoryRows(Fits.Rows(20, 6), 6), options));
    }

    public static TheoryData<AutoencoderKind> Kinds() => [.. TestKinds.All];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void The_weight_decay_is_0_for_variational_kinds_and_dictionaries_and_fades_from_60_rows_a_slot_on_for_others(AutoencoderKind kind)
    {
        var options = new AutoencoderOptions { Kind = kind };
        double decay = kind is Variational or Sparse { Sparsity: not KlSparsity } ? 0 : 0.15;

        Assert.Equal(decay, Of(100, options).WeightDecay, 1e-7);
        Assert.Equal(decay, Of(60 * 20, options).WeightDecay, 1e-7);
        Assert.Equal(decay / 10, Of(60 * 20 * 10, options).WeightDecay, 1e-7);
        Assert.Equal(decay / 10_000, Of(60 * 20 * 10_000, options).WeightDecay, 1e-9);
    }

    [Fact]
    public void A_fit_uses_the_settings_for_its_training_rows_and_records_them_and_they_survive_save_and_load()
    {
        var engine = new RecordingEngine();
        AutoencoderOptions options = engine.Options();
        (options.Epochs, options.BatchSize, options.Patience, options.ValidationFraction) = (null, null, 0, 0);
        var expected = new TrainingSettings { Epochs = 216, BatchSize = 128, MaximumBatchSize = 128, WeightDecay = 0.15f * 60 / 10_000 };

        AutoencoderModel model = Autoencoder.Fit(RecordingEngine.Numbered(10_000), RecordingEngine.Numbered(5), options);
        AutoencoderModel loaded = AutoencoderModel.Load(new MemoryStream(Fits.Bytes(model)));

        Assert.Equal((expected.Epochs, expected.BatchSize), (model.History.Epochs.Count, engine.BatchSizes.Max()));
        Assert.All(model.History.Epochs, epoch => Assert.Equal(expected.Epochs, epoch.TotalEpochs));
        Assert.Equal((expected, expected), (model.History.Settings!, loaded.History.Settings!));
    }
}
