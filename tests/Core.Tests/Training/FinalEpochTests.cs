namespace MLNet.Autoencoder.Core.Tests.Training;

/// <summary>The epochs of a fit with labels that train on held-out rows too.</summary>
public class FinalEpochTests
{
    private const int Count = 100;
    private const int Epochs = 20;

    /// <summary>The validation loss falls up to the best epoch, and is higher afterwards.</summary>
    private static RecordingEngine Engine(int best = Epochs, Func<int, float>? parameters = null) => new()
    {
        Validation = steps => RecordingEngine.Loss(steps <= best ? 1.0 / (1 + steps) : 9),
        Parameters = parameters ?? (steps => steps),
    };

    private static AutoencoderOptions Options(RecordingEngine engine)
    {
        AutoencoderOptions options = engine.Options();
        (options.Epochs, options.ValidationFraction, options.AuxiliaryLosses) = (Epochs, 0.2f, [new LabelHead()]);
        return options;
    }

    private static InMemoryRows Labeled(int count) =>
        new(Enumerable.Range(0, count).Select(i => (float)i).ToArray(), 1, labels: Enumerable.Range(0, count).Select(i => (float)(i % 2)).ToArray());

    [Fact]
    public void A_tenth_as_many_epochs_as_led_to_the_best_one_follow_it_on_all_rows()
    {
        RecordingEngine engine = Engine();

        TrainingHistory history = Autoencoder.Fit(Labeled(Count), Options(engine)).History;

        Assert.Equal((Epochs, 2), (history.BestEpoch, history.FinalEpochs));
        Assert.Equal(Enumerable.Repeat((int)history.RowCount, Epochs).Append(Count).Append(Count), engine.BatchSizes);
        Assert.Equal(Enumerable.Range(0, Count).Select(i => (float)i), engine.Rows.TakeLast(Count).Order());
        Assert.NotEqual(engine.Rows.TakeLast(Count), engine.Rows.SkipLast(Count).TakeLast(Count));
    }

    [Fact]
    public void History_lists_no_final_epochs_and_counts_the_rows_of_the_others()
    {
        TrainingHistory history = Autoencoder.Fit(Labeled(Count), Options(Engine())).History;

        Assert.Equal(Enumerable.Range(1, Epochs), history.Epochs.Select(epoch => epoch.Epoch));
        Assert.Equal(Count, history.RowCount + history.ValidationRowCount);
    }

    [Fact]
    public void They_start_from_the_parameters_of_the_best_epoch_and_the_model_has_those_of_the_last()
    {
        RecordingEngine engine = Engine(best: 4);

        AutoencoderModel model = Autoencoder.Fit(Labeled(Count), Options(engine));

        Assert.Equal((4, 1), (model.History.BestEpoch, model.History.FinalEpochs));
        Assert.Equal(4, engine.RestoredParameters[^1]);
        Assert.Equal(Epochs + 1, model.Content.Parameters.Values[0]);
    }

    [Fact]
    public void Their_learning_rate_falls_on_a_cosine()
    {
        const float LearningRate = 0.004f;
        RecordingEngine engine = Engine();
        AutoencoderOptions options = Options(engine);
        options.LearningRate = LearningRate;

        Autoencoder.Fit(Labeled(Count), options);

        Assert.All(engine.LearningRates.Take(Epochs), rate => Assert.Equal(LearningRate, rate));
        Assert.Collection(
            engine.LearningRates.Skip(Epochs),
            rate => Assert.Equal(0.3 * LearningRate, rate, tolerance: 1e-9),
            rate => Assert.Equal(0.15 * LearningRate, rate, tolerance: 1e-9));
    }

    [Fact]
    public void If_they_diverge_the_model_has_the_parameters_of_the_best_epoch()
    {
        RecordingEngine engine = Engine(best: 4, parameters: steps => steps > Epochs ? float.NaN : steps);

        AutoencoderModel model = Autoencoder.Fit(Labeled(Count), Options(engine));

        Assert.Equal((4, 0), (model.History.BestEpoch, model.History.FinalEpochs));
        Assert.Equal(4, model.Content.Parameters.Values[0]);
    }

    public static TheoryData<string> Fits() => ["no labels", "validation rows that are given", "no held-out rows", "few held-out rows", "a start that nothing beats"];

    [Theory]
    [MemberData(nameof(Fits))]
    public void There_are_none_in_a_fit_with(string what)
    {
        // A small share of 2,000 rows is held out.
        int count = what == "few held-out rows" ? 2_000 : Count;
        RecordingEngine engine = Engine(best: what == "a start that nothing beats" ? 0 : Epochs);
        AutoencoderOptions options = Options(engine);
        options.ValidationFraction = what switch { "no held-out rows" => 0, "few held-out rows" => 0.01f, _ => 0.2f };
        options.AuxiliaryLosses = what == "no labels" ? [] : options.AuxiliaryLosses;

        TrainingHistory history = Autoencoder.Fit(
            Labeled(count), what == "validation rows that are given" ? Labeled(50) : null, options).History;

        Assert.Equal(0, history.FinalEpochs);
        Assert.All(engine.BatchSizes, size => Assert.Equal(history.RowCount, size));
    }

    /// <summary>The loss falls for one half of the held-out rows, and rises for the other by a little less: chance could explain it.</summary>
    [Fact]
    public void An_epoch_that_may_be_better_than_the_start_by_chance_is_kept_only_if_the_fit_reads_labels()
    {
        static int BestEpoch(IReadOnlyList<AuxiliaryLoss> losses)
        {
            var engine = new RecordingEngine { ValidationRow = (steps, value) => steps == 0 ? 1 : value % 2 == 0 ? 0.5 : 1.4 };
            AutoencoderOptions options = Options(engine);
            options.AuxiliaryLosses = losses;
            return Autoencoder.Fit(Labeled(Count), options).History.BestEpoch;
        }

        Assert.Equal(0, BestEpoch([]));
        Assert.InRange(BestEpoch([new LabelHead()]), 1, Epochs);
    }
}
