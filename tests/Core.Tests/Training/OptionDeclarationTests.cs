using System.Reflection;
using MLNet.Autoencoder.Communication;
using MLNet.Autoencoder.Data;
using MLNet.Autoencoder.Training;

namespace MLNet.Autoencoder.Core.Tests.Training;

/// <summary>
/// Copies, validation and the identity of a fit derive from the declarations of the options. An undeclared option would be lost in a copy, or let a fit
/// resume the wrong checkpoint.
/// </summary>
public class OptionDeclarationTests
{
    private static readonly PropertyInfo[] Properties =
        [.. typeof(AutoencoderOptions).GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.CanWrite)];

    public static TheoryData<string, object> OtherValues() => new()
    {
        { nameof(AutoencoderOptions.LatentDimension), 1 },
        { nameof(AutoencoderOptions.HiddenLayers), new[] { 4 } },
        { nameof(AutoencoderOptions.Activation), Activation.Gelu },
        { nameof(AutoencoderOptions.Kind), new Plain() },
        { nameof(AutoencoderOptions.Reconstruction), new Gaussian { Variance = 2 } },
        { nameof(AutoencoderOptions.AuxiliaryLosses), new AuxiliaryLoss[] { new LabelHead() } },
        { nameof(AutoencoderOptions.Scaling), Scaling.None },
        { nameof(AutoencoderOptions.MissingValues), MissingValues.Mask },
        { nameof(AutoencoderOptions.Epochs), 5 },
        { nameof(AutoencoderOptions.BatchSize), 17 },
        { nameof(AutoencoderOptions.MaximumBatchSize), 64 },
        { nameof(AutoencoderOptions.LearningRate), 0.5f },
        { nameof(AutoencoderOptions.LearningRateSchedule), LearningRateSchedule.Plateau },
        { nameof(AutoencoderOptions.LearningRateWarmupEpochs), 1 },
        { nameof(AutoencoderOptions.PlateauPatience), 2 },
        { nameof(AutoencoderOptions.GradientClipping), 1f },
        { nameof(AutoencoderOptions.WeightDecay), 0.5f },
        { nameof(AutoencoderOptions.ValidationFraction), 0.25f },
        { nameof(AutoencoderOptions.Patience), 3 },
        { nameof(AutoencoderOptions.Seed), 99 },
        { nameof(AutoencoderOptions.ShuffleBytes), 4096L },
        { nameof(AutoencoderOptions.WarmStart), Autoencoder.Fit(Rows(), Fits.Options()) },
        { nameof(AutoencoderOptions.Engine), new RecordingEngine() },
    };

    [Fact]
    public void Every_property_is_declared() => Assert.Equal(
        Properties.Select(property => property.Name), new AutoencoderOptions().Declared.Select(option => option.Name));

    [Fact]
    public void New_options_have_the_declared_defaults()
    {
        var options = new AutoencoderOptions();

        Assert.All(options.Declared, option => Assert.Equal(option.Default, typeof(AutoencoderOptions).GetProperty(option.Name)!.GetValue(options)));
    }

    /// <summary>All options objects share the default values.</summary>
    [Fact]
    public void Default_values_are_immutable() => Assert.All(new AutoencoderOptions().Declared, option => Assert.True(
        option.Default is null or ValueType or Variational or Gaussian or IList<int> { IsReadOnly: true }, $"{option.Name}: {option.Default?.GetType()}"));

    [Theory]
    [MemberData(nameof(OtherValues))]
    public void An_option_that_decides_the_model_also_decides_which_checkpoint_is_resumed(string name, object value)
    {
        AutoencoderOptions other = Fits.Options();
        typeof(AutoencoderOptions).GetProperty(name)!.SetValue(other, value);

        Assert.NotEqual(IdentityOf(Fits.Options()), IdentityOf(other));
    }

    [Fact]
    public void Only_these_options_do_not_affect_the_trained_parameters_or_affect_them_by_another_part() => Assert.Equal(
        [
            "LatentOrder", "MaximumTrainingTime", "RowCacheBytes", "CheckpointPath", "CheckpointInterval", "Communicator", "Progress", "EstimateProgress", "WarningProgress",
            "CancellationToken",
        ],
        new AutoencoderOptions().Declared.Where(option => option.Identity == OptionIdentity.None).Select(option => option.Name));

    [Fact]
    public void All_other_options_are_covered_above() => Assert.Equal(
        new AutoencoderOptions().Declared.Where(option => option.Identity != OptionIdentity.None).Select(option => option.Name),
        OtherValues().Select(row => (string)row[0]));

    private static InMemoryRows Rows() => new(Fits.Rows(60, 3), 3);

    private static IReadOnlyList<IdentityPart> IdentityOf(AutoencoderOptions options)
    {
        var request = new FitRequest(Rows(), null, options, options.Engine ?? new ManagedEngine(), options.Seed!.Value, default, new SilentMonitor(), Ranks.Alone);
        using var pool = new RowPool(request.Rows, null, options.RowOptions, request.Seed, request.Monitor);
        pool.Prepare(scaling: null);
        return FitIdentity.Of(request, pool, ignoresLabels: false);
    }
}
