using System.Globalization;
using Microsoft.ML;

namespace MLNet.Autoencoder.Tests;

/// <summary>Runs a file's graph on rows.</summary>
/// <param name="inputs">The values of each input, <c>[rows, …]</c>.</param>
/// <param name="rows">The number of rows.</param>
/// <returns>The values of each output.</returns>
internal delegate IReadOnlyDictionary<string, float[]> OnnxRun(IReadOnlyDictionary<string, float[]> inputs, int rows);

/// <summary>
/// Compares the results of a file, in any runtime, with those of the model it was saved from: to 1e-5 of the largest value, with NaN for NaN.
/// </summary>
internal static class OnnxAgreement
{
    private const double Tolerance = 1e-5;

    /// <summary>A transformer's file computes every column that the transformer adds.</summary>
    public static void OfColumns(TestNetwork network, Func<byte[], OnnxRun> load, params int[] counts)
    {
        AutoencoderFeaturesTransformer transformer = OnnxVariants.Transformer(network);
        OnnxRun run = load(Saved(stream => transformer.SaveAsOnnx(stream, OnnxParts.Both)));
        foreach (int count in counts)
        {
            float[] rows = OnnxVariants.Rows(network, count);
            IDataView expected = transformer.Transform(OnnxVariants.Table(rows));

            IReadOnlyDictionary<string, float[]> actual = run(OnnxVariants.Inputs(rows), count);

            string[] added = [.. expected.Schema.Skip(3).Select(column => column.Name)];
            Assert.Equal(added, actual.Keys);
            Assert.All(added, column => AssertAgree([.. ViewReader.Column(expected, column).SelectMany(values => values)], actual[column]));
        }
    }

    /// <summary>The encoder and the decoder of a model, in separate files, compute what the model computes for arrays.</summary>
    public static void OfParts(TestNetwork network, Func<byte[], OnnxRun> load, params int[] counts)
    {
        AutoencoderModel model = OnnxVariants.Model(network);
        OnnxRun encode = load(Saved(stream => model.SaveAsOnnx(stream)));
        OnnxRun decode = load(Saved(stream => model.SaveAsOnnx(stream, OnnxParts.Decoder)));
        foreach (int count in counts)
        {
            float[] rows = OnnxVariants.Rows(network, count);
            float[] codes = model.Encode(rows);

            float[] encoded = encode(new Dictionary<string, float[]> { ["input"] = rows }, count)["code"];
            float[] decoded = decode(new Dictionary<string, float[]> { ["code"] = codes }, count)["reconstruction"];

            AssertAgree(codes, encoded);
            AssertAgree(model.Decode(codes), decoded);
        }
    }

    /// <summary>Among equal units the first are kept, and rows far from the fitted ones do not upset the sigmoids.</summary>
    /// <param name="network">A network with a <see cref="TopK"/> code.</param>
    /// <param name="load">Loads a file.</param>
    public static void OfEqualUnits(TestNetwork network, Func<byte[], OnnxRun> load)
    {
        AutoencoderModel model = OnnxVariants.Model(network);
        MakeUnitsEqual(model.Content.Parameters);
        float[] rows = [.. OnnxVariants.Rows(network, 20).Select((value, i) => (i / model.InputDimension % 2 == 0 ? 1000 : -1000) * value)];
        float[] codes = model.Encode(rows);
        Assert.Contains(codes.Chunk(model.LatentDimension), code => code[0] > 0 && code[1] == code[0] && code[^1] == 0);

        OnnxRun encode = load(Saved(stream => model.SaveAsOnnx(stream)));

        AssertAgree(codes, encode(new Dictionary<string, float[]> { ["input"] = rows }, 20)["code"]);
    }

    /// <summary>
    /// A unit fires above its threshold, not at it; a threshold below 0 counts as 0. Activations are constants here, which every runtime computes exactly.
    /// </summary>
    /// <param name="network">A network with thresholds.</param>
    /// <param name="load">Loads a file.</param>
    public static void OfUnitsAtTheirThresholds(TestNetwork network, Func<byte[], OnnxRun> load)
    {
        (float Activation, float Threshold, float Code)[] units =
        [
            (0.5f, 0.5f, 0), (0.5f, MathF.BitDecrement(0.5f), 0.5f), (0.5f, MathF.BitIncrement(0.5f), 0), (0, 0, 0), (-0.25f, -0.5f, 0), (0.25f, -0.5f, 0.25f),
        ];
        AutoencoderModel model = OnnxVariants.Model(network);
        NetworkParameters parameters = model.Content.Parameters;
        for (int unit = 0; unit < units.Length; unit++)
        {
            ClearWeights(parameters, unit);
            parameters[Tensor(parameters, "encoder.mean.bias")][unit] = units[unit].Activation;
            parameters[Tensor(parameters, "encoder.threshold")][unit] = units[unit].Threshold;
        }

        float[] rows = OnnxVariants.Rows(network, 1);
        float[] codes = model.Encode(rows);
        Assert.Equal(units.Select(unit => unit.Code), codes[..units.Length]);

        OnnxRun encode = load(Saved(stream => model.SaveAsOnnx(stream)));

        float[] encoded = encode(new Dictionary<string, float[]> { ["input"] = rows }, 1)["code"];
        Assert.Equal(codes[..units.Length], encoded[..units.Length]);
        AssertAgree(codes, encoded);
    }

    public static byte[] Saved(Action<Stream> save)
    {
        using var stream = new MemoryStream();
        save(stream);
        return stream.ToArray();
    }

    private static void MakeUnitsEqual(NetworkParameters parameters)
    {
        foreach (ParameterTensor tensor in parameters.Tensors.Where(tensor =>
            tensor.Name is "encoder.linear.weight" or "encoder.mean.weight" or "encoder.mean.bias"))
        {
            int width = tensor.IsVector ? 1 : tensor.Columns;
            Span<float> values = parameters[tensor];
            for (int start = 0; start < values.Length - width; start += width)
            {
                values[^width..].CopyTo(values[start..]);
            }
        }
    }

    /// <summary>Makes the activation of a unit independent of the row.</summary>
    private static void ClearWeights(NetworkParameters parameters, int unit)
    {
        foreach (ParameterTensor tensor in parameters.Tensors.Where(tensor => tensor.Name is "encoder.linear.weight" or "encoder.mean.weight"))
        {
            parameters[tensor].Slice(unit * tensor.Columns, tensor.Columns).Clear();
        }
    }

    private static ParameterTensor Tensor(NetworkParameters parameters, string name) => parameters.Tensors.Single(tensor => tensor.Name == name);

    /// <summary>Values agree to 1e-5 of the largest one, with NaN for NaN.</summary>
    /// <param name="expected">The values of the transformer or model.</param>
    /// <param name="actual">The values of the file.</param>
    /// <param name="minScale">What to take instead of the largest value if that is smaller, for values that are differences of larger ones.</param>
    /// <returns>The largest deviation, relative to the largest value.</returns>
    public static double AssertAgree(float[] expected, float[] actual, double minScale = 0)
    {
        Assert.Equal(expected.Length, actual.Length);
        double scale = Math.Max(minScale, expected.Where(float.IsFinite).Select(Math.Abs).DefaultIfEmpty(1).Max());
        double largest = 0;
        for (int i = 0; i < expected.Length; i++)
        {
            double deviation = Math.Abs((double)expected[i] - actual[i]);
            Assert.True(
                float.IsNaN(expected[i]) ? float.IsNaN(actual[i]) : deviation <= Tolerance * scale,
                string.Create(CultureInfo.InvariantCulture, $"Value {i} is {actual[i]:g9} instead of {expected[i]:g9}; the largest is {scale:g9}."));
            largest = deviation > largest * scale ? deviation / scale : largest;
        }

        return largest;
    }
}
