using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.Autoencoder.Tests.Conformance;

namespace MLNet.Autoencoder.Tests;

/// <summary>A column of labels, which only a fit reads.</summary>
public sealed class LabelColumnTests
{
    private const string Column = "Species";

    [Theory]
    [InlineData("Byte")]
    [InlineData("UInt16")]
    [InlineData("UInt32")]
    [InlineData("UInt64")]
    [InlineData("Boolean")]
    [InlineData("Single")]
    public void A_column_of_any_supported_type_gives_the_fit_its_labels(string type)
    {
        // The key 0 and NaN are missing labels. A Boolean cannot be missing.
        Func<int, float> labelOf = type switch
        {
            "Boolean" => i => i % 2,
            "Single" => i => i % 4 == 0 ? float.NaN : i / 8f,
            _ => i => i % 4 == 0 ? float.NaN : (i % 4) - 1,
        };
        var kind = type == "Single" ? LabelKind.Number : LabelKind.Class;
        float[] values = [.. Enumerable.Range(0, TestData.RowCount).SelectMany(TestData.Row)];
        float[] labels = [.. Enumerable.Range(0, TestData.RowCount).Select(labelOf)];

        var fitted = Fit(TestData.Good(more: Labels(type)));

        var expected = Autoencoder.Fit(new InMemoryRows(values, TestData.Dimension, labels: labels, labelKind: kind), Options());
        Assert.Contains(LossTerm.LabelHead, fitted.History.Epochs[0].Training.Select(value => value.Term));
        Assert.Equal(expected.Encode(values), fitted.Encode(values));
    }

    [Fact]
    public void The_short_overload_takes_the_label_column()
    {
        var data = TestData.Good(more: Labels("Boolean"));

        new MLContext().Transforms.AutoencoderFeatures("Latent", TestData.Input, epochs: 2, seed: 1, labelColumnName: Column).Fit(data);

        Assert.All(data.Activations, columns => Assert.Equal([TestData.Input, Column], columns));
    }

    [Fact]
    public void A_fit_reads_only_the_input_the_weights_and_the_labels()
    {
        var data = TestData.Good(more: Labels("UInt32"));
        var options = Options();
        options.ExampleWeightColumnName = TestData.ScalarInput;

        Fit(data, options);

        Assert.All(data.Activations, columns => Assert.Equal([TestData.Input, TestData.ScalarInput, Column], columns));
        Assert.Equal(0, data.OpenCursors);
    }

    [Theory]
    [InlineData("missing", "'Pixels'")]
    [InlineData("Text", "MapValueToKey")]
    [InlineData("Double", "MapValueToKey", "ConvertType")]
    [InlineData("Int32", "MapValueToKey", "ConvertType")]
    [InlineData("Vector")]
    public void Fit_and_GetOutputSchema_name_a_label_column_that_is_missing_or_of_another_type(string how, params string[] remedies)
    {
        var data = how switch
        {
            "missing" => TestData.Good(),
            "Text" => TestData.Good(more: TableColumn.Scalar(Column, TextDataViewType.Instance, i => "a".AsMemory())),
            "Double" => TestData.Good(more: TableColumn.Scalar(Column, NumberDataViewType.Double, i => 1.0)),
            "Int32" => TestData.Good(more: TableColumn.Scalar(Column, NumberDataViewType.Int32, i => 1)),
            _ => TestData.Good(more: TableColumn.Vector(Column, new VectorDataViewType(NumberDataViewType.Single, 1), i => new VBuffer<float>(1, [1f]))),
        };
        var good = TestData.Good(more: Labels("Single"));
        var estimator = new MLContext().Transforms.AutoencoderFeatures(Options());

        Assert.All<(Func<object> Action, string Argument)>(
            [
                (() => estimator.Fit(data), "input"),
                (() => estimator.Fit(data, data), "trainData"),
                (() => estimator.Fit(good, data), "validationData"),
                (() => estimator.GetOutputSchema(SchemaAssert.ShapeOf(data.Schema)), "inputSchema"),
            ],
            call =>
            {
                var error = Assert.Throws<ArgumentOutOfRangeException>(call.Action);
                Assert.Equal(call.Argument, error.ParamName);
                Assert.All(
                    [$"label column '{Column}'", how == "Text" ? "String" : how, "a key, a Boolean or a Single", .. remedies],
                    part => Assert.Contains(part, error.Message, StringComparison.Ordinal));
                Assert.Equal(remedies.Length > 1, error.Message.Contains("ConvertType", StringComparison.Ordinal));
            });
    }

    [Fact]
    public void A_vector_of_keys_is_refused_by_Fit_and_GetOutputSchema_alike()
    {
        var context = new MLContext();
        var data = TestData.Good(more: TableColumn.Vector(
            "Words", new VectorDataViewType(TextDataViewType.Instance, 2), i => new VBuffer<ReadOnlyMemory<char>>(2, ["a".AsMemory(), "b".AsMemory()])));
        var chain = context.Transforms.Conversion.MapValueToKey(Column, "Words").Append(context.Transforms.AutoencoderFeatures(Options()));

        string[] messages =
        [
            Assert.Throws<ArgumentOutOfRangeException>(() => chain.Fit(data)).Message,
            Assert.Throws<ArgumentOutOfRangeException>(() => chain.GetOutputSchema(SchemaAssert.ShapeOf(data.Schema))).Message,
        ];

        Assert.All(messages, message =>
        {
            Assert.Contains($"label column '{Column}' must be a key, a Boolean or a Single, but it is Vector<Key<", message, StringComparison.Ordinal);
            Assert.DoesNotContain("MapKeyToVector", message, StringComparison.Ordinal);
        });
    }

    [Fact]
    public void Validation_data_must_have_labels_of_the_same_kind()
    {
        var classes = TestData.Good(more: Labels("Boolean"));
        var numbers = TestData.Good(more: Labels("Single"));

        var error = Assert.Throws<ArgumentException>(() => new MLContext().Transforms.AutoencoderFeatures(Options()).Fit(classes, numbers));

        Assert.Contains("validation rows are numbers, but those of the training rows are classes", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_auxiliary_loss_that_reads_labels_is_refused_without_a_label_column()
    {
        var options = Options();
        options.LabelColumnName = null;

        var error = Assert.Throws<ArgumentException>(() => Fit(TestData.Good(), options));

        Assert.Contains("set LabelColumnName", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_infinite_label_is_refused_with_an_explanation()
    {
        var data = TestData.Good(more: TableColumn.Scalar(Column, NumberDataViewType.Single, i => i == 9 ? float.PositiveInfinity : i));

        var error = Assert.Throws<InvalidOperationException>(() => Fit(data));

        Assert.Contains("label of a row must be finite, or NaN if it is missing, but one label is Infinity", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_transformer_neither_needs_nor_mentions_the_labels()
    {
        var data = TestData.Good(more: Labels("UInt32"));
        var unlabeled = TestData.Good();
        var fitted = Fit(data);

        byte[] file = SaveAndLoad.Save(fitted, unlabeled.Schema);
        var (loaded, _) = SaveAndLoad.Load(new MLContext(), file);

        float[][] expected = ViewReader.Column(fitted.Transform(data), "Latent");
        Assert.All([fitted, loaded], transformer => Assert.Equal(expected, ViewReader.Column(transformer.Transform(unlabeled), "Latent")));
        Assert.All(
            fitted.GetOutputSchema(unlabeled.Schema).Select(column => column.Name).Append(System.Text.Encoding.Latin1.GetString(file)),
            text => Assert.DoesNotContain(Column, text, StringComparison.Ordinal));
    }

    [Fact]
    public void A_prediction_engine_serves_a_class_without_the_label()
    {
        var data = TestData.Good(more: Labels("Boolean"));
        var fitted = Fit(data);
        var (loaded, _) = SaveAndLoad.InFreshContext(fitted, data.Schema);

        using var engine = new MLContext().Model.CreatePredictionEngine<PixelRow, Encoded>(loaded);

        Assert.Equal(ViewReader.Column(fitted.Transform(data), "Latent")[3], engine.Predict(new PixelRow { Pixels = TestData.Row(3) }).Latent);
    }

    [Fact]
    public void Every_epoch_writes_the_loss_of_the_labels_to_the_log()
    {
        var log = new Logged();
        var options = Options();
        options.AuxiliaryLosses = [new LabelHead(), new SupervisedContrastive()];

        log.Context.Transforms.AutoencoderFeatures(options).Fit(TestData.Good(more: Labels("UInt32")));

        string[] epochs = [.. log.Lines.Where(line => line.Contains("Epoch ", StringComparison.Ordinal))];
        Assert.Equal(3, epochs.Length);
        Assert.All(epochs, line => Assert.All(
            [LossTerm.LabelHead.Title, LossTerm.SupervisedContrastive.Title], title => Assert.Contains(title, line, StringComparison.Ordinal)));
    }

    [Fact]
    public void Final_epochs_on_all_rows_are_in_the_log()
    {
        var log = new Logged();
        var options = Options();
        options.ValidationFraction = 0.2f;

        TrainingHistory history = log.Context.Transforms.AutoencoderFeatures(options).Fit(TestData.Good(more: Labels("UInt32"))).History;

        string line = Assert.Single(log.Lines, line => line.Contains("final epochs", StringComparison.Ordinal));
        Assert.Contains($"{history.FinalEpochs} final epochs trained the parameters of epoch {history.BestEpoch} on all rows", line, StringComparison.Ordinal);
    }

    [Fact]
    public void Labels_that_say_nothing_give_a_warning_in_the_log_and_the_features_of_a_fit_without_labels()
    {
        var log = new Logged();
        var random = new Random(3);
        bool[] labels = [.. Enumerable.Range(0, 200).Select(_ => random.Next(2) == 0)];
        var data = TestData.OfRows(200, sparse: false, TestData.Row, TableColumn.Scalar(Column, BooleanDataViewType.Instance, i => labels[i]));
        var options = Configurations.Options("latent only");
        var expected = Fit(data, options);
        options.LabelColumnName = Column;

        var fitted = Fit(data, options, log.Context);

        Assert.Single(log.Warnings, line => line.Contains("The labels say nothing about the rows", StringComparison.Ordinal));
        Assert.Equal(ViewReader.Column(expected.Transform(data), "Latent"), ViewReader.Column(fitted.Transform(data), "Latent"));
    }

    [Fact]
    public void Cross_validation_of_a_trainer_on_the_features_fits_labels_of_each_fold()
    {
        var context = new MLContext(seed: 1);
        var chain = context.Transforms.AutoencoderFeatures(TrainerOptions())
            .Append(context.BinaryClassification.Trainers.LbfgsLogisticRegression(Column, "Latent"));

        var folds = context.BinaryClassification.CrossValidate(BrightOrDark(), chain, numberOfFolds: 3, labelColumnName: Column);

        Assert.Equal(3, folds.Count);
        Assert.InRange(folds.Average(fold => fold.Metrics.Accuracy), 0.85, 1);
    }

    [Fact]
    public void Keys_made_in_the_same_pipeline_are_labels_of_features_and_trainer()
    {
        var context = new MLContext(seed: 1);
        var data = TestData.OfRows(
            150, sparse: false, TestData.Row, TableColumn.Scalar("Name of species", TextDataViewType.Instance, i => (IsBright(i) ? "bright" : "dark").AsMemory()));
        var chain = context.Transforms.Conversion.MapValueToKey(Column, "Name of species")
            .Append(context.Transforms.AutoencoderFeatures(TrainerOptions()))
            .Append(context.MulticlassClassification.Trainers.LbfgsMaximumEntropy(Column, "Latent"))
            .Append(context.Transforms.Conversion.MapKeyToValue("PredictedLabel"));
        chain.GetOutputSchema(SchemaAssert.ShapeOf(data.Schema));
        var fitted = chain.Fit(data);

        var (loaded, _) = SaveAndLoad.InFreshContext(fitted, data.Schema);

        var metrics = context.MulticlassClassification.Evaluate(loaded.Transform(data), Column);
        Assert.InRange(metrics.MicroAccuracy, 0.85, 1);
        Assert.Equal(ViewReader.Column(fitted.Transform(data), "Latent"), ViewReader.Column(loaded.Transform(data), "Latent"));
    }

    [Fact]
    public void Permutation_feature_importance_tells_which_features_a_trainer_uses()
    {
        var context = new MLContext(seed: 1);
        var data = BrightOrDark();
        var fitted = context.Transforms.AutoencoderFeatures(TrainerOptions())
            .Append(context.BinaryClassification.Trainers.LbfgsLogisticRegression(Column, "Latent"))
            .Fit(data);

        var importance = context.BinaryClassification.PermutationFeatureImportance(
            fitted.LastTransformer, fitted.Transform(data), labelColumnName: Column, permutationCount: 2);

        Assert.Equal(2, importance.Length);
        Assert.True(importance.Min(feature => feature.Accuracy.Mean) < -0.1);
    }

    /// <summary>Whether the first pixel of a row is bright.</summary>
    private static bool IsBright(int row) => TestData.Row(row)[0] > 0.5f;

    private static TableView BrightOrDark() =>
        TestData.OfRows(150, sparse: false, TestData.Row, TableColumn.Scalar(Column, BooleanDataViewType.Instance, IsBright));

    /// <summary>A column of labels of a type; keys if it is a type of whole numbers.</summary>
    private static TableColumn Labels(string type) => type switch
    {
        "Boolean" => TableColumn.Scalar(Column, BooleanDataViewType.Instance, i => i % 2 == 1),
        "Single" => TableColumn.Scalar(Column, NumberDataViewType.Single, i => i % 4 == 0 ? float.NaN : i / 8f),
        "Byte" => Keys(i => (byte)i),
        "UInt16" => Keys(i => (ushort)i),
        "UInt32" => Keys(i => (uint)i),
        "UInt64" => Keys(i => (ulong)i),
        _ => throw new ArgumentOutOfRangeException(nameof(type)),
    };

    private static TableColumn Keys<T>(Func<int, T> keyOf) => TableColumn.Scalar(Column, new KeyDataViewType(typeof(T), 3), i => keyOf(i % 4));

    private static AutoencoderFeaturesOptions Options()
    {
        var options = Configurations.Options("latent only");
        (options.LabelColumnName, options.AuxiliaryLosses, options.ValidationFraction) = (Column, [new LabelHead()], 0);
        return options;
    }

    /// <summary>Options of a fit long enough for a trainer to gain from it, with default losses.</summary>
    private static AutoencoderFeaturesOptions TrainerOptions()
    {
        var options = Options();
        (options.AuxiliaryLosses, options.Epochs, options.LearningRate) = (null, 40, 0.01f);
        return options;
    }

    private static AutoencoderFeaturesTransformer Fit(IDataView data, AutoencoderFeaturesOptions? options = null, MLContext? context = null) =>
        (context ?? new MLContext()).Transforms.AutoencoderFeatures(options ?? Options()).Fit(data);

    private sealed class PixelRow
    {
        [VectorType(TestData.Dimension)]
        public float[] Pixels { get; set; } = [];
    }

    private sealed class Encoded
    {
        public float[] Latent { get; set; } = [];
    }
}
