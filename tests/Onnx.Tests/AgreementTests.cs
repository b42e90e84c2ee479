using MLNet.Autoencoder.Columns;
using MLNet.Autoencoder.Model;
using MLNet.Autoencoder.Objectives;
using MLNet.Autoencoder.Onnx;

namespace MLNet.Autoencoder.Tests.Onnx;

/// <summary>What the graphs of files compute, by their specification.</summary>
public sealed class AgreementTests
{
    public static TheoryData<TestNetwork> Networks => OnnxVariants.All();

    public static TheoryData<Activation> Activations => new(Enum.GetValues<Activation>());

    [Theory]
    [MemberData(nameof(Networks))]
    public void A_file_gives_the_columns_that_the_transformer_adds(TestNetwork network) =>
        OnnxAgreement.OfColumns(network, Interpreter.Load, 12);

    [Theory]
    [MemberData(nameof(Networks))]
    public void Encoder_and_decoder_of_their_own_give_what_the_model_gives_for_arrays(TestNetwork network) =>
        OnnxAgreement.OfParts(network, Interpreter.Load, 12);

    /// <summary>An output that others read before it is itself an output.</summary>
    [Fact]
    public void Outputs_are_the_same_in_any_order()
    {
        var network = new TestNetwork(Activation.Tanh, new Variational(), new Gaussian(), [6], BatchParts.None);
        AutoencoderModel model = OnnxVariants.Model(network);
        float[] rows = OnnxVariants.Rows(network, 12);

        IReadOnlyDictionary<string, float[]> expected = Outputs(OutputColumns.All);
        IReadOnlyDictionary<string, float[]> actual = Outputs(OutputColumns.All.Reverse());

        Assert.Equal(expected.Keys.Order(), actual.Keys.Order());
        Assert.All(expected, output => Assert.Equal(output.Value, actual[output.Key]));

        IReadOnlyDictionary<string, float[]> Outputs(IEnumerable<OutputColumn> columns)
        {
            var graph = AutoencoderGraph.OfRows(
                model, [("input", TestNetwork.InputDimension)], [.. columns.Select(column => column.AsOnnxOutput(column.OnnxName, model))]);
            byte[] file = OnnxAgreement.Saved(new OnnxFile(graph, "", []).Write);
            return Interpreter.Load(file)(new Dictionary<string, float[]> { ["input"] = rows }, 12);
        }
    }

    [Theory]
    [MemberData(nameof(Activations))]
    public void Of_latent_units_that_answer_alike_the_first_are_kept_also_far_out(Activation activation) =>
        OnnxAgreement.OfEqualUnits(OnnxVariants.KeepsThree(activation), Interpreter.Load);
}
