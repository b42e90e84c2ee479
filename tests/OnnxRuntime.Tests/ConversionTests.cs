using System.Reflection;
using System.Runtime.CompilerServices;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;
using Xunit.Abstractions;

namespace MLNet.Autoencoder.Tests.Onnx;

/// <summary>Whole pipelines, converted by ML.NET's <c>mlContext.Model.ConvertToOnnx</c> and run by ONNX Runtime.</summary>
public sealed class ConversionTests(ITestOutputHelper output)
{
    private static readonly string[] Added = ["Latent", "LogVariance", "Decoded", "Score"];

    private readonly MLContext _ml = new(seed: 1);

    public static TheoryData<string> Converted => new(Featurizers.Converted.Keys);

    public static TheoryData<string> ConvertedForSingleRows => new(Featurizers.ConvertedForSingleRows.Keys);

    public static TheoryData<string> Refused => new(Featurizers.Refused.Keys);

    [Theory]
    [MemberData(nameof(Converted))]
    public void Behind_a_featurizer_the_file_computes_the_columns_that_the_transformer_adds(string featurizer)
    {
        var (create, inputs) = Featurizers.Converted[featurizer];
        AssertAgree(
            create(_ml).Append(Autoencoder(inputs)),
            Featurizers.Table(_ml, Enumerable.Range(0, 120)),
            [.. Batches([0], [3], [1003], Enumerable.Range(0, 7), Enumerable.Range(990, 30))]);
    }

    [Theory]
    [MemberData(nameof(ConvertedForSingleRows))]
    public void Behind_a_featurizer_whose_graph_computes_single_rows_the_file_does_too(string featurizer)
    {
        var (create, inputs) = Featurizers.ConvertedForSingleRows[featurizer];
        AssertAgree(
            create(_ml).Append(Autoencoder(inputs)), Featurizers.Table(_ml, Enumerable.Range(0, 120)), [.. Batches([0], [3], [8], [1003])]);
    }

    [Theory]
    [MemberData(nameof(Refused))]
    public void Behind_a_featurizer_that_cannot_be_converted_the_conversion_fails(string featurizer)
    {
        IDataView data = Featurizers.Table(_ml, Enumerable.Range(0, 120));
        ITransformer model = Featurizers.Refused[featurizer](_ml).Append(Autoencoder("X", "Age")).Fit(data);

        Assert.ThrowsAny<Exception>(() => new ConvertedPipeline(_ml, model, data));
    }

    [Fact]
    public void Behind_a_model_applied_from_a_file_the_conversion_fails()
    {
        IDataView data = Featurizers.Table(_ml, Enumerable.Range(0, 120));
        string file = Path.GetTempFileName();
        try
        {
            var first = _ml.Transforms.AutoencoderFeatures("X", "Numbers", latentDimension: 2).Fit(data);
            first.SaveAsOnnx(file);
            ITransformer model = _ml.Transforms.ApplyOnnxModel("X", "Numbers", file).Append(Autoencoder("X", "Age")).Fit(data);

            Assert.Throws<InvalidOperationException>(() => new ConvertedPipeline(_ml, model, data));
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public void The_recipe_for_mixed_tables_can_be_converted()
    {
        IDataView data = _ml.Data.LoadFromEnumerable<Person>(
            [.. Enumerable.Range(0, 200).Select(i => new Person { A = i % 17, B = i % 5, City = "c" + (i % 3) })]);
        var oneHot = _ml.Transforms.Categorical.OneHotEncoding("City");
        var keys = _ml.Transforms.Conversion.MapValueToKey("Key", "City").Append(_ml.Transforms.Conversion.MapKeyToVector("Slots", "Key"));
        IEstimator<ITransformer> Autoencoder(params string[] inputs) => _ml.Transforms.AutoencoderFeatures(new AutoencoderFeaturesOptions
        {
            InputColumnNames = inputs, OutputColumnName = "Latent", LatentDimension = 2, Epochs = 5, Reconstruction = new Mixed(),
        });
        IEstimator<ITransformer>[] pipelines =
        [
            oneHot.Append(_ml.Transforms.Concatenate("All", "A", "B", "City")).Append(Autoencoder("All")),
            oneHot.Append(Autoencoder("A", "B", "City")),
            oneHot.Append(Autoencoder("City")),
            keys.Append(Autoencoder("A", "Slots")),
        ];

        Assert.All(pipelines, pipeline => AssertAgree(pipeline, data, ["Latent"], [data, _ml.Data.TakeRows(data, 1)]));
    }

    [Fact]
    public void The_reconstruction_of_images_has_their_shape()
    {
        IDataView data = Featurizers.Table(_ml, Enumerable.Range(0, 120));
        ITransformer model = Autoencoder("Pixels").Fit(data);

        using var file = new ConvertedPipeline(_ml, model, data);

        Assert.Equal([120, 2, 3, 4], file.Run(data, ["Decoded"])["Decoded"].Shape);
        Assert.Equal([120, 2], file.Run(data, ["Latent"])["Latent"].Shape);
    }

    [Theory]
    [InlineData(MissingValues.SkipRow)]
    [InlineData(MissingValues.Mask)]
    public void Missing_values_beside_a_one_hot_column_give_what_the_transformer_gives(MissingValues missingValues) => AssertAgree(
        _ml.Transforms.Categorical.OneHotEncoding("City").Append(Autoencoder(missingValues, "City", "Gap", "Gaps")),
        Featurizers.Table(_ml, Enumerable.Range(0, 120)),
        [.. Batches([1], [3], Enumerable.Range(0, 30))]);

    [Fact]
    public void Every_kind_of_autoencoder_can_be_converted_behind_one_hot_columns() => Assert.All(TestKinds.All, kind => AssertAgree(
        _ml.Transforms.Categorical.OneHotEncoding("City").Append(_ml.Transforms.Categorical.OneHotEncoding("Tags")).Append(
            _ml.Transforms.AutoencoderFeatures(new AutoencoderFeaturesOptions
            {
                OutputColumnName = "Latent",
                ReconstructionColumnName = "Decoded",
                ReconstructionErrorColumnName = "Score",
                InputColumnNames = ["City", "Age", "Tags"],
                Kind = kind,
                LatentDimension = 4,
                HiddenLayers = [8],
                Epochs = 3,
                Reconstruction = new Mixed(),
            })),
        Featurizers.Table(_ml, Enumerable.Range(0, 120)),
        ["Latent", "Decoded", "Score"],
        [.. Batches([3], Enumerable.Range(990, 30))]));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Behind_images_the_rest_of_a_pipeline_can_be_converted_from_a_cached_view(bool areInterleaved)
    {
        IDataView images = _ml.Data.LoadFromEnumerable<Photo>([.. Enumerable.Range(0, 40).Select(NewPhoto)]);
        IDataView pixels = _ml.Transforms.ExtractPixels("Pixels", "Image", interleavePixelColors: areInterleaved, scaleImage: 1 / 255f)
            .Append(_ml.Transforms.SelectColumns("Pixels")).Fit(images).Transform(images);
        IDataView cached = _ml.Data.Cache(pixels);

        AssertAgree(
            Autoencoder("Pixels").Append(_ml.Transforms.NormalizeMinMax("Scaled", "Latent")),
            cached,
            [.. Added, "Scaled"],
            [cached, _ml.Data.Cache(_ml.Data.TakeRows(pixels, 1))]);
        Assert.Throws<InvalidOperationException>(() => new ConvertedPipeline(_ml, Autoencoder("Pixels").Fit(pixels), pixels));
    }

    [Fact]
    public void The_page_on_ONNX_names_every_featurizer_of_MLNET()
    {
        string root = typeof(ConversionTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .Single(attribute => attribute.Key == "RepositoryRoot").Value!;
        string page = File.ReadAllText(Path.Combine(root, "docs", "onnx.md"));
        string[] libraries = ["Data", "Transforms", "PCA", "ImageAnalytics", "OnnxTransformer"];
        IEnumerable<MethodInfo> methods = libraries
            .SelectMany(library => Assembly.Load("Microsoft.ML." + library).GetExportedTypes())
            .SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.Static))
            .Where(method => method.IsDefined(typeof(ExtensionAttribute))
                && method.GetParameters()[0].ParameterType.FullName?.StartsWith(typeof(TransformsCatalog).FullName!, StringComparison.Ordinal) == true);

        Assert.NotEmpty(methods);
        Assert.All(methods.Select(method => method.Name).Distinct(), name => Assert.Contains($"`{name}`", page));
    }

    private static Photo NewPhoto(int row)
    {
        byte[] pixels = new byte[3 * 2 * 4];
        new Random(row).NextBytes(pixels);
        return new Photo { Image = MLImage.CreateFromPixels(3, 2, MLPixelFormat.Rgba32, pixels) };
    }

    private IEstimator<ITransformer> Autoencoder(params string[] inputs) => Autoencoder(MissingValues.Mask, inputs);

    private IEstimator<ITransformer> Autoencoder(MissingValues missingValues, params string[] inputs) =>
        _ml.Transforms.AutoencoderFeatures(new AutoencoderFeaturesOptions
        {
            OutputColumnName = "Latent",
            LogVarianceColumnName = "LogVariance",
            ReconstructionColumnName = "Decoded",
            ReconstructionErrorColumnName = "Score",
            InputColumnNames = inputs,
            LatentDimension = 2,
            HiddenLayers = [8],
            Epochs = 3,
            Reconstruction = new Mixed(),
            MissingValues = missingValues,
        });

    private IEnumerable<IDataView> Batches(params IEnumerable<int>[] rows) => rows.Select(batch => Featurizers.Table(_ml, batch));

    private void AssertAgree(IEstimator<ITransformer> pipeline, IDataView data, IDataView[] batches) => AssertAgree(pipeline, data, Added, batches);

    /// <summary>The values are of the order of 1, and the score is the difference of such values.</summary>
    private void AssertAgree(IEstimator<ITransformer> pipeline, IDataView data, string[] columns, IDataView[] batches)
    {
        ITransformer model = pipeline.Fit(data);
        using var file = new ConvertedPipeline(_ml, model, data);
        double deviation = 0;
        foreach (IDataView batch in batches)
        {
            IDataView expected = model.Transform(batch);
            var actual = file.Run(batch, columns);
            Assert.All(columns, column => deviation = Math.Max(deviation, OnnxAgreement.AssertAgree(
                [.. ViewReader.Column(expected, column).SelectMany(values => values)], actual[column].Values, minScale: 1)));
        }

        output.WriteLine($"The largest deviation is {deviation:g2}.");
    }

    private sealed class Person
    {
        public float A { get; init; }

        public float B { get; init; }

        public string City { get; init; } = "";
    }

    private sealed class Photo
    {
        [ImageType(2, 3)]
        public MLImage? Image { get; init; }
    }
}
