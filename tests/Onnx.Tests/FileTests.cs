using System.Text.Json;
using Microsoft.ML;
using MLNet.Autoencoder.Columns;
using MLNet.Autoencoder.Graph;
using MLNet.Autoencoder.Inputs;
using MLNet.Autoencoder.Objectives;
using MLNet.Autoencoder.Onnx;

namespace MLNet.Autoencoder.Tests.Onnx;

/// <summary>The contents of a file, and how it is written.</summary>
public sealed class FileTests
{
    private static readonly TestNetwork Network = new(
        Activation.Gelu, new Variational(), new Mixed { Slots = [SlotRange.Binary(2, 1)] }, [6], BatchParts.Missing);

    public static TheoryData<OnnxParts> Parts => new(Enum.GetValues<OnnxParts>());

    public static TheoryData<TestNetwork> Networks => OnnxVariants.All();

    [Fact]
    public void A_file_states_its_format_its_producer_and_its_model()
    {
        ParsedModel file = Parsed(OnnxVariants.Model(Network), OnnxParts.Both);

        Assert.Equal(7, file.FormatVersion);
        Assert.Equal(("", 12L), file.OperatorSet);
        Assert.Equal("MLNet.Autoencoder", file.Producer.Name);
        Assert.Matches(@"^\d+\.\d+\.\d+", file.Producer.Version);
        Assert.Equal("Encoder and decoder of a Variational autoencoder, 10-6-3 Gelu.", file.Description);
        Assert.Equal("Both", file.Metadata["parts"]);
        Assert.Equal("3", file.Metadata["latent_dimension"]);
        Assert.Equal("7", file.Metadata["seed"]);
        Assert.Equal(Network.Kind, JsonSerializer.Deserialize<AutoencoderKind>(file.Metadata["kind"]));
        Assert.Equal(Network.Reconstruction, JsonSerializer.Deserialize<ReconstructionLoss>(file.Metadata["reconstruction"]));
        Assert.All([.. file.Inputs, .. file.Outputs], value => Assert.NotEmpty(value.Description));
    }

    [Fact]
    public void The_file_of_a_model_uses_the_standard_names()
    {
        Assert.Equal(["input 10", "code 3", "log_variance 3"], NamesOf(Parsed(OnnxVariants.Model(Network), OnnxParts.Encoder)));
        Assert.Equal(["code 3", "reconstruction 10"], NamesOf(Parsed(OnnxVariants.Model(Network), OnnxParts.Decoder)));
        Assert.Equal(
            ["input 10", "code 3", "log_variance 3", "reconstruction 10", "reconstruction_error 1", "scaled_reconstruction_error 1"],
            NamesOf(Parsed(OnnxVariants.Model(Network), OnnxParts.Both)));
    }

    [Fact]
    public void Only_a_variational_autoencoder_has_log_variances()
    {
        var plain = new TestNetwork(Activation.Relu, new Plain(), new Gaussian(), [6], BatchParts.None);

        Assert.Equal(["input 10", "code 3"], NamesOf(Parsed(OnnxVariants.Model(plain), OnnxParts.Encoder)));
    }

    [Fact]
    public void The_file_of_a_transformer_uses_its_column_names_and_lists_them_in_the_metadata()
    {
        AutoencoderFeaturesTransformer transformer = OnnxVariants.Transformer(Network);

        ParsedModel file = Parsed(transformer, OnnxParts.Both);

        DataViewSchema schema = transformer.GetOutputSchema(OnnxVariants.Table([]).Schema);
        Assert.Equal(schema.Select(column => $"{column.Name} {InputColumns.SizeOf(column.Type)}"), NamesOf(file));
        Assert.Equal(["Latent 3", "Decoded 10"], NamesOf(Parsed(transformer, OnnxParts.Decoder)));
        Assert.Equal("Latent", file.Metadata["latent_column"]);
        Assert.Contains("Pixels", file.Metadata["input_columns"], StringComparison.Ordinal);
    }

    [Fact]
    public void Outputs_without_a_column_use_the_standard_names_and_no_name_is_used_twice()
    {
        var inputs = new InputColumns(["Age", "Pixels", "City"]);
        AutoencoderFeaturesTransformer Transformer(string latent, string? decoded = null) => new(
            OnnxVariants.Model(Network),
            FeatureColumns
                .Create(inputs, ColumnNames.None.With<LatentColumn>(latent).With<ReconstructionColumn>(decoded), Network.Kind)
                .FittedTo(OnnxVariants.Table([]).Schema));

        string[] errors = ["reconstruction_error", "scaled_reconstruction_error"];
        Assert.Equal(["City.output", "log_variance", "reconstruction", .. errors], OutputsOf(Transformer("City")));
        Assert.Equal(["reconstruction", "log_variance", "reconstruction.output", .. errors], OutputsOf(Transformer("reconstruction")));
        Assert.Equal(["code", "log_variance.output", "log_variance", .. errors], OutputsOf(Transformer("code", "log_variance")));
    }

    [Theory]
    [MemberData(nameof(Networks))]
    public void Every_name_is_defined_once_and_before_its_use(TestNetwork network)
    {
        ParsedModel file = Parsed(OnnxVariants.Transformer(network), OnnxParts.Both);
        HashSet<string> known = [];

        Assert.All(file.Inputs, input => Assert.True(known.Add(input.Name)));
        Assert.All(file.Constants, constant => Assert.True(known.Add(constant.Name)));
        Assert.All(file.Nodes, node =>
        {
            Assert.All(node.Input, name => Assert.Contains(name, known));
            Assert.All(node.Output, name => Assert.True(known.Add(name)));
        });
        Assert.All(file.Outputs, output => Assert.Contains(output.Name, known));
    }

    [Fact]
    public void The_file_contains_each_tensor_of_the_network_once_under_its_name_in_a_model_file()
    {
        AutoencoderModel model = OnnxVariants.Model(Network);

        ParsedModel file = Parsed(model, OnnxParts.Both);

        Assert.All(model.Content.Parameters.Tensors, tensor => Assert.Equal(
            [.. model.Content.Parameters[tensor]],
            file.Constants.Single(constant => constant.Name == tensor.Name).Values.Select(value => (float)value)));
    }

    [Theory]
    [MemberData(nameof(Parts))]
    public void The_same_model_gives_the_same_bytes_in_a_stream_and_in_a_file(OnnxParts parts)
    {
        string path = Path.Combine(Directory.CreateTempSubdirectory().FullName, "model.onnx");
        AutoencoderModel model = OnnxVariants.Model(Network);
        AutoencoderFeaturesTransformer transformer = OnnxVariants.Transformer(Network);

        File.WriteAllText(path, "previous content");
        model.SaveAsOnnx(path, parts);
        Assert.Equal(OnnxAgreement.Saved(stream => model.SaveAsOnnx(stream, parts)), File.ReadAllBytes(path));
        transformer.SaveAsOnnx(path, parts);
        Assert.Equal(OnnxAgreement.Saved(stream => transformer.SaveAsOnnx(stream, parts)), File.ReadAllBytes(path));
    }

    [Fact]
    public void A_stream_is_left_open()
    {
        using var stream = new MemoryStream();

        OnnxVariants.Model(Network).SaveAsOnnx(stream);

        Assert.True(stream.CanWrite);
    }

    [Fact]
    public void A_file_larger_than_2_GiB_is_refused_before_anything_is_written()
    {
        // The same 64 MB forty times.
        ReadOnlyMemory<float> values = new float[1 << 24];
        OnnxConstant[] constants = [.. Enumerable.Range(0, 40).Select(i => new OnnxNumbers($"weight.{i}", [1 << 24], values))];

        var error = Assert.Throws<InvalidOperationException>(() => new OnnxFile(new OnnxGraph([], [], constants, []), "", []));

        Assert.Contains("2684", error.Message, StringComparison.Ordinal);
        Assert.Contains("2147483647", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_whose_tensors_fit_but_whose_names_do_not_is_refused()
    {
        const int Count = int.MaxValue / sizeof(float) / 16;
        ReadOnlyMemory<float> values = new float[Count];
        OnnxConstant[] constants = [.. Enumerable.Range(0, 16).Select(i => new OnnxNumbers($"weight.{i}", [Count], values))];

        var error = Assert.Throws<InvalidOperationException>(() => new OnnxFile(new OnnxGraph([], [], constants, []), "", []));

        Assert.Contains("21474840", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_tensor_is_written_without_being_copied()
    {
        const int Count = 1 << 24;
        var graph = new OnnxGraph([], [], [new OnnxNumbers("weight", [Count], new float[Count])], []);
        long before = GC.GetAllocatedBytesForCurrentThread();

        new OnnxFile(graph, "", []).Write(Stream.Null);

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    [Fact]
    public void Invalid_arguments_are_refused_and_leave_no_file()
    {
        string path = Path.Combine(Directory.CreateTempSubdirectory().FullName, "model.onnx");

        Assert.Throws<ArgumentOutOfRangeException>(() => OnnxVariants.Model(Network).SaveAsOnnx(path, (OnnxParts)3));
        Assert.Throws<ArgumentNullException>(() => ((AutoencoderModel)null!).SaveAsOnnx(path));
        Assert.Throws<ArgumentNullException>(() => ((AutoencoderFeaturesTransformer)null!).SaveAsOnnx(path));
        Assert.Throws<ArgumentNullException>("path", () => OnnxVariants.Model(Network).SaveAsOnnx((string)null!));
        Assert.Throws<ArgumentException>("path", () => OnnxVariants.Model(Network).SaveAsOnnx(string.Empty));
        Assert.Throws<ArgumentException>("path", () => OnnxVariants.Transformer(Network).SaveAsOnnx(string.Empty));
        Assert.Throws<ArgumentNullException>("stream", () => OnnxVariants.Model(Network).SaveAsOnnx((Stream)null!));

        Assert.False(File.Exists(path));
    }

    private static ParsedModel Parsed(AutoencoderModel model, OnnxParts parts) => new(OnnxAgreement.Saved(stream => model.SaveAsOnnx(stream, parts)));

    private static ParsedModel Parsed(AutoencoderFeaturesTransformer transformer, OnnxParts parts) =>
        new(OnnxAgreement.Saved(stream => transformer.SaveAsOnnx(stream, parts)));

    private static IEnumerable<string> NamesOf(ParsedModel file) => file.Inputs.Concat(file.Outputs).Select(value => $"{value.Name} {value.Width}");

    /// <summary>The first four outputs; others do not matter here.</summary>
    private static IEnumerable<string> OutputsOf(AutoencoderFeaturesTransformer transformer) =>
        Parsed(transformer, OnnxParts.Both).Outputs.Select(output => output.Name);
}
