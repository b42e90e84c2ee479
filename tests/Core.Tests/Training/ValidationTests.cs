namespace MLNet.Autoencoder.Tests.Training;

public class ValidationTests
{
    private static (NoteTakingEngine Notes, TrainingHistory History) Fit(int rows, float fraction, int epochs = 2, long cacheBytes = 1 << 20)
    {
        var notes = new NoteTakingEngine();
        AutoencoderOptions options = notes.Options();
        options.Epochs = epochs;
        options.BatchSize = 64;
        options.ValidationFraction = fraction;
        options.RowCacheBytes = cacheBytes;
        return (notes, AutoencoderModel.Fit(NoteTakingEngine.Numbered(rows), options).History);
    }

    [Theory]
    [InlineData(1 << 20)]
    [InlineData(100 * sizeof(float))]
    public void Rows_held_out_are_never_trained_on_and_all_others_are(long cacheBytes)
    {
        (NoteTakingEngine notes, TrainingHistory history) = Fit(1000, 0.1f, epochs: 3, cacheBytes);

        float[] heldOut = [.. notes.ValidationRows.Distinct()];
        Assert.Equal(3 * heldOut.Length, notes.ValidationRows.Count);
        Assert.Empty(heldOut.Intersect(notes.Rows));
        Assert.Equal(Enumerable.Range(0, 1000), heldOut.Concat(notes.Rows.Distinct()).Select(row => (int)row).Order());
        Assert.Equal((1000 - heldOut.Length, heldOut.Length), (history.RowCount, history.ValidationRowCount));
    }

    [Theory]
    [InlineData(0.1f)]
    [InlineData(0.5f)]
    [InlineData(0.9f)]
    public void The_share_held_out_is_near_the_fraction(float fraction)
    {
        TrainingHistory history = Fit(4000, fraction).History;

        // Four standard deviations of a binomial draw.
        double deviation = Math.Sqrt(4000 * fraction * (1 - fraction));
        Assert.InRange(history.ValidationRowCount, (4000 * fraction) - (4 * deviation), (4000 * fraction) + (4 * deviation));
    }

    [Theory]
    [InlineData(199, 1 << 20, false)]
    [InlineData(199, 100 * sizeof(float), false)]
    [InlineData(200, 1 << 20, true)]
    [InlineData(200, 100 * sizeof(float), true)]
    public void Of_fewer_than_200_rows_none_is_held_out(int rows, long cacheBytes, bool isHeldOut)
    {
        (NoteTakingEngine notes, TrainingHistory history) = Fit(rows, 0.3f, epochs: 1, cacheBytes);

        Assert.Equal(isHeldOut, history.ValidationRowCount > 0);
        Assert.Equal(isHeldOut, history.Epochs[0].Validation is not null);
        Assert.Equal(history.RowCount, notes.Rows.Count);
        Assert.Equal(rows, history.RowCount + history.ValidationRowCount);
    }

    [Fact]
    public void The_same_rows_are_held_out_whether_they_are_cached_or_streamed()
    {
        List<float> cached = Fit(2000, 0.2f).Notes.ValidationRows;

        Assert.Equal(cached, Fit(2000, 0.2f, cacheBytes: 150 * sizeof(float)).Notes.ValidationRows);
    }

    [Theory]
    [InlineData(1 << 20)]
    [InlineData(5000 * sizeof(float))]
    public void At_most_10000_rows_are_held_out(long cacheBytes)
    {
        (NoteTakingEngine notes, TrainingHistory history) = Fit(30_000, 0.5f, epochs: 1, cacheBytes);

        Assert.Equal((20_000, 10_000), (history.RowCount, history.ValidationRowCount));
        Assert.Equal(30_000, notes.Rows.Concat(notes.ValidationRows).Distinct().Count());
    }

    [Fact]
    public void Without_a_fraction_nothing_is_held_out_and_the_last_epoch_is_the_model()
    {
        TrainingHistory history = Fit(1000, 0, epochs: 3).History;

        Assert.Equal((0, 3), (history.ValidationRowCount, history.BestEpoch));
        Assert.All(history.Epochs, epoch => Assert.Null(epoch.Validation));
    }

    [Fact]
    public void A_fraction_that_leaves_no_row_to_train_on_is_an_error_that_names_it()
    {
        var error = Assert.Throws<InvalidOperationException>(() => Fit(200, 0.9999999f));

        Assert.Contains("ValidationFraction", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_fit_ends_when_patience_does_and_keeps_the_parameters_of_the_best_epoch()
    {
        double[] losses = [5, 3, 4, 3, 3.5, 2, 1];
        var notes = new NoteTakingEngine { Validation = steps => NoteTakingEngine.Loss(steps == 0 ? 9 : losses[steps - 1]) };
        AutoencoderOptions options = notes.Options();
        options.Epochs = 7;
        options.Patience = 3;

        AutoencoderModel model = AutoencoderModel.Fit(NoteTakingEngine.Numbered(300), options);

        // An equal loss is no better one. Every parameter of epoch 2 is 2: the code of 0 is the bias.
        Assert.Equal([5, 3, 4, 3, 3.5], model.History.Epochs.Select(epoch => Math.Round(epoch.Validation!.Total, 9)));
        Assert.Equal(2, model.History.BestEpoch);
        Assert.Equal([2f], model.Encode([0f]));
    }

    [Fact]
    public void Without_patience_a_fit_goes_on_to_the_end_and_keeps_the_best_epoch()
    {
        var notes = new NoteTakingEngine { Validation = steps => NoteTakingEngine.Loss(steps == 2 ? 1 : 2) };
        AutoencoderOptions options = notes.Options();
        options.Epochs = 50;
        options.Patience = 0;

        TrainingHistory history = AutoencoderModel.Fit(NoteTakingEngine.Numbered(300), options).History;

        Assert.Equal((50, 2), (history.Epochs.Count, history.BestEpoch));
    }

    [Fact]
    public void Plateau_halves_the_step_size_after_each_third_of_patience_without_a_better_loss()
    {
        var notes = new NoteTakingEngine();
        AutoencoderOptions options = notes.Options();
        (options.Epochs, options.Patience, options.LearningRate) = (20, 6, 0.8f);
        options.LearningRateSchedule = LearningRateSchedule.Plateau;

        TrainingHistory history = AutoencoderModel.Fit(NoteTakingEngine.Numbered(300), options).History;

        Assert.Equal([0.8f, 0.8f, 0.8f, 0.4f, 0.4f, 0.2f, 0.2f], notes.LearningRates);
        Assert.Equal(notes.LearningRates, history.Epochs.Select(epoch => epoch.LearningRate));
    }

    [Fact]
    public void Cosine_goes_from_the_learning_rate_towards_0()
    {
        var notes = new NoteTakingEngine();
        AutoencoderOptions options = notes.Options();
        (options.Epochs, options.LearningRate, options.LearningRateSchedule) = (4, 0.8f, LearningRateSchedule.Cosine);

        AutoencoderModel.Fit(NoteTakingEngine.Numbered(50), options);

        // 0.4·(1 + cos(0, π/4, π/2, 3π/4)).
        double[] expected = [0.8, 0.4 * (1 + Math.Sqrt(0.5)), 0.4, 0.4 * (1 - Math.Sqrt(0.5))];
        Assert.Equal(expected, notes.LearningRates.Select(rate => (double)rate), (a, b) => Math.Abs(a - b) < 1e-6);
    }

    [Fact]
    public void Constant_stays_where_no_loss_gets_better()
    {
        var notes = new NoteTakingEngine();
        AutoencoderOptions options = notes.Options();
        (options.Epochs, options.Patience, options.LearningRate) = (8, 3, 0.8f);

        AutoencoderModel.Fit(NoteTakingEngine.Numbered(50), options);

        Assert.Equal(Enumerable.Repeat(0.8f, 8), notes.LearningRates);
    }

    [Fact]
    public void Warm_up_raises_the_weight_of_the_latent_term_batch_by_batch()
    {
        var notes = new NoteTakingEngine();
        AutoencoderOptions options = notes.Options();
        (options.Epochs, options.BatchSize) = (3, 10);
        options.Kind = new Variational { KlWeight = 0.5f, WarmupEpochs = 2 };

        AutoencoderModel.Fit(NoteTakingEngine.Numbered(40), options);

        float[] expected = [0, 0.0625f, 0.125f, 0.1875f, 0.25f, 0.3125f, 0.375f, 0.4375f, 0.5f, 0.5f, 0.5f, 0.5f];
        Assert.Equal(expected, notes.KlWeights);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(2, 0)]
    [InlineData(100, 0)]
    [InlineData(0, 2)]
    public void Validation_has_the_full_weight_whatever_the_schedule(int warmupEpochs, int cycles)
    {
        var notes = new NoteTakingEngine { Validation = _ => NoteTakingEngine.Loss(3, 4, 5) };
        AutoencoderOptions options = notes.Options();
        options.Epochs = 4;
        options.Kind = new Variational { KlWeight = 0.5f, WarmupEpochs = warmupEpochs, Cycles = cycles };
        options.Reconstruction = new Gaussian { Variance = 2 };

        TrainingHistory history = AutoencoderModel.Fit(NoteTakingEngine.Numbered(300), options).History;

        // 3 + 2·v·λ·5.
        Assert.All(history.Epochs, epoch => Assert.Equal(13, epoch.Validation!.Total, 1e-9));
    }

    [Fact]
    public void An_epoch_that_ends_a_cycle_is_charged_for_its_codes()
    {
        var notes = new NoteTakingEngine { Training = _ => NoteTakingEngine.Loss(3, 4, 5) };
        AutoencoderOptions options = notes.Options();
        options.Epochs = 4;
        options.Kind = new Variational { Cycles = 2 };
        options.Reconstruction = new Gaussian { Variance = 1 };

        TrainingHistory history = AutoencoderModel.Fit(NoteTakingEngine.Numbered(50), options).History;

        // Cycles of two epochs: one in which the weight grows, ½ in the middle, and one at rest.
        Assert.Equal([8, 13, 8, 13], history.Epochs.Select(epoch => epoch.Training.Total));
    }
}
