namespace MLNet.Autoencoder.Core.Tests.Training;

public class DivergenceTests
{
    private static readonly InMemoryRows Rows = NoteTakingEngine.Numbered(30);

    private static AutoencoderOptions Options(NoteTakingEngine notes)
    {
        AutoencoderOptions options = notes.Options();
        (options.Epochs, options.LearningRate, options.ValidationFraction) = (4, 0.8f, 0);
        return options;
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void A_loss_that_is_no_number_takes_the_fit_back_to_the_last_good_epoch_with_a_quarter_of_the_rate(double loss)
    {
        var notes = new NoteTakingEngine { Training = step => NoteTakingEngine.Loss(step == 3 ? loss : 1) };

        TrainingHistory history = Autoencoder.Fit(Rows, Options(notes)).History;

        Assert.Equal([0, 2], notes.Restored);
        Assert.Equal([0.8f, 0.8f, 0.8f, 0.2f, 0.2f], notes.LearningRates);
        Assert.Equal([1, 2, 3, 4], history.Epochs.Select(epoch => epoch.Epoch));
        Assert.Equal(1, history.Restarts);
    }

    [Fact]
    public void The_epoch_is_taken_again_with_the_same_rows()
    {
        var notes = new NoteTakingEngine { Training = step => NoteTakingEngine.Loss(step == 2 ? double.NaN : 1) };

        Autoencoder.Fit(Rows, Options(notes));

        float[][] epochs = [.. notes.Rows.Chunk(30)];
        Assert.Equal(epochs[1], epochs[2]);
        Assert.NotEqual(epochs[1], epochs[3]);
    }

    [Fact]
    public void A_parameter_that_is_no_number_after_the_last_step_is_caught()
    {
        bool isFirst = true;
        var notes = new NoteTakingEngine
        {
            Parameters = steps =>
            {
                bool isBad = steps == 4 && isFirst;
                isFirst &= !isBad;
                return isBad ? float.NaN : steps;
            },
        };

        AutoencoderModel model = Autoencoder.Fit(Rows, Options(notes));

        Assert.Equal(1, model.History.Restarts);
        Assert.Equal([4f], model.Encode([0f]));
    }

    [Fact]
    public void A_validation_loss_that_is_no_number_is_caught()
    {
        var notes = new NoteTakingEngine { Validation = steps => NoteTakingEngine.Loss(steps == 2 ? double.NaN : 1) };

        TrainingHistory history = Autoencoder.Fit(Rows, Rows, Options(notes)).History;

        Assert.Equal(1, history.Restarts);
        Assert.All(history.Epochs, epoch => Assert.True(double.IsFinite(epoch.Validation!.Total)));
    }

    [Fact]
    public void A_start_whose_loss_is_no_number_is_worse_than_any_epoch_and_the_model_can_be_saved()
    {
        var notes = new NoteTakingEngine { Validation = steps => NoteTakingEngine.Loss(steps == 0 ? double.PositiveInfinity : 5) };

        AutoencoderModel model = Autoencoder.Fit(Rows, Rows, Options(notes));

        Assert.Equal(1, model.History.BestEpoch);
        Assert.NotEmpty(Fits.Bytes(model));
    }

    [Fact]
    public void A_fit_that_diverges_again_and_again_fails_with_a_sentence()
    {
        var notes = new NoteTakingEngine { Training = step => NoteTakingEngine.Loss(step > 2 ? double.NaN : 1) };

        var error = Assert.Throws<InvalidOperationException>(() => Autoencoder.Fit(Rows, Options(notes)));

        Assert.Equal([0, 2, 2, 2, 2, 2], notes.Restored);
        Assert.Equal(0.8f / 1024, notes.LearningRates[^1], 1e-9f);
        Assert.Contains("diverged in epoch 3", error.Message, StringComparison.Ordinal);
        Assert.Contains("5 times before", error.Message, StringComparison.Ordinal);
        Assert.Contains("LearningRate is 0.8", error.Message, StringComparison.Ordinal);
        Assert.Contains("GradientClipping", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_user_is_told_of_each_restart()
    {
        var notes = new NoteTakingEngine { Training = step => NoteTakingEngine.Loss(step == 3 ? double.NaN : 1) };

        string warning = Assert.Single(Fits.Warnings(Rows, Options(notes)));

        Assert.Contains("diverged in epoch 3", warning, StringComparison.Ordinal);
    }

    [Fact]
    public void A_real_fit_whose_step_size_is_far_too_large_ends_in_a_model_or_in_the_sentence()
    {
        AutoencoderOptions options = Fits.Options();
        (options.LearningRate, options.Kind) = (1e12f, new Plain());

        var error = Assert.Throws<InvalidOperationException>(() => Autoencoder.Fit(new InMemoryRows(Fits.Rows(64, 4), 4), options));

        Assert.Contains("diverged", error.Message, StringComparison.Ordinal);
    }
}
