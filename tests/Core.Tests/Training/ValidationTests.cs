namespace MLNet.Autoencoder.Core.Tests.Training;

public class ValidationTests
{
    private static (RecordingEngine Engine, TrainingHistory History) Fit(int rows, float fraction, int epochs = 2, long cacheBytes = 1 << 20)
    {
        var engine = new RecordingEngine();
        AutoencoderOptions options = engine.Options();
        options.Epochs = epochs;
        options.BatchSize = 64;
        options.ValidationFraction = fraction;
        options.RowCacheBytes = cacheBytes;
        return (engine, Autoencoder.Fit(RecordingEngine.Numbered(rows), options).History);
    }

    [Theory]
    [InlineData(1 << 20)]
    [InlineData(100 * sizeof(float))]
    public void Held_out_rows_are_never_trained_on_and_all_others_are(long cacheBytes)
    {
        (RecordingEngine engine, TrainingHistory history) = Fit(1000, 0.1f, epochs: 3, cacheBytes);

        float[] heldOut = [.. engine.ValidationRows.Distinct()];

        // Once at the start, and after each epoch.
        Assert.Equal(4 * heldOut.Length, engine.ValidationRows.Count);
        Assert.Empty(heldOut.Intersect(engine.Rows));
        Assert.Equal(Enumerable.Range(0, 1000), heldOut.Concat(engine.Rows.Distinct()).Select(row => (int)row).Order());
        Assert.Equal((1000 - heldOut.Length, heldOut.Length), (history.RowCount, history.ValidationRowCount));
    }

    [Theory]
    [InlineData(0.1f)]
    [InlineData(0.5f)]
    [InlineData(0.9f)]
    public void The_number_of_held_out_rows_is_close_to_the_fraction(float fraction)
    {
        TrainingHistory history = Fit(4000, fraction).History;

        // Four standard deviations of a binomial draw.
        double deviation = Math.Sqrt(4000 * fraction * (1 - fraction));
        Assert.InRange(history.ValidationRowCount, (4000 * fraction) - (4 * deviation), (4000 * fraction) + (4 * deviation));
    }

    [Theory]
    [InlineData(39, 1 << 20, false)]
    [InlineData(39, 20 * sizeof(float), false)]
    [InlineData(40, 1 << 20, true)]
    [InlineData(40, 20 * sizeof(float), true)]
    public void No_row_is_held_out_from_fewer_than_40(int rows, long cacheBytes, bool isHeldOut)
    {
        (RecordingEngine engine, TrainingHistory history) = Fit(rows, 0.3f, epochs: 1, cacheBytes);

        Assert.Equal(isHeldOut, history.ValidationRowCount > 0);
        Assert.Equal(isHeldOut, history.Start is not null);
        Assert.Equal(isHeldOut, history.Epochs[0].Validation is not null);
        Assert.Equal(history.RowCount, engine.Rows.Count);
        Assert.Equal(rows, history.RowCount + history.ValidationRowCount);
    }

    [Theory]
    [InlineData(100, 20)]
    [InlineData(300, 50)]
    [InlineData(4000, 400)]
    public void More_rows_are_held_out_from_small_tables_up_to_50_or_one_in_five(int rows, int expected)
    {
        int heldOut = (int)Fit(rows, 0.1f, epochs: 1).History.ValidationRowCount;

        // Four standard deviations of a binomial draw.
        double deviation = Math.Sqrt(expected * (1 - ((double)expected / rows)));
        Assert.InRange(heldOut, expected - (4 * deviation), expected + (4 * deviation));
    }

    [Fact]
    public void The_same_rows_are_held_out_whether_they_are_cached_or_streamed()
    {
        List<float> cached = Fit(2000, 0.2f).Engine.ValidationRows;

        Assert.Equal(cached, Fit(2000, 0.2f, cacheBytes: 150 * sizeof(float)).Engine.ValidationRows);
    }

    [Theory]
    [InlineData(1 << 20)]
    [InlineData(5000 * sizeof(float))]
    public void At_most_about_10000_rows_are_held_out(long cacheBytes)
    {
        (RecordingEngine engine, TrainingHistory history) = Fit(30_000, 0.5f, epochs: 1, cacheBytes);

        // Every row is drawn independently. The standard deviation of their number is 82.
        Assert.InRange(history.ValidationRowCount, 10_000 - 330, 10_000 + 330);
        Assert.Equal(30_000, history.RowCount + history.ValidationRowCount);
        Assert.Equal(30_000, engine.Rows.Concat(engine.ValidationRows).Distinct().Count());
    }

    [Fact]
    public void With_a_fraction_of_0_nothing_is_held_out_and_the_last_epoch_is_the_model()
    {
        TrainingHistory history = Fit(1000, 0, epochs: 3).History;

        Assert.Equal((0, 3), (history.ValidationRowCount, history.BestEpoch));
        Assert.All(history.Epochs, epoch => Assert.Null(epoch.Validation));
    }

    [Fact]
    public void A_fraction_that_leaves_no_row_to_train_on_is_an_error_that_names_the_option()
    {
        var error = Assert.Throws<InvalidOperationException>(() => Fit(200, 0.9999999f));

        Assert.Contains("ValidationFraction", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_fit_ends_when_its_patience_runs_out_and_keeps_the_parameters_of_the_best_epoch()
    {
        double[] losses = [5, 3, 4, 3, 3.5, 3.2, 4, 2, 1];
        var engine = new RecordingEngine { Validation = steps => RecordingEngine.Loss(steps == 0 ? 9 : losses[steps - 1]) };
        AutoencoderOptions options = engine.Options();
        options.Epochs = 9;
        options.Patience = 3;

        AutoencoderModel model = Autoencoder.Fit(RecordingEngine.Numbered(300), options);

        // An equal loss is as good, and the later epoch is kept. Every parameter of epoch 4 is 4, and the code of 0 is the bias.
        Assert.Equal([5, 3, 4, 3, 3.5, 3.2, 4], model.History.Epochs.Select(epoch => Math.Round(epoch.Validation!.Total, 9)));
        Assert.Equal(4, model.History.BestEpoch);
        Assert.Equal([4f], model.Encode([0f]));
    }

    [Fact]
    public void With_a_patience_of_0_a_fit_runs_all_epochs_and_keeps_the_best()
    {
        var engine = new RecordingEngine { Validation = steps => RecordingEngine.Loss(steps == 2 ? 1 : 2) };
        AutoencoderOptions options = engine.Options();
        options.Epochs = 50;
        options.Patience = 0;

        TrainingHistory history = Autoencoder.Fit(RecordingEngine.Numbered(300), options).History;

        Assert.Equal((50, 2), (history.Epochs.Count, history.BestEpoch));
    }

    [Fact]
    public void Plateau_halves_the_learning_rate_whenever_its_patience_runs_out()
    {
        // Only epoch 4 is better: the rate is halved after epochs 2, 4 + 2 and 4 + 4, and the fit ends 6 epochs after the best.
        var engine = new RecordingEngine { Validation = steps => RecordingEngine.Loss(steps < 4 ? 2 : steps == 4 ? 1 : 1.5) };
        AutoencoderOptions options = engine.Options();
        (options.Epochs, options.Patience, options.PlateauPatience, options.LearningRate) = (20, 6, 2, 0.8f);
        options.LearningRateSchedule = LearningRateSchedule.Plateau;

        TrainingHistory history = Autoencoder.Fit(RecordingEngine.Numbered(300), options).History;

        Assert.Equal([0.8f, 0.8f, 0.4f, 0.4f, 0.4f, 0.4f, 0.2f, 0.2f, 0.1f, 0.1f], engine.LearningRates);
        Assert.Equal(engine.LearningRates, history.Epochs.Select(epoch => epoch.LearningRate));
        Assert.Equal(4, history.BestEpoch);
    }

    [Fact]
    public void Without_validation_rows_plateaus_are_those_of_the_training_loss()
    {
        var engine = new RecordingEngine { Training = step => RecordingEngine.Loss(step < 3 ? 10 - step : 9) };
        AutoencoderOptions options = engine.Options();
        (options.Epochs, options.PlateauPatience, options.LearningRate, options.ValidationFraction) = (6, 2, 0.8f, 0);
        options.LearningRateSchedule = LearningRateSchedule.Plateau;

        Autoencoder.Fit(RecordingEngine.Numbered(50), options);

        // The losses are 9, 8, 9, 9, …: the second is followed by two epochs without a better one.
        Assert.Equal([0.8f, 0.8f, 0.8f, 0.8f, 0.4f, 0.4f], engine.LearningRates);
    }

    [Fact]
    public void A_training_loss_that_rises_with_the_KL_weight_is_not_a_plateau()
    {
        // The loss is 3 + 2·v·λ·5, which rises until λ is 1 at the end of epoch 4 and is then constant, so the epoch after that is not better.
        var engine = new RecordingEngine { Training = _ => RecordingEngine.Loss(3, 5, 5) };
        AutoencoderOptions options = engine.Options();
        (options.Epochs, options.PlateauPatience, options.LearningRate, options.ValidationFraction) = (6, 1, 0.8f, 0);
        (options.LearningRateSchedule, options.Reconstruction) = (LearningRateSchedule.Plateau, new Gaussian { Variance = 1 });
        options.Kind = new Variational { WarmupEpochs = 4 };

        Autoencoder.Fit(RecordingEngine.Numbered(30), options);

        Assert.Equal([0.8f, 0.8f, 0.8f, 0.8f, 0.8f, 0.4f], engine.LearningRates);
    }

    [Fact]
    public void Plateau_doubles_the_batch_size_up_to_its_maximum_before_it_halves_the_learning_rate()
    {
        var engine = new RecordingEngine();
        AutoencoderOptions options = engine.Options();
        (options.Epochs, options.PlateauPatience, options.Patience, options.LearningRate) = (5, 1, 0, 0.8f);
        (options.BatchSize, options.MaximumBatchSize, options.LearningRateSchedule) = (16, 50, LearningRateSchedule.Plateau);

        TrainingHistory history = Autoencoder.Fit(RecordingEngine.Numbered(300), options).History;

        Assert.Equal([16, 32, 50, 50, 50], history.Epochs.Select(epoch => epoch.BatchSize));
        Assert.Equal([0.8f, 0.8f, 0.8f, 0.4f, 0.2f], history.Epochs.Select(epoch => epoch.LearningRate));
        Assert.Equal([16, 32, 50], engine.BatchSizes.Distinct().Where(size => size is 16 or 32 or 50));
    }

    [Fact]
    public void The_learning_rate_warms_up_linearly_step_by_step_and_then_follows_its_schedule()
    {
        var engine = new RecordingEngine();
        AutoencoderOptions options = engine.Options();
        (options.Epochs, options.BatchSize, options.LearningRate, options.ValidationFraction) = (3, 10, 0.8f, 0);
        options.LearningRateWarmupEpochs = 2;

        Autoencoder.Fit(RecordingEngine.Numbered(20), options);

        Assert.Equal([0.2f, 0.4f, 0.6f, 0.8f, 0.8f, 0.8f], engine.LearningRates);
    }

    [Fact]
    public void Cosine_lowers_the_learning_rate_toward_0()
    {
        var engine = new RecordingEngine();
        AutoencoderOptions options = engine.Options();
        (options.Epochs, options.LearningRate, options.LearningRateSchedule) = (4, 0.8f, LearningRateSchedule.Cosine);

        Autoencoder.Fit(RecordingEngine.Numbered(50), options);

        // 0.4·(1 + cos(0, π/4, π/2, 3π/4)).
        double[] expected = [0.8, 0.4 * (1 + Math.Sqrt(0.5)), 0.4, 0.4 * (1 - Math.Sqrt(0.5))];
        Assert.Equal(expected, engine.LearningRates.Select(rate => (double)rate), (a, b) => Math.Abs(a - b) < 1e-6);
    }

    [Fact]
    public void Constant_keeps_the_learning_rate_even_if_the_loss_stops_improving()
    {
        var engine = new RecordingEngine();
        AutoencoderOptions options = engine.Options();
        (options.Epochs, options.Patience, options.LearningRate) = (8, 0, 0.8f);

        Autoencoder.Fit(RecordingEngine.Numbered(50), options);

        Assert.Equal(Enumerable.Repeat(0.8f, 8), engine.LearningRates);
    }

    [Fact]
    public void Warm_up_raises_the_KL_weight_batch_by_batch()
    {
        var engine = new RecordingEngine();
        AutoencoderOptions options = engine.Options();
        (options.Epochs, options.BatchSize, options.ValidationFraction) = (3, 10, 0);
        options.Kind = new Variational { KlWeight = 0.5f, WarmupEpochs = 2 };

        Autoencoder.Fit(RecordingEngine.Numbered(40), options);

        float[] expected = [0.0625f, 0.125f, 0.1875f, 0.25f, 0.3125f, 0.375f, 0.4375f, 0.5f, 0.5f, 0.5f, 0.5f, 0.5f];
        Assert.Equal(expected, engine.KlWeights);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(2, 0)]
    [InlineData(100, 0)]
    [InlineData(0, 2)]
    public void Validation_uses_the_full_KL_weight_whatever_the_schedule(int warmupEpochs, int cycles)
    {
        var engine = new RecordingEngine { Validation = _ => RecordingEngine.Loss(3, 4, 5) };
        AutoencoderOptions options = engine.Options();
        options.Epochs = 4;
        options.Kind = new Variational { KlWeight = 0.5f, WarmupEpochs = warmupEpochs, Cycles = cycles };
        options.Reconstruction = new Gaussian { Variance = 2 };

        TrainingHistory history = Autoencoder.Fit(RecordingEngine.Numbered(300), options).History;

        // 3 + 2·v·λ·5.
        Assert.All(history.Epochs, epoch => Assert.Equal(13, epoch.Validation!.Total, 1e-9));
    }

    [Fact]
    public void Warm_up_over_steps_counts_the_steps_of_all_epochs()
    {
        var engine = new RecordingEngine();
        AutoencoderOptions options = engine.Options();
        (options.Epochs, options.BatchSize, options.ValidationFraction) = (3, 10, 0);
        options.Kind = new Variational { KlWeight = 0.5f, WarmupSteps = 5 };

        Autoencoder.Fit(RecordingEngine.Numbered(30), options);

        float[] expected = [0.1f, 0.2f, 0.3f, 0.4f, 0.5f, 0.5f, 0.5f, 0.5f, 0.5f];
        Assert.Equal(expected, engine.KlWeights, (a, b) => Math.Abs(a - b) < 1e-6f);
    }

    [Fact]
    public void Cycles_end_at_the_full_KL_weight()
    {
        var engine = new RecordingEngine { Training = _ => RecordingEngine.Loss(3, 4, 5) };
        AutoencoderOptions options = engine.Options();
        (options.Epochs, options.ValidationFraction) = (8, 0);
        options.Kind = new Variational { Cycles = 2 };
        options.Reconstruction = new Gaussian { Variance = 1 };

        TrainingHistory history = Autoencoder.Fit(RecordingEngine.Numbered(50), options).History;

        // Cycles of four epochs with one step each: λ is ½, 1, 1, 1, and the loss is 3 + 2·v·λ·5.
        Assert.Equal([0.5f, 1, 1, 1, 0.5f, 1, 1, 1], engine.KlWeights);
        Assert.Equal([8, 13, 13, 13, 8, 13, 13, 13], history.Epochs.Select(epoch => epoch.Training.Total));
    }

    [Fact]
    public void Given_validation_rows_are_used_and_nothing_is_held_out()
    {
        var engine = new RecordingEngine();
        AutoencoderOptions options = engine.Options();
        options.Epochs = 2;
        var validation = new InMemoryRows(new float[] { 1000, 1001, 1002 }, 1);

        TrainingHistory history = Autoencoder.Fit(RecordingEngine.Numbered(300), validation, options).History;

        Assert.Equal((300, 3), (history.RowCount, history.ValidationRowCount));
        Assert.Equal([1000, 1001, 1002, 1000, 1001, 1002, 1000, 1001, 1002], engine.ValidationRows);
        Assert.Equal(Enumerable.Range(0, 300), engine.Rows.Take(300).Select(row => (int)row).Order());
    }

    [Fact]
    public void Validation_uses_the_same_noise_every_time_so_that_losses_can_be_compared()
    {
        var engine = new RecordingEngine();
        AutoencoderOptions options = engine.Options();
        options.Epochs = 2;

        Autoencoder.Fit(RecordingEngine.Numbered(30), RecordingEngine.Numbered(20), options);

        Assert.Equal(3 * 20, engine.ValidationNoise.Count);
        Assert.Equal(20, engine.ValidationNoise.Distinct().Count());
        Assert.Equal(engine.ValidationNoise[..20], engine.ValidationNoise[40..]);
    }

    [Fact]
    public void The_rows_that_are_farthest_out_are_judged_at_the_start_and_after_each_epoch()
    {
        var engine = new RecordingEngine();
        AutoencoderOptions options = engine.Options();
        (options.Epochs, options.Scaling) = (2, Scaling.None);

        Autoencoder.Fit(RecordingEngine.Numbered(100), RecordingEngine.Numbered(20), options);

        Assert.Equal(Enumerable.Range(0, 3 * 32).Select(i => 99f - (i % 32)), engine.FarRows);
    }

    [Fact]
    public void An_epoch_that_explains_less_of_the_farthest_rows_than_the_start_is_not_kept()
    {
        // Every row is reconstructed better, except those beyond 90.
        var engine = new RecordingEngine { ValidationRow = (steps, value) => value > 90 ? 100 * steps : 10 - steps };
        AutoencoderOptions options = engine.Options();
        (options.Epochs, options.Scaling) = (2, Scaling.None);

        TrainingHistory history = Autoencoder.Fit(RecordingEngine.Numbered(100), RecordingEngine.Numbered(60), options).History;

        Assert.Equal(0, history.BestEpoch);
    }

    [Fact]
    public void Given_validation_rows_do_not_affect_the_scaling()
    {
        AutoencoderOptions options = new RecordingEngine().Options();
        options.Scaling = Scaling.Standardize;

        AutoencoderModel model = Autoencoder.Fit(
            new InMemoryRows(new float[] { 1, 3 }, 1), new InMemoryRows(new float[] { 1000, 3000 }, 1), options);

        Assert.Equal((2f, 1f), (model.Content.Scaling.Offset[0], model.Content.Scaling.Scales[0]));
    }

    [Fact]
    public void Validation_rows_with_another_number_of_slots_are_refused()
    {
        var error = Assert.Throws<ArgumentException>(() => Autoencoder.Fit(
            RecordingEngine.Numbered(3), new InMemoryRows(new float[4], 2), new RecordingEngine().Options()));

        Assert.Contains("validation rows have 2 slots", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, "There are no validation rows")]
    [InlineData(3, "3 of them contain a NaN")]
    public void Validation_rows_that_cannot_be_used_are_refused_with_a_remedy(int count, string fault)
    {
        float[] values = [.. Enumerable.Repeat(float.NaN, count)];

        var error = Assert.Throws<InvalidOperationException>(() => Autoencoder.Fit(
            RecordingEngine.Numbered(3), new InMemoryRows(values, 1), new RecordingEngine().Options()));

        Assert.Contains(fault, error.Message, StringComparison.Ordinal);
        Assert.Contains("or pass none to hold out some of the training rows", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void If_no_epoch_beats_the_start_the_start_is_the_model()
    {
        var engine = new RecordingEngine { Validation = steps => RecordingEngine.Loss(steps == 0 ? 1 : 2), Parameters = steps => 7 * steps };
        AutoencoderOptions options = engine.Options();
        options.Epochs = 3;

        AutoencoderModel model = Autoencoder.Fit(RecordingEngine.Numbered(101), options);

        // One component explains one slot completely.
        Assert.Equal(0, model.History.BestEpoch);
        Assert.Equal(1, model.History.Start!.Total, 1e-12);
        Assert.Equal(3, model.History.Epochs.Count);
        Assert.Equal([0f, 50f, 100f], model.Reconstruct([0f, 50f, 100f]), (a, b) => Math.Abs(a - b) < 1e-3f);
    }

    [Theory]
    [InlineData(-0.05, 0)]
    [InlineData(0.19, 0)]
    [InlineData(0.21, 1)]
    public void An_epoch_must_beat_the_start_by_two_standard_errors(double gain, int expected)
    {
        // The differences of 100 rows have a deviation of 1, so that of their mean is 0.1.
        var engine = new RecordingEngine { ValidationRow = (steps, row) => 5 - (steps == 0 ? 0 : gain + Alternating(row)) };

        AutoencoderModel model = Autoencoder.Fit(RecordingEngine.Numbered(50), RecordingEngine.Numbered(100), engine.Options());

        Assert.Equal(expected, model.History.BestEpoch);
    }

    [Theory]
    [InlineData(0.09, 3)]
    [InlineData(0.11, 1)]
    public void An_epoch_is_kept_if_it_is_worse_than_the_best_by_no_more_than_one_standard_error(double loss, int expected)
    {
        // As above. Epoch 1 is better than the start by 2.
        var engine = new RecordingEngine { ValidationRow = (steps, row) => steps == 0 ? 7 : steps == 1 ? 5 : 5 + loss + Alternating(row) };
        AutoencoderOptions options = engine.Options();
        options.Epochs = 3;

        AutoencoderModel model = Autoencoder.Fit(RecordingEngine.Numbered(50), RecordingEngine.Numbered(100), options);

        Assert.Equal(expected, model.History.BestEpoch);
    }

    [Fact]
    public void Epochs_that_are_each_as_good_as_the_last_do_not_lead_away_from_the_best()
    {
        // Each epoch is worse than the one before by 0.09, less than the standard error of 0.1, but the third is worse than the first by 0.18.
        var engine = new RecordingEngine { ValidationRow = (steps, row) => steps == 0 ? 7 : 5 + (0.09 * (steps - 1)) + (steps % 2 * Alternating(row)) };
        AutoencoderOptions options = engine.Options();
        options.Epochs = 4;

        AutoencoderModel model = Autoencoder.Fit(RecordingEngine.Numbered(50), RecordingEngine.Numbered(100), options);

        Assert.Equal(2, model.History.BestEpoch);
    }

    [Fact]
    public void A_plateau_goes_on_through_epochs_that_are_as_good_but_a_fit_does_not_end_while_they_are_kept()
    {
        var engine = new RecordingEngine { Validation = steps => RecordingEngine.Loss(steps == 0 ? 2 : 1) };
        AutoencoderOptions options = engine.Options();
        (options.Epochs, options.Patience, options.PlateauPatience, options.LearningRate) = (6, 2, 2, 0.8f);
        options.LearningRateSchedule = LearningRateSchedule.Plateau;

        TrainingHistory history = Autoencoder.Fit(RecordingEngine.Numbered(300), options).History;

        Assert.Equal([0.8f, 0.8f, 0.8f, 0.4f, 0.4f, 0.2f], engine.LearningRates);
        Assert.Equal(6, history.BestEpoch);
    }

    [Fact]
    public void Losses_are_means_over_rows_not_over_batches()
    {
        // The last batch has 300 − 4·64 = 44 rows in training, and 10 in validation.
        var engine = new RecordingEngine { Training = step => RecordingEngine.Loss(step == 5 ? 10 : 0), Validation = _ => RecordingEngine.Loss(2) };
        AutoencoderOptions options = engine.Options();
        options.BatchSize = 64;

        TrainingHistory history = Autoencoder.Fit(
            RecordingEngine.Numbered(300), RecordingEngine.Numbered(74), options).History;

        Assert.Equal(10.0 * 44 / 300, history.Epochs[0].Training.Total, 1e-9);
        Assert.Equal(2, history.Epochs[0].Validation!.Total, 1e-9);
    }

    [Fact]
    public void An_epoch_reports_the_number_of_units_whose_code_varies()
    {
        // One unit is constant, one has a variance above 0.01, and one below.
        var engine = new RecordingEngine { Codes = batch => Enumerable.Range(0, batch.Codes.Length).ToList().ForEach(i => batch.Codes[i] = (i % 3) switch
        {
            0 => 5,
            1 => i % 2,
            _ => 0.05f * (i % 2),
        }) };
        AutoencoderOptions options = engine.Options();
        (options.LatentDimension, options.Kind) = (3, new Variational());

        TrainingHistory history = Autoencoder.Fit(RecordingEngine.Numbered(30), options).History;

        Assert.Equal(1, history.Epochs[0].ActiveUnits);
    }

    [Theory]
    [InlineData(20.5f, 0)]
    [InlineData(50.5f, 1)]
    [InlineData(-1e30f, 1)]
    public void A_large_error_counts_against_an_epoch_only_if_the_training_rows_had_such_values(float value, int expected)
    {
        // All rows improve on the start, except for this one.
        var engine = new RecordingEngine { ValidationRow = (steps, row) => steps == 0 ? 5 : row % 1 == 0 && row >= 0 ? 3 : 1e6 };
        float[] validation = [.. Enumerable.Range(0, 50).Select(i => (float)i), value];

        AutoencoderModel model = Autoencoder.Fit(RecordingEngine.Numbered(50), new InMemoryRows(validation, 1), engine.Options());

        Assert.Equal(expected, model.History.BestEpoch);
    }

    public static TheoryData<AutoencoderKind> Kinds() => [.. TestKinds.All];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void The_loss_of_an_absurd_validation_row_is_finite(AutoencoderKind kind)
    {
        float[] validation = Fits.Rows(30, 4, seed: 8);
        (validation[5], validation[41]) = (1e30f, -3e38f);
        foreach (Scaling scaling in Enum.GetValues<Scaling>())
        {
            AutoencoderOptions options = Fits.Options();
            (options.Kind, options.Scaling) = (kind, scaling);

            TrainingHistory history = Autoencoder.Fit(new InMemoryRows(Fits.Rows(100, 4), 4), new InMemoryRows(validation, 4), options).History;

            Assert.True(double.IsFinite(history.Start!.Total));
            Assert.All(history.Epochs, epoch => Assert.True(double.IsFinite(epoch.Validation!.Total)));
            Assert.Equal(4, history.Epochs.Count);
        }
    }

    /// <summary>1 or −1, in turn.</summary>
    private static double Alternating(float row) => row % 2 == 0 ? 1 : -1;

    [Fact]
    public void Units_of_a_sparse_code_that_fired_for_no_row_in_an_epoch_are_dead_in_the_next()
    {
        var engine = new RecordingEngine { Codes = batch => batch.Codes.Clear() };
        AutoencoderOptions options = engine.Options();
        (options.LatentDimension, options.Kind, options.Epochs) = (2, new Sparse { Sparsity = new TopK() }, 2);

        Autoencoder.Fit(RecordingEngine.Numbered(30), options);

        Assert.Equal([[false, false], [true, true]], engine.DeadUnits);
    }
}
