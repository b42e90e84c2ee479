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

    [Theory]
    [MemberData(nameof(Activations))]
    public void Of_latent_units_that_answer_alike_the_first_are_kept_also_far_out(Activation activation) =>
        OnnxAgreement.OfEqualUnits(OnnxVariants.KeepsThree(activation), Interpreter.Load);
}
