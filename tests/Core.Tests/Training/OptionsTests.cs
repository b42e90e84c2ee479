using System.Reflection;
using MLNet.Autoencoder.Core.Tests.Communication;

namespace MLNet.Autoencoder.Core.Tests.Training;

public class OptionsTests
{
    private static ArgumentException Refusal(Action<AutoencoderOptions> change)
    {
        AutoencoderOptions options = Fits.Options();
        change(options);
        var rows = new UnreadRows(4);
        return Assert.ThrowsAny<ArgumentException>(() => Autoencoder.Fit(rows, options));
    }

    private static Sparse Sparse(Sparsity sparsity) => new() { Sparsity = sparsity };

    private static Mixed WithSlots(params SlotRange[] slots) => new() { Slots = slots };

    public static TheoryData<string, Action<AutoencoderOptions>> OutOfRange() => new()
    {
        { "ActiveUnits", options => options.Kind = Sparse(new TopK { ActiveUnits = 0 }) },
        { "ActiveUnits", options => options.Kind = Sparse(new TopK { ActiveUnits = 3 }) },
        { "AuxiliaryWeight", options => options.Kind = Sparse(new TopK { AuxiliaryWeight = -1 }) },
        { "AuxiliaryWeight", options => options.Kind = Sparse(new TopK { AuxiliaryWeight = float.NaN }) },
        { "Weight", options => options.Kind = Sparse(new L1Penalty { Weight = -0.1f }) },
        { "Weight", options => options.Kind = Sparse(new L1Penalty { Weight = float.PositiveInfinity }) },
        { "Weight", options => options.Kind = Sparse(new KlSparsity { Weight = -0.1f }) },
        { "TargetActivation", options => options.Kind = Sparse(new KlSparsity { TargetActivation = 0 }) },
        { "TargetActivation", options => options.Kind = Sparse(new KlSparsity { TargetActivation = 1 }) },
        { "TargetActivation", options => options.Kind = Sparse(new KlSparsity { TargetActivation = float.NaN }) },
        { "Weight", options => options.AuxiliaryLosses = [new LabelHead { Weight = 0 }] },
        { "Weight", options => options.AuxiliaryLosses = [new SupervisedContrastive { Weight = float.NaN }] },
        { "Temperature", options => options.AuxiliaryLosses = [new SupervisedContrastive { Temperature = 0 }] },
        { "Temperature", options => options.AuxiliaryLosses = [new SupervisedContrastive { Temperature = float.PositiveInfinity }] },
        { "Bandwidth", options => options.AuxiliaryLosses = [new SupervisedContrastive { Bandwidth = 0 }] },
        { "Bandwidth", options => options.AuxiliaryLosses = [new SupervisedContrastive { Bandwidth = float.NaN }] },
        { "Bandwidth", options => options.AuxiliaryLosses = [new SupervisedContrastive { Bandwidth = float.PositiveInfinity }] },
        { "Weight", options => options.AuxiliaryLosses = [new RowContrast { Weight = -1 }] },
        { "Probability", options => options.AuxiliaryLosses = [new RowContrast { Probability = 0 }] },
        { "Probability", options => options.AuxiliaryLosses = [new RowContrast { Probability = 1 }] },
        { "Probability", options => options.AuxiliaryLosses = [new RowContrast { Probability = float.NaN }] },
        { "Temperature", options => options.AuxiliaryLosses = [new RowContrast { Temperature = 0 }] },
        { "Temperature", options => options.AuxiliaryLosses = [new RowContrast { Temperature = float.NaN }] },
        { "Temperature", options => options.AuxiliaryLosses = [new RowContrast { Temperature = float.PositiveInfinity }] },
        { "WarmupSteps", options => options.Kind = new Variational { WarmupSteps = -1 } },
        { "WarmupSteps", options => options.Kind = new Variational { WarmupSteps = 5, WarmupEpochs = 5 } },
        { "Cycles", options => options.Kind = new Variational { Cycles = 2, WarmupSteps = 3 } },
        { "InputNoise", options => options.Kind = new Variational { InputNoise = -0.1f } },
        { "InputNoise", options => options.Kind = new Variational { InputNoise = float.NaN } },
        { "Variance", options => options.Reconstruction = new Mixed { Variance = 0 } },
        { "Kind", options => options.Reconstruction = WithSlots(new SlotRange((SlotKind)9, 0, 1)) },
        { "Start", options => options.Reconstruction = WithSlots(SlotRange.Binary(-1, 1)) },
        { "Count", options => options.Reconstruction = WithSlots(SlotRange.Binary(0, 0)) },
        { "Count", options => options.Reconstruction = WithSlots(SlotRange.Binary(1, int.MaxValue)) },
        { "Scaling", options => (options.Reconstruction, options.Scaling) = (new Bernoulli(), Scaling.Standardize) },
        { "MissingValues", options => options.MissingValues = (MissingValues)9 },
        { "LatentOrder", options => options.LatentOrder = (LatentOrder)9 },
        { "MaximumBatchSize", options => options.MaximumBatchSize = 15 },
        { "MaximumBatchSize", options => options.MaximumBatchSize = int.MaxValue },
        { "BatchSize", options => options.BatchSize = int.MaxValue },
        { "HiddenLayers", options => options.HiddenLayers = [int.MaxValue] },
        { "HiddenLayers", options => options.HiddenLayers = [int.MaxValue, int.MaxValue] },
        { "HiddenLayers", options => options.HiddenLayers = [8, 100_000, 100_000] },
        { "HiddenLayers", options => (options.HiddenLayers, options.BatchSize) = ([int.MaxValue], int.MaxValue) },
        { "HiddenLayers", options => (options.HiddenLayers, options.LatentDimension) = ([1 << 26], 64) },
        { "LatentDimension", options => options.LatentDimension = int.MaxValue },
        { "LatentDimension", options => (options.LatentDimension, options.HiddenLayers) = (int.MaxValue, []) },
        { "LatentDimension", options => (options.LatentDimension, options.BatchSize) = (int.MaxValue, int.MaxValue) },
        { "ActiveUnits", options => options.Kind = Sparse(new TopK { ActiveUnits = int.MaxValue }) },
        { "LearningRateWarmupEpochs", options => options.LearningRateWarmupEpochs = -1 },
        { "PlateauPatience", options => options.PlateauPatience = 0 },
        { "WeightDecay", options => options.WeightDecay = -0.1f },
        { "WeightDecay", options => options.WeightDecay = float.NaN },
        { "GradientClipping", options => options.GradientClipping = 0 },
        { "GradientClipping", options => options.GradientClipping = float.PositiveInfinity },
        { "MaximumTrainingTime", options => options.MaximumTrainingTime = TimeSpan.Zero },
        { "MaximumTrainingTime", options => options.MaximumTrainingTime = TimeSpan.FromTicks(-1) },
        { "CheckpointInterval", options => options.CheckpointInterval = TimeSpan.FromSeconds(-1) },
    };

    [Theory]
    [MemberData(nameof(OutOfRange))]
    public void An_option_out_of_range_is_refused_by_name_before_a_row_is_read(string name, Action<AutoencoderOptions> change)
    {
        ArgumentException error = Refusal(change);

        Assert.Equal(name, Assert.IsType<ArgumentOutOfRangeException>(error).ParamName);
        Assert.StartsWith(name + " must be ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_error_for_a_network_that_is_too_large_says_which_size_would_work()
    {
        string ofWidth = Refusal(options => options.HiddenLayers = [int.MaxValue]).Message;
        string ofUnits = Refusal(options => (options.HiddenLayers, options.LatentDimension) = ([], int.MaxValue)).Message;

        Assert.Contains("must be [33554428] or narrower for rows of 4 slots (a model holds at most 536870897 numbers", ofWidth, StringComparison.Ordinal);
        Assert.Contains("but it is [2147483647].", ofWidth, StringComparison.Ordinal);
        Assert.Contains("must be 38347919 or less for rows of 4 slots", ofUnits, StringComparison.Ordinal);
    }

    /// <summary>The default is a layer, which is too much for so many slots.</summary>
    [Fact]
    public void Rows_too_wide_for_the_default_hidden_layer_are_refused_with_a_layer_that_works()
    {
        var refusal = Assert.ThrowsAny<ArgumentException>(() => Autoencoder.Fit(new UnreadRows(1 << 22), new AutoencoderOptions()));

        Assert.Contains("HiddenLayers must be [", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("but it is null, which stands for [128].", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(int.MaxValue)]
    [InlineData(1 << 28)]
    public void Rows_too_wide_for_any_network_are_refused_with_the_number_of_slots_that_works(int slots)
    {
        var refusal = Assert.ThrowsAny<ArgumentException>(() => Autoencoder.Fit(new UnreadRows(slots), new AutoencoderOptions()));

        Assert.Contains($"The rows have {slots} slots", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("Use rows of 59652321 slots or fewer.", refusal.Message, StringComparison.Ordinal);
    }

    /// <summary>Whatever is trained can be saved: the scaling of a row takes up to five values per slot, in the same array as the parameters.</summary>
    [Fact]
    public void A_network_that_would_fit_in_a_file_only_without_its_scaling_is_refused_before_it_is_trained()
    {
        var options = new AutoencoderOptions { HiddenLayers = [], LatentDimension = 2 };

        var refusal = Assert.ThrowsAny<ArgumentException>(() => Autoencoder.Fit(new UnreadRows(60_000_000), options));

        Assert.Contains("would need", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_batch_too_large_for_an_auxiliary_loss_is_refused_by_name()
    {
        ArgumentException error = Refusal(options => (options.BatchSize, options.AuxiliaryLosses) = (100_000_000, [new RowContrast()]));

        Assert.StartsWith("BatchSize must be ", error.Message, StringComparison.Ordinal);
        Assert.Contains("because the widest layer has 64 values", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Overlapping_slot_ranges_are_refused() => Assert.Contains(
        "must not overlap",
        Refusal(options => options.Reconstruction = WithSlots(SlotRange.Binary(0, 2), SlotRange.OneHot(1, 2))).Message,
        StringComparison.Ordinal);

    [Fact]
    public void Slot_ranges_out_of_order_are_refused() => Assert.Contains(
        "in order",
        Refusal(options => options.Reconstruction = WithSlots(SlotRange.Binary(2, 1), SlotRange.OneHot(0, 2))).Message,
        StringComparison.Ordinal);

    [Fact]
    public void A_slot_range_beyond_the_row_is_refused_with_the_number_of_slots() => Assert.Contains(
        "which has 4 slots", Refusal(options => options.Reconstruction = WithSlots(SlotRange.OneHot(3, 2))).Message, StringComparison.Ordinal);

    [Fact]
    public void Slots_that_are_not_listed_are_continuous() => Assert.Equal(
        [SlotRange.Continuous(0, 2), SlotRange.Binary(2, 1), SlotRange.Continuous(3, 1), SlotRange.OneHot(4, 2), SlotRange.Continuous(6, 3)],
        WithSlots(SlotRange.Binary(2, 1), SlotRange.OneHot(4, 2)).SlotsOf(9));

    /// <summary>A program may change its options for the next fit while this one reports its progress.</summary>
    [Fact]
    public void Options_changed_during_a_fit_do_not_affect_it()
    {
        var rows = new InMemoryRows(Fits.Rows(120, 6), 6);
        List<int> widths = [5];
        AutoencoderOptions options = Fits.Options(), unchanged = Fits.Options();
        options.HiddenLayers = widths;
        using var canceled = new CancellationTokenSource();
        canceled.Cancel();
        options.Progress = new Change(() =>
        {
            widths[0] = 3;
            (options.Epochs, options.LearningRate, options.Kind, options.LatentDimension) = (1, 1, new Plain(), 1);
            (options.Reconstruction, options.Scaling, options.LatentOrder, options.Seed) = (new Bernoulli(), Scaling.None, LatentOrder.AsTrained, 7);
            (options.CancellationToken, options.Progress) = (canceled.Token, null);
        });

        Assert.Equal(Fits.Bytes(Autoencoder.Fit(rows, unchanged)), Fits.Bytes(Autoencoder.Fit(rows, options)));
    }

    private sealed class Change(Action change) : IProgress<TrainingEpoch>
    {
        public void Report(TrainingEpoch value) => change();
    }

    [Fact]
    public void An_empty_checkpoint_path_is_refused() =>
        Assert.Contains("CheckpointPath", Refusal(options => options.CheckpointPath = string.Empty).Message, StringComparison.Ordinal);

    [Fact]
    public void A_network_too_large_for_a_checkpoint_is_refused_before_it_is_created()
    {
        var options = new AutoencoderOptions { HiddenLayers = [16_384, 8_192], CheckpointPath = "fit.checkpoint" };

        var refusal = Assert.ThrowsAny<ArgumentException>(() => Autoencoder.Fit(new UnreadRows(4), options));

        Assert.StartsWith("CheckpointPath is set, but the network has 268", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("HiddenLayers", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Choices_that_are_null_are_refused()
    {
        Assert.IsType<ArgumentNullException>(Refusal(options => options.Kind = new Sparse { Sparsity = null! }));
        Assert.IsType<ArgumentNullException>(Refusal(options => options.Reconstruction = WithSlots([null!])));
        Assert.IsType<ArgumentNullException>(Refusal(options => options.AuxiliaryLosses = [null!]));
    }

    [Fact]
    public void An_auxiliary_loss_given_twice_is_refused_by_name() => Assert.Contains(
        "AuxiliaryLosses contains more than one LabelHead",
        Refusal(options => options.AuxiliaryLosses = [new LabelHead(), new SupervisedContrastive(), new LabelHead { Weight = 1 }]).Message,
        StringComparison.Ordinal);

    [Fact]
    public void A_maximum_batch_size_too_large_for_the_network_is_refused_by_name()
    {
        ArgumentException error = Refusal(options => options.MaximumBatchSize = 1_000_000_000);

        Assert.Contains("MaximumBatchSize must be ", error.Message, StringComparison.Ordinal);
        Assert.Contains("because the widest layer has 5 values", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0.5f, "slots 3 to 5 of a row add up to 1.5")]
    [InlineData(float.MinValue, "slot 3")]
    public void An_invalid_one_hot_group_is_refused_with_its_slots(float value, string expected)
    {
        AutoencoderOptions options = Fits.Options();
        options.Reconstruction = Fits.Mixed;
        float[] rows = Fits.MixedRows(50);
        (rows[^3], rows[^2], rows[^1]) = (value, 1, 0);

        var error = Assert.Throws<InvalidOperationException>(() => Autoencoder.Fit(new InMemoryRows(rows, 6), options));

        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_invalid_value_in_a_binary_slot_is_refused_with_slot_and_value()
    {
        AutoencoderOptions options = Fits.Options();
        options.Reconstruction = Fits.Mixed;
        float[] rows = Fits.MixedRows(50);
        rows[2] = 2;

        var error = Assert.Throws<InvalidOperationException>(() => Autoencoder.Fit(new InMemoryRows(rows, 6), options));

        Assert.Contains("slot 2 of a row holds 2", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_copy_has_every_option()
    {
        AutoencoderModel model = Autoencoder.Fit(new InMemoryRows(new float[4], 4), Fits.Options());
        var options = new CopiedOptions
        {
            LatentDimension = 3, HiddenLayers = [2, 1], Activation = Activation.Tanh, Kind = new Plain(), Reconstruction = new Bernoulli(),
            AuxiliaryLosses = [new LabelHead()], Scaling = Scaling.MinMax, MissingValues = MissingValues.Mask, LatentOrder = LatentOrder.AsTrained, Epochs = 7, BatchSize = 9,
            MaximumBatchSize = 11, LearningRate = 0.5f, LearningRateSchedule = LearningRateSchedule.Plateau, LearningRateWarmupEpochs = 2,
            PlateauPatience = 4, GradientClipping = 3, WeightDecay = 0.25f, ValidationFraction = 0.75f, Patience = 6, Seed = 5, RowCacheBytes = 99,
            ShuffleBytes = 98, WarmStart = model, CheckpointPath = "fit.checkpoint", CheckpointInterval = TimeSpan.FromDays(1), Engine = new ManagedEngine(),
            MaximumTrainingTime = TimeSpan.FromHours(1), EstimateProgress = new Progress<TrainingEstimate>(), WarningProgress = new Progress<string>(),
            Progress = new Progress<TrainingEpoch>(), CancellationToken = new CancellationToken(canceled: true),
            Communicator = new MirrorCommunicator(),
        };

        var copy = new CopiedOptions(options);

        Assert.All(typeof(AutoencoderOptions).GetProperties(BindingFlags.Public | BindingFlags.Instance), property =>
        {
            Assert.NotEqual(property.GetValue(new AutoencoderOptions()), property.GetValue(options));
            Assert.Equal(property.GetValue(options), property.GetValue(copy));
        });
    }

    private sealed class CopiedOptions : AutoencoderOptions
    {
        public CopiedOptions()
        {
        }

        public CopiedOptions(AutoencoderOptions other)
            : base(other)
        {
        }
    }

    private sealed class UnreadRows(int dimension) : IRowSource
    {
        public int Dimension => dimension;

        public IRowReader Open() => throw new InvalidOperationException("The rows were opened.");
    }
}
