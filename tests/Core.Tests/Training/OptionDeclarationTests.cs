using System.Reflection;
using MLNet.Autoencoder.Data;
using MLNet.Autoencoder.Training;

namespace MLNet.Autoencoder.Core.Tests.Training;

/// <summary>Options are declared once, and everything else follows: an option that was forgotten would be lost in a copy, or resume a wrong checkpoint.</summary>
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
        { nameof(AutoencoderOptions.Scaling), Scaling.None },
        { nameof(AutoencoderOptions.MissingValues), MissingValues.Mask },
        { nameof(AutoencoderOptions.Epochs), 5 },
        { nameof(AutoencoderOptions.BatchSize), 17 },
        { nameof(AutoencoderOptions.MaximumBatchSize), 64 },
        { nameof(AutoencoderOptions.LearningRate), 0.5f },
        { nameof(AutoencoderOptions.LearningRateSchedule), LearningRateSchedule.Cosine },
        { nameof(AutoencoderOptions.LearningRateWarmupEpochs), 1 },
        { nameof(AutoencoderOptions.PlateauPatience), 2 },
        { nameof(AutoencoderOptions.GradientClipping), 1f },
        { nameof(AutoencoderOptions.WeightDecay), 0.5f },
        { nameof(AutoencoderOptions.ValidationFraction), 0.25f },
        { nameof(AutoencoderOptions.Patience), 3 },
        { nameof(AutoencoderOptions.Seed), 99 },
        { nameof(AutoencoderOptions.ShuffleBytes), 4096L },
        { nameof(AutoencoderOptions.WarmStart), Autoencoder.Fit(Rows(), Fits.Options()) },
        { nameof(AutoencoderOptions.Engine), new NoteTakingEngine() },
    };

    [Fact]
    public void Every_property_is_declared() => Assert.Equal(
        Properties.Select(property => property.Name), new AutoencoderOptions().Declared.Select(option => option.Name));

    [Fact]
    public void A_declared_default_is_the_value_of_new_options()
    {
        var options = new AutoencoderOptions();

        Assert.All(options.Declared, option => Assert.Equal(option.Default, typeof(AutoencoderOptions).GetProperty(option.Name)!.GetValue(options)));
    }

    [Theory]
    [MemberData(nameof(OtherValues))]
    public void An_option_that_decides_the_model_decides_which_checkpoint_is_resumed(string name, object value)
    {
        AutoencoderOptions other = Fits.Options();
        typeof(AutoencoderOptions).GetProperty(name)!.SetValue(other, value);

        Assert.NotEqual(IdentityOf(Fits.Options()), IdentityOf(other));
    }

    [Fact]
    public void Only_these_options_leave_the_trained_parameters_as_they_are() => Assert.Equal(
        ["LatentOrder", "RowCacheBytes", "CheckpointPath", "CheckpointInterval", "Progress", "CancellationToken"],
        new AutoencoderOptions().Declared.Where(option => option.Identity == OptionIdentity.None).Select(option => option.Name));

    [Fact]
    public void Every_other_option_is_tried_above() => Assert.Equal(
        new AutoencoderOptions().Declared.Where(option => option.Identity != OptionIdentity.None).Select(option => option.Name),
        OtherValues().Select(row => (string)row[0]));

    private static InMemoryRows Rows() => new(Fits.Rows(60, 3), 3);

    private static IReadOnlyList<KeyValuePair<string, string>> IdentityOf(AutoencoderOptions options)
    {
        var request = new FitRequest(Rows(), null, options, options.Engine ?? new ManagedEngine(), options.Seed!.Value, default, new Silent());
        using var pool = new RowPool(request.Rows, null, options.RowOptions, request.Seed, request.Monitor);
        pool.Prepare(scaling: null);
        return FitIdentity.Of(request, pool);
    }

    private sealed class Silent : ITrainingMonitor
    {
        public void EpochCompleted(TrainingEpoch epoch)
        {
        }

        public void Warn(string message)
        {
        }

        public void ThrowIfCancellationRequested()
        {
        }
    }
}
