using MLNet.Autoencoder.Numerics;

namespace MLNet.Autoencoder.Core.Tests.Training;

/// <summary>Fits to rows with labels.</summary>
public class LabeledFitTests
{
    private const int D = 6;
    private const int Count = 240;

    private static readonly LabeledTable Training = Table(Count, seed: 1);
    private static readonly LabeledTable Unseen = Table(200, seed: 2);

    /// <param name="Rows">Rows whose variance two factors explain almost entirely.</param>
    /// <param name="Numbers">A difference between two slots that explains hardly any of it, in other units.</param>
    private sealed record LabeledTable(float[] Rows, float[] Numbers)
    {
        public float[] Classes => Array.ConvertAll(Numbers, number => number > 100 ? 1f : 0);

        public InMemoryRows WithLabels(LabelKind kind) => new(Rows, D, labels: kind == LabelKind.Class ? Classes : Numbers, labelKind: kind);

        public InMemoryRows WithoutLabels() => new(Rows, D);
    }

    private static LabeledTable Table(int count, ulong seed)
    {
        float[] normal = new float[8 * count];
        new RandomStream(seed, 99, 0).FillNormal(normal, 0);
        var numbers = new List<float>();
        var rows = new List<float>();
        foreach (float[] n in normal.Chunk(8))
        {
            (float a, float b) = (n[0], n[1]);

            // No row is close to the border between the classes.
            float difference = 0.25f * (n[2] + Math.Sign(n[2]));
            numbers.Add(100 + (20 * difference));
            rows.AddRange([a + difference, a - difference, b + (0.2f * n[3]), b + (0.2f * n[4]), a + b + (0.2f * n[5]), a - b + (0.2f * n[6])]);
        }

        return new LabeledTable([.. rows], [.. numbers]);
    }

    private static AutoencoderOptions Options(AutoencoderKind? kind = null)
    {
        AutoencoderOptions options = Fits.Options();
        (options.HiddenLayers, options.Epochs, options.LearningRate, options.ValidationFraction, options.Kind) = ([8], 60, 0.01f, 0.2f, kind ?? new Variational());
        return options;
    }

    private static float[] RandomLabels(LabelKind kind, int seed = 3)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, Count).Select(_ => kind == LabelKind.Class ? random.Next(2) : random.NextSingle())];
    }

    /// <summary>The share of unseen rows whose code is closest to the mean code of the training rows of its class.</summary>
    private static double Accuracy(AutoencoderModel model)
    {
        float[][] codes = [.. model.Encode(Training.Rows).Chunk(model.LatentDimension)], unseen = [.. model.Encode(Unseen.Rows).Chunk(model.LatentDimension)];
        float[][] means = [.. Enumerable.Range(0, 2).Select(label => MeanOf([.. codes.Where((_, i) => Training.Classes[i] == label)]))];
        return unseen.Select((code, i) => (Distance(code, means[1]) < Distance(code, means[0])) == (Unseen.Classes[i] == 1) ? 1.0 : 0).Average();

        static float[] MeanOf(float[][] codes) => [.. Enumerable.Range(0, codes[0].Length).Select(unit => codes.Average(code => code[unit]))];
        static double Distance(float[] a, float[] b) => a.Zip(b, (x, y) => Math.Pow(x - y, 2)).Sum();
    }

    private static IEnumerable<LossTerm> Terms(AutoencoderModel model) => model.History.Epochs[0].Training.Select(value => value.Term);

    private static void AssertFinite(AutoencoderModel model, float[] rows) =>
        Assert.All(model.Encode(rows).Concat(model.Reconstruct(rows)), value => Assert.True(float.IsFinite(value)));

    /// <summary>Every kind with its defaults, and other losses.</summary>
    public static TheoryData<AutoencoderKind, LabelKind> Kinds()
    {
        AutoencoderKind[] kinds =
        [
            new Variational(), new Plain(), new Denoising(), new Sparse { Sparsity = new TopK { ActiveUnits = 1 } }, new Sparse { Sparsity = new L1Penalty() },
            new Sparse { Sparsity = new KlSparsity() },
        ];
        var data = new TheoryData<AutoencoderKind, LabelKind>();
        foreach (AutoencoderKind kind in kinds)
        {
            data.Add(kind, LabelKind.Class);
            data.Add(kind, LabelKind.Number);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Codes_of_unseen_rows_tell_what_only_the_labels_made_important(AutoencoderKind kind, LabelKind labelKind)
    {
        AutoencoderModel labeled = Autoencoder.Fit(Training.WithLabels(labelKind), Options(kind));
        AutoencoderModel unlabeled = Autoencoder.Fit(Training.WithoutLabels(), Options(kind));

        Assert.InRange(Accuracy(unlabeled), 0, 0.7);
        Assert.InRange(Accuracy(labeled), 0.9, 1);
    }

    [Fact]
    public void Few_labels_are_enough()
    {
        float[] labels = [.. Training.Classes.Select((label, i) => i % 4 == 0 ? label : float.NaN)];

        AutoencoderModel model = Autoencoder.Fit(new InMemoryRows(Training.Rows, D, labels: labels), Options());

        Assert.Equal(Count, model.History.RowCount + model.History.ValidationRowCount);
        Assert.InRange(Accuracy(model), 0.9, 1);
    }

    [Fact]
    public void A_fit_with_labels_repeats_byte_for_byte() => Assert.Equal(
        Fits.Bytes(Autoencoder.Fit(Training.WithLabels(LabelKind.Class), Options())),
        Fits.Bytes(Autoencoder.Fit(Training.WithLabels(LabelKind.Class), Options())));

    [Fact]
    public void The_model_has_nothing_but_what_a_model_without_labels_has()
    {
        AutoencoderModel labeled = Autoencoder.Fit(Training.WithLabels(LabelKind.Class), Options(new Variational { KlWeight = 1 }));
        AutoencoderModel unlabeled = Autoencoder.Fit(Training.WithoutLabels(), Options());
        byte[] file = Fits.Bytes(labeled);

        AutoencoderModel loaded = AutoencoderModel.Load(new MemoryStream(file));

        Assert.Equal(unlabeled.Content.Parameters.Layout.Tensors, loaded.Content.Parameters.Layout.Tensors);
        Assert.Equal(unlabeled.Kind, loaded.Kind);
        Assert.Equal(FileBytes.Data(Fits.Bytes(unlabeled)).Length, FileBytes.Data(file).Length);
        Assert.DoesNotContain("label_head", FileBytes.Header(file), StringComparison.Ordinal);
        Assert.DoesNotContain("Auxiliary", FileBytes.Header(file), StringComparison.Ordinal);
        Assert.Equal(labeled.Encode(Unseen.Rows), loaded.Encode(Unseen.Rows));
        Assert.Equal(Terms(labeled), Terms(loaded));
        Assert.Equal(Terms(labeled).Select(term => term.Title), Terms(loaded).Select(term => term.Title));
        Assert.Equal(labeled.History.FinalEpochs, loaded.History.FinalEpochs);
    }

    [Fact]
    public void The_weight_of_the_divergence_is_lower_in_a_fit_that_reads_labels_unless_it_is_set()
    {
        float?[] weights = [.. new[] { new Variational(), new Variational { KlWeight = 0.7f } }.Select(
            kind => ((Variational)Autoencoder.Fit(Training.WithLabels(LabelKind.Class), Options(kind)).Kind).KlWeight)];

        Assert.Equal([0.1f, 0.7f], weights);
        Assert.Equal(1, ((Variational)Autoencoder.Fit(Training.WithoutLabels(), Options()).Kind).KlWeight);
    }

    [Theory]
    [InlineData(LabelKind.Class)]
    [InlineData(LabelKind.Number)]
    public void Labels_that_say_nothing_about_the_rows_give_the_model_of_a_fit_without_labels(LabelKind kind)
    {
        var rows = new InMemoryRows(Training.Rows, D, labels: RandomLabels(kind), labelKind: kind);
        AutoencoderOptions options = Options();
        options.ValidationFraction = 0.4f;

        (AutoencoderModel model, List<string> warnings) = Fits.WithWarnings(rows, options);

        Assert.Equal(Fits.Bytes(Autoencoder.Fit(Training.WithoutLabels(), options)), Fits.Bytes(model));
        Assert.StartsWith("The labels say nothing about the rows", Assert.Single(warnings), StringComparison.Ordinal);
    }

    /// <summary>Held-out rows of a small table cannot show that a slot depends weakly on the labels. Here, codes never predict them.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Labels_that_codes_do_not_predict_are_used_if_a_slot_depends_on_them(bool depends)
    {
        var engine = new RecordingEngine { Validation = _ => new LossValues { SquaredError = 1, LabelHead = 9 } };
        AutoencoderOptions options = engine.Options();
        options.ValidationFraction = 0.2f;
        float[] rows = [.. Enumerable.Range(0, Count).Select(i => (float)i)];
        float[] labels = [.. rows.Select(value => depends ? (value < 100 ? 1f : 0) : value % 2)];

        (AutoencoderModel model, List<string> warnings) = Fits.WithWarnings(new InMemoryRows(rows, 1, labels: labels), options);

        Assert.Equal(depends, Terms(model).Contains(LossTerm.LabelHead));
        Assert.Equal(depends ? 0 : 1, warnings.Count);
    }

    [Fact]
    public void Without_held_out_rows_nothing_speaks_against_labels()
    {
        AutoencoderOptions options = Options();
        options.ValidationFraction = 0;
        var rows = new InMemoryRows(Training.Rows, D, labels: RandomLabels(LabelKind.Class));

        (AutoencoderModel model, List<string> warnings) = Fits.WithWarnings(rows, options);

        Assert.Contains(LossTerm.LabelHead, Terms(model));
        Assert.Empty(warnings);
    }

    [Fact]
    public void Labels_that_say_something_cause_no_warning() => Assert.Empty(Fits.Warnings(Training.WithLabels(LabelKind.Class), Options()));

    [Fact]
    public void With_auxiliary_losses_that_the_user_chose_labels_are_used_whatever_they_say()
    {
        AutoencoderOptions options = Options();
        options.AuxiliaryLosses = [new LabelHead()];
        var rows = new InMemoryRows(Training.Rows, D, labels: RandomLabels(LabelKind.Class));

        (AutoencoderModel model, List<string> warnings) = Fits.WithWarnings(rows, options);

        Assert.Contains(LossTerm.LabelHead, Terms(model));
        Assert.Empty(warnings);
    }

    [Fact]
    public void Without_auxiliary_losses_labels_are_ignored()
    {
        AutoencoderOptions options = Options();
        options.AuxiliaryLosses = [];

        AutoencoderModel model = Autoencoder.Fit(Training.WithLabels(LabelKind.Class), options);

        Assert.Equal(Fits.Bytes(Autoencoder.Fit(Training.WithoutLabels(), Options())), Fits.Bytes(model));
    }

    [Theory]
    [InlineData(LabelKind.Class, 5f, "every labeled row has the same one")]
    [InlineData(LabelKind.Number, 5.5f, "every labeled row has the same one")]
    [InlineData(LabelKind.Class, float.NaN, "all of them are missing")]
    [InlineData(LabelKind.Number, float.NaN, "all of them are missing")]
    public void Labels_that_do_not_differ_give_a_warning_and_the_model_of_a_fit_without_labels(LabelKind kind, float label, string reason)
    {
        float[] labels = [.. Enumerable.Range(0, Count).Select(i => i % 3 == 0 ? float.NaN : label)];
        byte[] expected = Fits.Bytes(Autoencoder.Fit(Training.WithoutLabels(), Options()));

        Assert.All((IReadOnlyList<AuxiliaryLoss>?[])[null, [new LabelHead()]], losses =>
        {
            AutoencoderOptions options = Options();
            options.AuxiliaryLosses = losses;

            (AutoencoderModel model, List<string> warnings) = Fits.WithWarnings(new InMemoryRows(Training.Rows, D, labels: labels, labelKind: kind), options);

            Assert.Equal(expected, Fits.Bytes(model));
            Assert.Contains(reason, Assert.Single(warnings), StringComparison.Ordinal);
        });
    }

    public static TheoryData<string, LabelKind> UnusualLabels() => new()
    {
        { "one row per class", LabelKind.Class },
        { "a slot of the row", LabelKind.Number },
        { "one labeled row apart from the others", LabelKind.Class },
        { "two labeled rows", LabelKind.Number },
        { "numbers of very different sizes", LabelKind.Number },
        { "the largest numbers", LabelKind.Number },
    };

    [Theory]
    [MemberData(nameof(UnusualLabels))]
    public void Unusual_labels_give_a_model_that_works(string how, LabelKind kind)
    {
        Func<int, float> labelOf = how switch
        {
            "one row per class" => i => i,
            "a slot of the row" => i => Training.Rows[D * i],
            "one labeled row apart from the others" => i => i == 0 ? 1 : 0,
            "two labeled rows" => i => i < 2 ? i : float.NaN,
            "numbers of very different sizes" => i => i == 7 ? 1e30f : i,
            "the largest numbers" => i => i % 2 == 0 ? float.MaxValue : float.MinValue,
            _ => throw new ArgumentOutOfRangeException(nameof(how)),
        };
        float[] labels = [.. Enumerable.Range(0, Count).Select(labelOf)];

        Assert.All((IReadOnlyList<AuxiliaryLoss>?[])[null, [new LabelHead()]], losses =>
        {
            AutoencoderOptions options = Options();
            (options.AuxiliaryLosses, options.Epochs) = (losses, 10);

            AssertFinite(Autoencoder.Fit(new InMemoryRows(Training.Rows, D, labels: labels, labelKind: kind), options), Unseen.Rows);
        });
    }

    [Fact]
    public void A_thousand_classes_give_a_model_that_works()
    {
        LabeledTable table = Table(2000, seed: 4);
        AutoencoderOptions options = Options();
        (options.Epochs, options.BatchSize, options.AuxiliaryLosses) = (2, 256, [new LabelHead(), new SupervisedContrastive()]);
        float[] labels = [.. Enumerable.Range(0, 2000).Select(i => (float)(i % 1000))];

        AutoencoderModel model = Autoencoder.Fit(new InMemoryRows(table.Rows, D, labels: labels), options);

        AssertFinite(model, table.Rows);
    }

    [Fact]
    public void Two_classes_add_a_label_head_and_more_classes_or_numbers_a_contrast_too()
    {
        float[] three = [.. Training.Numbers.Select(number => number < 100 ? 0f : number < 110 ? 1 : 2)];

        IEnumerable<LossTerm> Added(InMemoryRows rows) => Terms(Autoencoder.Fit(rows, Options(new Plain()))).Skip(1);

        Assert.Equal([LossTerm.LabelHead], Added(Training.WithLabels(LabelKind.Class)));
        Assert.Equal([LossTerm.LabelHead, LossTerm.SupervisedContrastive], Added(Training.WithLabels(LabelKind.Number)));
        Assert.Equal([LossTerm.LabelHead, LossTerm.SupervisedContrastive], Added(new InMemoryRows(Training.Rows, D, labels: three)));
        Assert.Empty(Added(Training.WithoutLabels()));
    }

    [Theory]
    [InlineData(LabelKind.Class)]
    [InlineData(LabelKind.Number)]
    public void History_has_the_auxiliary_losses_of_training_and_validation_rows_and_they_fall(LabelKind kind)
    {
        AutoencoderOptions options = Options();
        options.AuxiliaryLosses = [new LabelHead(), new SupervisedContrastive { Temperature = 0.5f }];

        TrainingHistory history = Autoencoder.Fit(Training.WithLabels(kind), options).History;

        Assert.All([LossTerm.LabelHead, LossTerm.SupervisedContrastive], term =>
        {
            Assert.True(history.Epochs[^1].Training[term.Name] < history.Epochs[0].Training[term.Name]);
            Assert.True(history.Epochs[^1].Validation![term.Name] < history.Start![term.Name]);
            Assert.All(history.Epochs, epoch => Assert.True(epoch.Validation![term.Name] >= 0));
        });
    }

    [Fact]
    public void A_loss_that_reads_labels_is_refused_by_name_if_rows_have_none()
    {
        AutoencoderOptions options = Options();
        options.AuxiliaryLosses = [new SupervisedContrastive()];

        string message = Assert.Throws<ArgumentException>(() => Autoencoder.Fit(Training.WithoutLabels(), options)).Message;

        Assert.All(["AuxiliaryLosses", "SupervisedContrastive", "LabelColumnName"], part => Assert.Contains(part, message, StringComparison.Ordinal));
    }

    [Fact]
    public void Validation_rows_must_have_the_same_labels_as_the_training_rows()
    {
        InMemoryRows[] all = [Unseen.WithoutLabels(), Unseen.WithLabels(LabelKind.Class), Unseen.WithLabels(LabelKind.Number)];
        string[] names = ["missing", "classes", "numbers"];

        Assert.All(Enumerable.Range(0, 9).Where(i => i / 3 != i % 3), i =>
        {
            var error = Assert.Throws<ArgumentException>(() => Autoencoder.Fit(all[i / 3], all[i % 3], Options()));

            Assert.Equal("validationRows", error.ParamName);
            Assert.Contains($"validation rows are {names[i % 3]}, but those of the training rows are {names[i / 3]}", error.Message, StringComparison.Ordinal);
        });
    }

    [Fact]
    public void Given_validation_rows_may_have_a_class_that_no_training_row_has()
    {
        var validation = new InMemoryRows(Unseen.Rows, D, labels: Unseen.Classes.Select((label, i) => i % 5 == 0 ? 9 : label).ToArray());

        AutoencoderModel model = Autoencoder.Fit(Training.WithLabels(LabelKind.Class), validation, Options());

        Assert.All(model.History.Epochs, epoch => Assert.True(double.IsFinite(epoch.Validation![LossTerm.LabelHead.Name])));
        Assert.InRange(Accuracy(model), 0.9, 1);
    }

    [Theory]
    [InlineData(LabelKind.Class)]
    [InlineData(LabelKind.Number)]
    public void A_fit_with_labels_can_start_from_a_model_that_saw_none(LabelKind kind)
    {
        AutoencoderModel start = Autoencoder.Fit(Training.WithoutLabels(), Options());
        AutoencoderOptions options = Options();
        options.WarmStart = start;

        AutoencoderModel model = Autoencoder.Fit(Training.WithLabels(kind), options);

        Assert.Equal(start.Content.Scaling.Offset.ToArray(), model.Content.Scaling.Offset.ToArray());
        Assert.InRange(Accuracy(model), 0.9, 1);
    }

    [Fact]
    public void Labels_go_with_missing_values_mixed_rows_and_example_weights()
    {
        // The label is the sign of the second number, of which the code of one unit tells nothing otherwise.
        float[] rows = Fits.MixedRows(Count);
        float[] labels = [.. Enumerable.Range(0, Count).Select(i => rows[(6 * i) + 1] > 0 ? 1f : i % 9 == 0 ? float.NaN : 0)];
        float[] weights = [.. Enumerable.Range(0, Count).Select(i => i % 4 / 2f)];
        AutoencoderOptions options = Options();
        (options.Reconstruction, options.MissingValues) = (Fits.Mixed, MissingValues.Mask);
        float[] gaps = Fits.WithGaps(rows);

        AutoencoderModel model = Autoencoder.Fit(new InMemoryRows(gaps, 6, weights, labels), options);

        Assert.Contains(LossTerm.LabelHead, Terms(model));
        AssertFinite(model, gaps);
    }

    [Fact]
    public void The_label_of_a_row_of_weight_0_says_nothing()
    {
        float[] weights = [.. Enumerable.Range(0, Count).Select(i => i % 2 == 0 ? 1f : 0)];
        float[] labels = [.. Training.Classes.Select((label, i) => i % 2 == 0 ? label : 7)];
        AutoencoderOptions options = Options();
        options.ValidationFraction = 0;

        AutoencoderModel weighted = Autoencoder.Fit(new InMemoryRows(Training.Rows, D, weights, labels), options);
        AutoencoderModel without = Autoencoder.Fit(
            new InMemoryRows(Training.Rows.Chunk(D).Where((_, i) => i % 2 == 0).SelectMany(row => row).ToArray(), D, labels: labels.Where((_, i) => i % 2 == 0).ToArray()),
            options);

        Assert.Equal(without.Encode(Unseen.Rows), weighted.Encode(Unseen.Rows));
    }
}
