using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.OnnxRuntime;

namespace MLNet.Autoencoder.Tests.Onnx;

/// <summary>What ONNX Runtime computes from the files of anomaly detectors, compared with the detectors.</summary>
public sealed class DetectorTests
{
    private readonly MLContext _ml = new(seed: 1);

    public static TheoryData<string> Detectors => new(Variants.Keys);

    private static Dictionary<string, (int Dimension, Action<AutoencoderAnomalyOptions> Configure)> Variants { get; } = new()
    {
        ["values masked alone"] = (6, _ => { }),
        ["slots masked in groups"] = (40, _ => { }),
        ["no hidden layer"] = (6, options => options.HiddenLayers = []),
        ["two hidden layers"] = (6, options => options.HiddenLayers = [9, 5]),
        ["sparse code"] = (6, options => options.Kind = new Sparse { Sparsity = new TopK { ActiveUnits = 2 } }),
        ["code above thresholds"] = (6, options => options.Kind = new Sparse { Sparsity = new BatchTopK { ActiveUnits = 2 } }),
        ["code with gates"] = (6, options => (options.Kind, options.HiddenLayers) = (new Sparse { Sparsity = new Gated() }, null)),
        ["categories"] = (6, options => options.Reconstruction = new Mixed { Slots = [SlotRange.Binary(2, 1), SlotRange.OneHot(3, 3)] }),
        ["no missing values"] = (6, options => options.MissingValues = MissingValues.SkipRow),
        ["reconstruction error"] = (6, options => (options.Score, options.Kind) = (AnomalyScore.ReconstructionError, new Plain())),
        ["variational bound"] = (6, options =>
            (options.Score, options.Kind, options.ContributionsColumnName) = (AnomalyScore.VariationalBound, new Variational(), null)),
    };

    [Theory]
    [MemberData(nameof(Detectors))]
    public void A_file_computes_the_columns_that_the_transformer_adds(string name)
    {
        (int d, Action<AutoencoderAnomalyOptions> configure) = Variants[name];
        AutoencoderAnomalyTransformer transformer = Fitted(d, configure);
        float[] rows = [.. Rows(40, d, seed: 2), .. Outliers(d)];
        IDataView expected = transformer.Transform(View(rows, d));
        using var session = new InferenceSession(OnnxAgreement.Saved(stream => transformer.SaveAsOnnx(stream)));

        Assert.Equal("X", session.InputMetadata.Keys.Single());
        AssertAgree(session, expected, rows, d);
    }

    [Fact]
    public void The_file_of_a_detector_has_the_usual_names()
    {
        AnomalyDetector detector = Fitted(6, _ => { }).Model;
        using var session = new InferenceSession(OnnxAgreement.Saved(stream => detector.SaveAsOnnx(stream)));

        Assert.Equal(["score", "predicted_label", "p_value", "contributions", "expected"], session.OutputMetadata.Keys);
        float[] rows = Rows(5, 6, seed: 3);
        using var results = session.Run([NamedOnnxValue.CreateFromTensor("input", new Microsoft.ML.OnnxRuntime.Tensors.DenseTensor<float>(rows, [5, 6]))]);
        OnnxAgreement.AssertAgree(detector.Scores(rows), [.. results.First(result => result.Name == "score").AsTensor<float>()], minScale: 1);
    }

    [Fact]
    public void A_pipeline_with_one_hot_columns_can_be_converted_by_MLNET()
    {
        IDataView data = _ml.Data.LoadFromEnumerable<Machine>(
            [.. Enumerable.Range(0, 200).Select(i => new Machine { Load = i % 17, Speed = (i % 17) + (i % 3), Kind = "k" + (i % 3) })]);
        var pipeline = _ml.Transforms.Categorical.OneHotEncoding("Kind").Append(_ml.Transforms.Concatenate("X", "Load", "Speed", "Kind"))
            .Append(_ml.AnomalyDetection.Trainers.Autoencoder(Options(_ => { })));
        ITransformer model = pipeline.Fit(data);

        using var file = new ConvertedPipeline(_ml, model, data);

        IDataView expected = model.Transform(data);
        // A p-value is a step function: the rows of the fit, which lie on its steps, may fall to either side.
        string[] columns = ["Score", "Parts", "Should"];
        var actual = file.Run(data, columns);
        Assert.All(columns, column => OnnxAgreement.AssertAgree(
            [.. ViewReader.Column(expected, column).SelectMany(values => values)], actual[column].Values, minScale: 1));
    }

    private static void AssertAgree(InferenceSession session, IDataView expected, float[] rows, int d)
    {
        var input = new Microsoft.ML.OnnxRuntime.Tensors.DenseTensor<float>(rows, [rows.Length / d, d]);
        using var results = session.Run([NamedOnnxValue.CreateFromTensor("X", input)]);
        foreach (DisposableNamedOnnxValue result in results)
        {
            if (result.Name == "PredictedLabel")
            {
                Assert.Equal(expected.GetColumn<bool>(result.Name), result.AsTensor<bool>());
            }
            else if (expected.Schema.GetColumnOrNull(result.Name) is not null)
            {
                OnnxAgreement.AssertAgree(
                    [.. ViewReader.Column(expected, result.Name).SelectMany(values => values)], [.. result.AsTensor<float>()], minScale: 1);
            }
        }

        Assert.Equal(expected.Schema.Skip(1).Select(column => column.Name), session.OutputMetadata.Keys);
    }

    private AutoencoderAnomalyTransformer Fitted(int d, Action<AutoencoderAnomalyOptions> configure) =>
        _ml.AnomalyDetection.Trainers.Autoencoder(Options(configure)).Fit(View(Rows(200, d, seed: 1), d));

    private static AutoencoderAnomalyOptions Options(Action<AutoencoderAnomalyOptions> configure)
    {
        var options = new AutoencoderAnomalyOptions
        {
            FeatureColumnName = "X", PValueColumnName = "P", ContributionsColumnName = "Parts", ExpectedColumnName = "Should", Epochs = 3, Seed = 1, LatentDimension = 4,
        };
        configure(options);
        return options;
    }

    /// <summary>Slots 2 to 5 are one Boolean and one category of three; slot 1 has heavy tails.</summary>
    private static float[] Rows(int count, int d, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).SelectMany(_ =>
        {
            float[] row = [.. Enumerable.Range(0, d).Select(_ => random.NextSingle())];
            int category = row[0] < 0.3f ? 3 : row[0] < 0.6f ? 4 : 5;
            row[1] = (row[1] * 0.1f) + (random.Next(50) == 0 ? 1_000 * random.NextSingle() : 0);
            row[2] = row[0] < 0.5f ? 1 : 0;
            row[3] = row[4] = row[5] = 0;
            row[category] = 1;
            return row;
        })];
    }

    /// <summary>A row with a gap, one far out, one with an infinity, and one without any value.</summary>
    private static float[] Outliers(int d)
    {
        float[] gap = Rows(1, d, seed: 4), far = Rows(1, d, seed: 5), infinite = Rows(1, d, seed: 6);
        gap[0] = float.NaN;
        far[0] = 50;
        infinite[0] = float.PositiveInfinity;
        return [.. gap, .. far, .. infinite, .. Enumerable.Repeat(float.NaN, d)];
    }

    private IDataView View(float[] rows, int d)
    {
        SchemaDefinition schema = SchemaDefinition.Create(typeof(Row));
        schema[nameof(Row.X)].ColumnType = new VectorDataViewType(NumberDataViewType.Single, d);
        return _ml.Data.LoadFromEnumerable(rows.Chunk(d).Select(row => new Row { X = row }).ToArray(), schema);
    }

    private sealed class Row
    {
        public float[] X { get; set; } = [];
    }

    private sealed class Machine
    {
        public float Load { get; set; }

        public float Speed { get; set; }

        public string Kind { get; set; } = "";
    }
}
