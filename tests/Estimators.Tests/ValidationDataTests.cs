using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.Autoencoder.Tests.Conformance;

namespace MLNet.Autoencoder.Tests;

/// <summary>A separate view to validate on.</summary>
public sealed class ValidationDataTests
{
    private const int OtherCount = 30;

    [Fact]
    public void No_training_rows_are_held_out_and_every_epoch_is_validated()
    {
        var history = Configurations.Estimator("latent only").Fit(TestData.Good(), Other()).History;

        Assert.Equal(TestData.RowCount, history.RowCount);
        Assert.Equal(OtherCount, history.ValidationRowCount);
        Assert.All(history.Epochs, epoch => Assert.NotNull(epoch.Validation));
    }

    [Fact]
    public void The_epoch_that_is_kept_is_one_that_the_validation_data_prefers_to_the_start_and_the_last()
    {
        var options = Configurations.Options("latent only");
        (options.Kind, options.Epochs, options.LearningRate, options.LearningRateSchedule) = (new Plain(), 60, 0.1f, LearningRateSchedule.Constant);

        var history = new MLContext().Transforms.AutoencoderFeatures(options).Fit(TestData.Good(), Other()).History;

        // With this learning rate, the loss of the last epochs is again much higher.
        double kept = history.Epochs[history.BestEpoch - 1].Validation!.Total;
        Assert.InRange(history.BestEpoch, 1, history.Epochs.Count - 1);
        Assert.True(kept < history.Start!.Total && kept < history.Epochs[^1].Validation!.Total);
    }

    [Fact]
    public void Null_is_the_same_as_no_validation_data() => Assert.Equal(
        PersistenceTests.ModelBytes(Configurations.Estimator("latent only").Fit(TestData.Good())),
        PersistenceTests.ModelBytes(Configurations.Estimator("latent only").Fit(TestData.Good(), validationData: null)));

    [Theory]
    [MemberData(nameof(TestData.WrongWays), MemberType = typeof(TestData))]
    public void Invalid_data_is_refused_with_the_name_of_the_argument(string how)
    {
        var estimator = Configurations.Estimator("latent only");

        AssertRefused("trainData", () => estimator.Fit(TestData.Wrong(how), TestData.Good()));
        AssertRefused("validationData", () => estimator.Fit(TestData.Good(), TestData.Wrong(how)));
    }

    [Fact]
    public void Data_of_a_different_size_is_refused_with_the_name_of_the_argument() => AssertRefused(
        "validationData",
        () => Configurations.Estimator("latent only").Fit(TestData.Good(), TestData.OfAnotherSize()),
        "must be a Vector<Single> of size 6");

    [Fact]
    public void Null_training_data_is_refused() => Assert.Equal(
        "trainData",
        Assert.Throws<ArgumentNullException>(() => Configurations.Estimator("latent only").Fit(null!, TestData.Good())).ParamName);

    [Fact]
    public void The_warning_counts_only_training_rows()
    {
        var log = new Logged();

        Configurations.Estimator("latent only", log.Context).Fit(
            TestData.Good(row: i => i < 5 ? [float.NaN, 0, 0, 0, 0, 0] : TestData.Row(i)), Other());

        Assert.Contains("5 of 50 rows", Assert.Single(log.Warnings, line => line.Contains("left out", StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    [Fact]
    public void No_cursor_is_left_open()
    {
        var (train, validation) = (TestData.Good(), Other());

        Configurations.Estimator("latent only").Fit(train, validation);

        Assert.Equal(0, train.OpenCursors);
        Assert.Equal(0, validation.OpenCursors);
        Assert.NotEmpty(validation.Activations);
        Assert.All(validation.Activations, columns => Assert.Equal([TestData.Input], columns));
    }

    private static TableView Other() => new(OtherCount, TableColumn.Vector(
        TestData.Input,
        TestData.Good().Schema[TestData.Input].Type,
        i => new VBuffer<float>(TestData.Dimension, TestData.Row(i + TestData.RowCount))));

    private static void AssertRefused(string argument, Func<object> action, string part = "'Pixels'")
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(action);
        Assert.Equal(argument, error.ParamName);
        Assert.Contains(part, error.Message, StringComparison.Ordinal);
    }
}
