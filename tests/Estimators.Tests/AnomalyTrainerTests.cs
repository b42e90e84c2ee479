using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.Autoencoder.Tests.Conformance;

namespace MLNet.Autoencoder.Tests;

/// <summary>The trainer of anomaly detectors behaves as ML.NET's own do.</summary>
public sealed class AnomalyTrainerTests
{
    private const int D = 8;

    private readonly MLContext _ml = new(seed: 1);

    [Fact]
    public void Its_columns_are_those_that_Evaluate_reads()
    {
        var model = _ml.AnomalyDetection.Trainers.Autoencoder().Fit(Table(800));
        IDataView test = Table(300, anomalies: 30, seed: 2);

        AnomalyDetectionMetrics metrics = _ml.AnomalyDetection.Evaluate(model.Transform(test));

        Assert.InRange(metrics.AreaUnderRocCurve, 0.95, 1);
        Assert.InRange(metrics.DetectionRateAtFalsePositiveCount, 0.7, 1);
    }

    [Fact]
    public void It_takes_the_place_of_RandomizedPca()
    {
        IDataView data = Table(500), test = Table(100, anomalies: 10, seed: 2);
        var pca = _ml.AnomalyDetection.Trainers.RandomizedPca(rank: 3).Fit(data).Transform(test).Schema;
        var ours = _ml.AnomalyDetection.Trainers.Autoencoder(epochs: 2).Fit(data).Transform(test).Schema;

        foreach (string name in (string[])["Score", "PredictedLabel"])
        {
            Assert.Equal(pca[name].Type, ours[name].Type);
            Assert.Equal(TextOf(pca[name], "ScoreValueKind"), TextOf(ours[name], "ScoreValueKind"));
        }
    }

    [Fact]
    public void ChangeModelThreshold_changes_the_labels_and_nothing_else()
    {
        IDataView test = Table(200, anomalies: 20, seed: 2);
        var model = _ml.AnomalyDetection.Trainers.Autoencoder(epochs: 20).Fit(Table(500));

        var changed = _ml.AnomalyDetection.ChangeModelThreshold(model, float.PositiveInfinity);

        Assert.Contains(true, model.Transform(test).GetColumn<bool>("PredictedLabel"));
        Assert.DoesNotContain(true, changed.Transform(test).GetColumn<bool>("PredictedLabel"));
        Assert.Equal(model.Transform(test).GetColumn<float>("Score"), changed.Transform(test).GetColumn<float>("Score"));
        Assert.Equal(float.PositiveInfinity, Loaded(changed, test.Schema).Model.Threshold);
    }

    [Fact]
    public void A_chain_that_is_saved_and_loaded_gives_the_same_values()
    {
        IDataView data = Table(300), test = Table(50, anomalies: 5, seed: 2);
        ITransformer chain = _ml.Transforms.CopyColumns("X", "Features").Append(_ml.AnomalyDetection.Trainers.Autoencoder(AllColumns("X"))).Fit(data);
        string file = Path.GetTempFileName();
        try
        {
            _ml.Model.Save(chain, data.Schema, file);
            ITransformer loaded = new MLContext().Model.Load(file, out DataViewSchema schema);

            SchemaAssert.Same(chain.GetOutputSchema(data.Schema), loaded.GetOutputSchema(schema));
            Assert.Equal(Values(chain.Transform(test)), Values(loaded.Transform(test)));
            Assert.Equal(chain.Transform(test).GetColumn<bool>("PredictedLabel"), loaded.Transform(test).GetColumn<bool>("PredictedLabel"));
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public void A_prediction_engine_gives_what_the_view_gives()
    {
        var model = _ml.AnomalyDetection.Trainers.Autoencoder(AllColumns("Features")).Fit(Table(300));
        Reading[] rows = Readings(40, anomalies: 10, seed: 2);
        Finding[] expected = [.. _ml.Data.CreateEnumerable<Finding>(model.Transform(ViewOf(rows)), reuseRowObject: false)];

        using var engine = _ml.Model.CreatePredictionEngine<Reading, Finding>(model, inputSchemaDefinition: Schema());
        Finding[] actual = [.. rows.Select(row => engine.Predict(row))];

        Assert.All(expected.Zip(actual), pair =>
        {
            Assert.Equal((pair.First.Score, pair.First.PredictedLabel, pair.First.P), (pair.Second.Score, pair.Second.PredictedLabel, pair.Second.P));
            Assert.Equal(pair.First.Parts, pair.Second.Parts);
            Assert.Equal(pair.First.Should, pair.Second.Should);
        });
    }

    [Fact]
    public void Parallel_and_single_cursors_and_any_choice_of_columns_give_the_same_values()
    {
        IDataView scored = _ml.AnomalyDetection.Trainers.Autoencoder(AllColumns("Features")).Fit(Table(300)).Transform(Table(500, anomalies: 10, seed: 2));
        DataViewSchema.Column score = scored.Schema["Score"];

        float[] all = [.. ViewReader.Rows(scored, ViewReader.FloatColumns(scored.Schema)).Select(row => row.Values[score.Index][0])];

        Assert.Equal(all, scored.GetColumn<float>("Score"));
        var parallel = scored.GetRowCursorSet([score], 3).SelectMany(cursor => ViewReader.Rows(cursor, [score])).Select(row => row.Values[score.Index][0]);
        Assert.Equal(all.Order(), parallel.Order());
    }

    [Fact]
    public void What_the_trainer_promises_is_what_the_transformer_delivers()
    {
        IDataView data = Table(100);
        var trainer = _ml.AnomalyDetection.Trainers.Autoencoder(AllColumns("Features"));

        SchemaAssert.Same(trainer.GetOutputSchema(SchemaAssert.ShapeOf(data.Schema)), SchemaAssert.ShapeOf(trainer.Fit(data).GetOutputSchema(data.Schema)));
    }

    [Fact]
    public void Contributions_and_expected_values_have_the_slot_names_of_the_features()
    {
        IDataView data = _ml.Transforms.Concatenate("Features", "A", "B").Fit(Pairs(60)).Transform(Pairs(60));
        var schema = _ml.AnomalyDetection.Trainers.Autoencoder(AllColumns("Features")).Fit(data).GetOutputSchema(data.Schema);

        Assert.Equal(["A", "B"], SchemaAssert.SlotNames(schema["Parts"]));
        Assert.Equal(["A", "B"], SchemaAssert.SlotNames(schema["Should"]));
    }

    [Fact]
    public void One_hot_columns_are_categories_without_being_asked_for()
    {
        var pipeline = _ml.Transforms.Categorical.OneHotEncoding("Kind").Append(_ml.Transforms.Concatenate("Features", "A", "B", "Kind"))
            .Append(_ml.AnomalyDetection.Trainers.Autoencoder(new AutoencoderAnomalyOptions { Epochs = 40, ContributionsColumnName = "Parts", Seed = 1 }));
        var model = pipeline.Fit(Pairs(600));

        Assert.Equal([SlotRange.OneHot(2, 3)], Assert.IsType<Mixed>(model.LastTransformer.Model.Model.Reconstruction).Slots);
        Assert.Equal(3, model.LastTransformer.Model.MaskCount);

        // The kind follows from A, so a row of the wrong kind is strange, and its kind says so.
        float[] parts = model.Transform(_ml.Data.LoadFromEnumerable([new Pair { A = 1, B = 1, Kind = "low" }])).GetColumn<float[]>("Parts").Single();
        Assert.Equal(parts.Max(), parts[2..].Max());
    }

    [Fact]
    public void Wrong_input_is_refused_by_name_before_anything_is_read()
    {
        var trainer = _ml.AnomalyDetection.Trainers.Autoencoder("Nothing");
        IDataView data = Table(50);

        Assert.Contains("'Nothing'", Assert.Throws<ArgumentOutOfRangeException>(() => trainer.Fit(data)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => trainer.GetOutputSchema(SchemaAssert.ShapeOf(data.Schema)));
        var model = _ml.AnomalyDetection.Trainers.Autoencoder(epochs: 1).Fit(data);
        Assert.Throws<ArgumentOutOfRangeException>(() => model.Transform(Pairs(3)));
        Assert.Throws<ArgumentOutOfRangeException>(() => model.GetRowToRowMapper(Pairs(3).Schema));
    }

    [Fact]
    public void Impossible_options_are_refused_by_name()
    {
        AssertRefused("Contamination", options => options.Contamination = 1);
        AssertRefused("FeatureColumnName", options => options.FeatureColumnName = "");
        AssertRefused("ExampleWeightColumnName", options => options.ExampleWeightColumnName = "");
        AssertRefused("ScoreColumnName", options => options.ScoreColumnName = null!);
        AssertRefused("'Score'", options => options.PValueColumnName = "Score");
        AssertRefused("ContributionsColumnName", options =>
            (options.Score, options.Kind, options.ContributionsColumnName) = (AnomalyScore.VariationalBound, new Variational(), "C"));

        void AssertRefused(string expected, Action<AutoencoderAnomalyOptions> configure)
        {
            var options = new AutoencoderAnomalyOptions();
            configure(options);
            Assert.Contains(
                expected, Assert.ThrowsAny<ArgumentException>(() => _ml.AnomalyDetection.Trainers.Autoencoder(options)).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Later_changes_of_the_options_do_not_affect_the_trainer()
    {
        var options = new AutoencoderAnomalyOptions { Epochs = 1, Contamination = 0.2f };
        var trainer = _ml.AnomalyDetection.Trainers.Autoencoder(options);

        (options.Contamination, options.ScoreColumnName) = (0.01f, "Changed");

        var model = trainer.Fit(Table(100));
        Assert.Equal((0.2f, "Score"), (model.Model.Contamination, model.ScoreColumnName));
    }

    [Fact]
    public void The_same_seed_gives_the_same_detector_and_MLContext_decides_if_there_is_none()
    {
        IDataView data = Table(200), test = Table(20, seed: 2);
        float[] Scores(int contextSeed, int? seed) => [.. new MLContext(contextSeed).AnomalyDetection.Trainers.Autoencoder(epochs: 3, seed: seed)
            .Fit(data).Transform(test).GetColumn<float>("Score")];

        Assert.Equal(Scores(1, 7), Scores(2, 7));
        Assert.Equal(Scores(1, null), Scores(1, null));
        Assert.NotEqual(Scores(1, null), Scores(2, null));
    }

    [Fact]
    public void Weights_and_validation_data_are_used()
    {
        var trainer = _ml.AnomalyDetection.Trainers.Autoencoder(new AutoencoderAnomalyOptions { Epochs = 2, ExampleWeightColumnName = "Weight", Seed = 1 });

        var model = trainer.Fit(Table(100), Table(60, seed: 3));

        Assert.Equal(60, model.Model.HeldOutRowCount);
        Assert.Equal(60, model.Model.Content.Reference.Weights.Length);
        Assert.False(trainer.Info.NeedNormalization);
        Assert.False(trainer.Info.WantCaching);
    }

    [Fact]
    public void Every_fold_of_a_cross_validation_finds_the_anomalies()
    {
        IDataView data = Table(600, anomalies: 60);

        double[] areas = [.. _ml.Data.CrossValidationSplit(data, numberOfFolds: 3).Select(fold => _ml.AnomalyDetection.Evaluate(
            _ml.AnomalyDetection.Trainers.Autoencoder(epochs: 40).Fit(fold.TrainSet).Transform(fold.TestSet)).AreaUnderRocCurve)];

        Assert.Equal(3, areas.Length);
        Assert.All(areas, area => Assert.InRange(area, 0.9, 1));
    }

    [Fact]
    public void Rows_with_missing_values_are_learned_from_and_scored()
    {
        Reading[] rows = Readings(400);
        for (int i = 0; i < rows.Length; i += 3)
        {
            rows[i].Features[i % D] = float.NaN;
        }

        var model = _ml.AnomalyDetection.Trainers.Autoencoder(epochs: 10).Fit(ViewOf(rows));

        Assert.Equal(0, model.History.SkippedRowCount);
        Assert.All(model.Transform(ViewOf(rows)).GetColumn<float>("Score"), score => Assert.True(float.IsFinite(score)));
    }

    [Fact]
    public void A_canceled_fit_stops()
    {
        using var source = new CancellationTokenSource();
        source.Cancel();
        var trainer = _ml.AnomalyDetection.Trainers.Autoencoder(new AutoencoderAnomalyOptions { CancellationToken = source.Token });

        Assert.Throws<OperationCanceledException>(() => trainer.Fit(Table(50)));
    }

    [Fact]
    public void A_threshold_that_cannot_be_trusted_is_a_warning_in_the_log()
    {
        var lines = new List<string>();
        _ml.Log += (_, message) => lines.Add(message.Message);

        _ml.AnomalyDetection.Trainers.Autoencoder(epochs: 1).Fit(Table(20));

        Assert.Contains(lines, line => line.Contains("held out", StringComparison.Ordinal) && line.Contains("Kind=Warning", StringComparison.Ordinal));
    }

    internal static AutoencoderAnomalyOptions AllColumns(string features) => new()
    {
        FeatureColumnName = features, Epochs = 3, Seed = 1, PValueColumnName = "P", ContributionsColumnName = "Parts", ExpectedColumnName = "Should",
    };

    private static float[][] Values(IDataView view) =>
        [.. new[] { "Score", "P", "Parts", "Should" }.Select(column => ViewReader.Column(view, column).SelectMany(values => values).ToArray())];

    private static string TextOf(DataViewSchema.Column column, string kind)
    {
        ReadOnlyMemory<char> text = default;
        column.Annotations.GetValue(kind, ref text);
        return text.ToString();
    }

    private AutoencoderAnomalyTransformer Loaded(AutoencoderAnomalyTransformer model, DataViewSchema schema)
    {
        using var stream = new MemoryStream();
        _ml.Model.Save(model, schema, stream);
        stream.Position = 0;
        return Assert.IsType<AutoencoderAnomalyTransformer>(_ml.Model.Load(stream, out _));
    }

    private IDataView Table(int rows, int anomalies = 0, int seed = 1) => ViewOf(Readings(rows, anomalies, seed));

    private IDataView ViewOf(Reading[] rows) => _ml.Data.LoadFromEnumerable(rows, Schema());

    private static SchemaDefinition Schema()
    {
        SchemaDefinition schema = SchemaDefinition.Create(typeof(Reading));
        schema[nameof(Reading.Features)].ColumnType = new VectorDataViewType(NumberDataViewType.Single, D);
        return schema;
    }

    /// <summary>Readings that follow two causes; in the anomalous ones, which are spread evenly, one is off.</summary>
    private static Reading[] Readings(int rows, int anomalies = 0, int seed = 1)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, rows).Select(row =>
        {
            double a = random.NextDouble(), b = random.NextDouble();
            float[] features = [.. Enumerable.Range(0, D).Select(slot => (float)((a * Math.Cos(slot)) + (b * Math.Sin(slot)) + (0.02 * random.NextDouble())))];
            bool isAnomaly = row * anomalies / rows != (row + 1) * anomalies / rows;
            features[row % D] += isAnomaly ? 1 : 0;
            return new Reading { Features = features, Label = isAnomaly ? 1 : 0, Weight = 1 + (row % 3) };
        })];
    }

    private IDataView Pairs(int rows)
    {
        var random = new Random(5);
        return _ml.Data.LoadFromEnumerable((Pair[])[.. Enumerable.Range(0, rows).Select(_ =>
        {
            float a = (random.NextSingle() * 2) - 1;
            return new Pair { A = a, B = a + (0.1f * random.NextSingle()), Kind = a < -0.3f ? "low" : a < 0.3f ? "middle" : "high" };
        })]);
    }

    private sealed class Reading
    {
        public float[] Features { get; set; } = [];

        public float Label { get; set; }

        public float Weight { get; set; }
    }

    private sealed class Finding
    {
        public float Score { get; set; }

        public bool PredictedLabel { get; set; }

        public float P { get; set; }

        public float[] Parts { get; set; } = [];

        public float[] Should { get; set; } = [];
    }

    private sealed class Pair
    {
        public float A { get; set; }

        public float B { get; set; }

        public string Kind { get; set; } = "";
    }
}
