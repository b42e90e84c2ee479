using Microsoft.ML;
using MLNet.Autoencoder.Columns;
using MLNet.Autoencoder.Graph;
using MLNet.Autoencoder.Inputs;
using MLNet.Autoencoder.Objectives;

namespace MLNet.Autoencoder.Tests.Onnx;

/// <summary>The nodes that the transformer adds to the graph of ML.NET's own conversion, <c>mlContext.Model.ConvertToOnnx</c>.</summary>
public sealed class ConversionTests
{
    private static readonly string[] Inputs = ["Age", "Pixels", "City"];

    private static readonly TestNetwork Network = new(Activation.Silu, new Variational(), new Gaussian(), [6], BatchParts.None);

    public static TheoryData<TestNetwork> Networks => OnnxVariants.All();

    [Theory]
    [MemberData(nameof(Networks))]
    public void The_graph_computes_the_columns_that_the_transformer_adds(TestNetwork network)
    {
        AutoencoderFeaturesTransformer transformer = OnnxVariants.Transformer(network);
        OnnxAgreement.OfColumns(network, _ => Interpreter.Load(Converted(transformer, new ConversionContext(Inputs))), 12);
    }

    [Fact]
    public void A_transformer_that_replaces_its_input_column_reads_the_original_values()
    {
        AutoencoderFeaturesTransformer transformer = Adding("City");
        var context = new ConversionContext(Inputs);
        float[] rows = OnnxVariants.Rows(Network, 9);

        OnnxRun run = Interpreter.Load(Converted(transformer, context));

        float[] expected = [.. ViewReader.Column(transformer.Transform(OnnxVariants.Table(rows)), "City").SelectMany(values => values)];
        Assert.Equal("City0", context.VariableOf("City"));
        OnnxAgreement.AssertAgree(expected, run(OnnxVariants.Inputs(rows), 9)["City0"]);
    }

    [Fact]
    public void No_other_column_of_the_pipeline_is_mistaken_for_a_value_of_the_graph()
    {
        string[] others = ["scaled", "input.0", "encoder.mean", "row"];
        var context = new ConversionContext([.. Inputs, .. others]);

        context.Add(Adding("Latent").Transform(OnnxVariants.Table([])));

        Assert.All(others, name => Assert.Equal(name, context.VariableOf(name)));
    }

    [Fact]
    public void If_an_input_cannot_be_converted_neither_can_the_output()
    {
        var context = new ConversionContext(["Age", "City"]);

        context.Add(Adding("City").Transform(OnnxVariants.Table([])));

        Assert.Null(context.VariableOf("City"));
    }

    [Fact]
    public void An_operator_set_older_than_required_is_refused() => Assert.Throws<ArgumentOutOfRangeException>(
        () => new ConversionContext(Inputs) { OperatorSet = 11 }.Add(Adding("Latent").Transform(OnnxVariants.Table([]))));

    private static AutoencoderFeaturesTransformer Adding(string latent) => new(
        OnnxVariants.Model(Network),
        FeatureColumns
            .Create(new InputColumns(Inputs), ColumnNames.None.With<LatentColumn>(latent), Network.Kind)
            .FittedTo(OnnxVariants.Table([]).Schema));

    private static byte[] Converted(AutoencoderFeaturesTransformer transformer, ConversionContext context)
    {
        IDataView view = transformer.Transform(OnnxVariants.Table([]));
        context.Add(view);
        return context.Save(
            view.Schema.Take(3).Select(Value),
            view.Schema.Skip(3).Select(column => Value(column) with { Name = context.VariableOf(column.Name)! }));
    }

    private static OnnxValue Value(DataViewSchema.Column column) => new(column.Name, InputColumns.SizeOf(column.Type), "");
}
