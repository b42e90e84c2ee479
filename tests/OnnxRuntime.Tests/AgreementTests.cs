using Microsoft.ML.OnnxRuntime;

namespace MLNet.Autoencoder.Tests.Onnx;

/// <summary>What ONNX Runtime computes from files, for batches of different sizes.</summary>
public sealed class AgreementTests
{
    public static TheoryData<TestNetwork> Networks => OnnxVariants.All();

    public static TheoryData<TestNetwork> KeepingThree => OnnxVariants.KeepingThree();

    public static TheoryData<TestNetwork> WithThresholds => OnnxVariants.WithThresholds();

    [Theory]
    [MemberData(nameof(Networks))]
    public void A_file_computes_the_columns_that_the_transformer_adds(TestNetwork network)
    {
        using var runtime = new Runtime();
        OnnxAgreement.OfColumns(network, runtime.Load, 1, 7, 128);
    }

    [Theory]
    [MemberData(nameof(Networks))]
    public void Separate_encoder_and_decoder_files_compute_what_the_model_computes_for_arrays(TestNetwork network)
    {
        using var runtime = new Runtime();
        OnnxAgreement.OfParts(network, runtime.Load, 1, 7, 128);
    }

    [Theory]
    [MemberData(nameof(KeepingThree))]
    public void Among_equal_latent_units_the_first_are_kept_even_for_outliers(TestNetwork network)
    {
        using var runtime = new Runtime();
        OnnxAgreement.OfEqualUnits(network, runtime.Load);
    }

    [Theory]
    [MemberData(nameof(WithThresholds))]
    public void A_latent_unit_fires_above_its_threshold_and_not_at_it(TestNetwork network)
    {
        using var runtime = new Runtime();
        OnnxAgreement.OfUnitsAtTheirThresholds(network, runtime.Load);
    }

    /// <summary>Loads files and releases them at the end.</summary>
    private sealed class Runtime : IDisposable
    {
        private readonly List<InferenceSession> _sessions = [];

        public OnnxRun Load(byte[] bytes)
        {
            using var options = new SessionOptions { IntraOpNumThreads = 1, InterOpNumThreads = 1 };
            var session = new InferenceSession(bytes, options);
            _sessions.Add(session);
            return (inputs, rows) => Run(session, inputs, rows);
        }

        public void Dispose() => _sessions.ForEach(session => session.Dispose());

        private static Dictionary<string, float[]> Run(InferenceSession session, IReadOnlyDictionary<string, float[]> inputs, int rows)
        {
            using var runOptions = new RunOptions();
            Dictionary<string, OrtValue> tensors = inputs.ToDictionary(
                input => input.Key, input => OrtValue.CreateTensorValueFromMemory(input.Value, [rows, input.Value.Length / rows]));
            try
            {
                using IDisposableReadOnlyCollection<OrtValue> results = session.Run(runOptions, tensors, session.OutputNames);
                return session.OutputNames.Zip(results).ToDictionary(
                    result => result.First, result => result.Second.GetTensorDataAsSpan<float>().ToArray());
            }
            finally
            {
                Array.ForEach([.. tensors.Values], tensor => tensor.Dispose());
            }
        }
    }
}
