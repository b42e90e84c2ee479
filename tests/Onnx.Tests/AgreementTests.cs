using MLNet.Autoencoder.Columns;
using MLNet.Autoencoder.Model;
using MLNet.Autoencoder.Objectives;
using MLNet.Autoencoder.Onnx;

namespace MLNet.Autoencoder.Tests.Onnx;

/// <summary>What the graphs of files compute according to the ONNX specification.</summary>
public sealed class AgreementTests
{
    public static TheoryData<TestNetwork> Networks => OnnxVariants.All();

    public static TheoryData<TestNetwork> KeepingThree => OnnxVariants.KeepingThree();

    public static TheoryData<TestNetwork> WithThresholds => OnnxVariants.WithThresholds();

    [Theory]
    [MemberData(nameof(Networks))]
    public void A_file_computes_the_columns_that_the_transformer_adds(TestNetwork network) =>
        OnnxAgreement.OfColumns(network, Interpreter.Load, 12);

    [Theory]
    [MemberData(nameof(Networks))]
    public void Separate_encoder_and_decoder_files_compute_what_the_model_computes_for_arrays(TestNetwork network) =>
        OnnxAgreement.OfParts(network, Interpreter.Load, 12);

    /// <summary>Other outputs depend on an output that may come after them.</summary>
    [Fact]
    public void The_order_of_the_outputs_does_not_change_them()
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
    [MemberData(nameof(KeepingThree))]
    public void Among_equal_latent_units_the_first_are_kept_even_for_outliers(TestNetwork network) =>
        OnnxAgreement.OfEqualUnits(network, Interpreter.Load);

    [Theory]
    [MemberData(nameof(WithThresholds))]
    public void A_latent_unit_fires_above_its_threshold_and_not_at_it(TestNetwork network) =>
        OnnxAgreement.OfUnitsAtTheirThresholds(network, Interpreter.Load);
}
