namespace MLNet.Autoencoder.Core.Tests.Training;

public class DivergenceTests
{
    private static readonly InMemoryRows Rows = RecordingEngine.Numbered(30);

    private static AutoencoderOptions Options(RecordingEngine engine)
    {
        AutoencoderOptions options = engine.Options();
        (options.Epochs, options.LearningRate, options.ValidationFraction) = (4, 0.8f, 0);
        return options;
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void A_fit_whose_loss_is_not_finite_restarts_with_a_quarter_of_the_learning_rate(double loss)
    {
        var engine = new RecordingEngine { Training = step => RecordingEngine.Loss(step == 3 ? loss : 1) };

        TrainingHistory history = Autoencoder.Fit(Rows, Options(engine)).History;

        Assert.Equal([0, 2], engine.Restored);
        Assert.Equal([0.8f, 0.8f, 0.8f, 0.2f, 0.2f], engine.LearningRates);
        Assert.Equal([1, 2, 3, 4], history.Epochs.Select(epoch => epoch.Epoch));
        Assert.Equal(1, history.Restarts);
    }

    [Fact]
    public void The_epoch_is_repeated_with_the_same_rows()
    {
        var engine = new RecordingEngine { Training = step => RecordingEngine.Loss(step == 2 ? double.NaN : 1) };

        Autoencoder.Fit(Rows, Options(engine));

        float[][] epochs = [.. engine.Rows.Chunk(30)];
        Assert.Equal(epochs[1], epochs[2]);
        Assert.NotEqual(epochs[1], epochs[3]);
    }

    [Fact]
    public void A_NaN_in_a_parameter_after_the_last_step_is_caught()
    {
        bool isFirst = true;
        var engine = new RecordingEngine
        {
            Parameters = steps =>
            {
                bool isBad = steps == 4 && isFirst;
                isFirst &= !isBad;
                return isBad ? float.NaN : steps;
            },
        };

        AutoencoderModel model = Autoencoder.Fit(Rows, Options(engine));

        Assert.Equal(1, model.History.Restarts);
        Assert.Equal([4f], model.Encode([0f]));
    }

    [Fact]
    public void A_validation_loss_of_NaN_is_caught()
    {
        var engine = new RecordingEngine { Validation = steps => RecordingEngine.Loss(steps == 2 ? double.NaN : 1) };

        TrainingHistory history = Autoencoder.Fit(Rows, Rows, Options(engine)).History;

        Assert.Equal(1, history.Restarts);
        Assert.All(history.Epochs, epoch => Assert.True(double.IsFinite(epoch.Validation!.Total)));
    }

    [Fact]
    public void A_start_with_an_infinite_loss_is_worse_than_any_epoch_and_the_model_can_be_saved()
    {
        var engine = new RecordingEngine { Validation = steps => RecordingEngine.Loss(steps == 0 ? double.PositiveInfinity : 4 + steps) };

        AutoencoderModel model = Autoencoder.Fit(Rows, Rows, Options(engine));

        Assert.Equal(1, model.History.BestEpoch);
        Assert.NotEmpty(Fits.Bytes(model));
    }

    [Fact]
    public void A_fit_that_keeps_diverging_throws_an_exception_that_explains()
    {
        var engine = new RecordingEngine { Training = step => RecordingEngine.Loss(step > 2 ? double.NaN : 1) };

        var error = Assert.Throws<InvalidOperationException>(() => Autoencoder.Fit(Rows, Options(engine)));

        Assert.Equal([0, 2, 2, 2, 2, 2], engine.Restored);
        Assert.Equal(0.8f / 1024, engine.LearningRates[^1], 1e-9f);
        Assert.Contains("diverged in epoch 3", error.Message, StringComparison.Ordinal);
        Assert.Contains("after 5 restarts", error.Message, StringComparison.Ordinal);
        Assert.Contains("LearningRate is 0.8", error.Message, StringComparison.Ordinal);
        Assert.Contains("GradientClipping", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Each_restart_is_reported_as_a_warning()
    {
        var engine = new RecordingEngine { Training = step => RecordingEngine.Loss(step == 3 ? double.NaN : 1) };

        string warning = Assert.Single(Fits.Warnings(Rows, Options(engine)));

        Assert.Contains("diverged in epoch 3", warning, StringComparison.Ordinal);
    }

    [Fact]
    public void A_real_fit_whose_learning_rate_is_far_too_large_throws_that_exception()
    {
        AutoencoderOptions options = Fits.Options();
        (options.LearningRate, options.Kind) = (1e12f, new Plain());

        var error = Assert.Throws<InvalidOperationException>(() => Autoencoder.Fit(new InMemoryRows(Fits.Rows(64, 4), 4), options));

        Assert.Contains("diverged", error.Message, StringComparison.Ordinal);
    }
}
