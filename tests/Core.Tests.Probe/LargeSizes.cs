using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using MLNet.Autoencoder.Data;
using MLNet.Autoencoder.Model;
using MLNet.Autoencoder.Networks;
using MLNet.Autoencoder.Numerics;

namespace MLNet.Autoencoder.Core.Tests;

/// <summary>
/// Products and a model whose rows have millions of slots. Products, codes and reconstructions are compared with plain loops, which add in the documented
/// order; everything is printed as hashes, which the tests compare between vector widths.
/// </summary>
internal static class LargeSizes
{
    // A single row, and enough rows for tiles and for packing panels.
    private const int ManyRows = 25;

    private static readonly MatrixWorkspace Workspace = new();

    /// <summary>Runs everything at one size.</summary>
    /// <param name="slots">The number of slots.</param>
    public static void Run(int slots)
    {
        Console.WriteLine($"panels of {WidestLanes.PanelWidth}");
        foreach (int rows in (int[])[1, 2])
        {
            Outputs(rows, slots);
            Inputs(rows, slots);
        }

        // Rows that share packed panels have as many values together.
        Outputs(ManyRows, slots / 16);
        Model(slots);
    }

    /// <summary>Products with as many columns as there are slots: decoders, and gradients of encoders.</summary>
    private static void Outputs(int rows, int slots)
    {
        const int Units = 2;
        float[] a = Values(rows * Units, 1), b = Values(slots * Units, 2), bias = Values(slots, 3), c = new float[rows * slots];
        float[] expected = Reference(rows, slots, Units, (a, Units, 1), (b, 1, Units), bias);
        new PackedWeights(b, slots, Units).Multiply(a, c, rows, bias, Workspace);
        Compare($"packed, {rows} rows", c, expected);

        c.AsSpan().Clear();
        MatrixProducts.MultiplyTransposed(a, b, c, rows, slots, Units, bias, Workspace);
        Compare($"transposed, {rows} rows", c, expected);

        c.AsSpan().Clear();
        MatrixProducts.Multiply(a, b, c, rows, slots, Units, Workspace);
        Compare($"row-major, {rows} rows", c, Reference(rows, slots, Units, (a, Units, 1), (b, slots, 1)));

        // The gradient of the weights of a decoder has as many rows as there are slots.
        float[] gradient = new float[slots * Units];
        MatrixProducts.TransposedMultiply(c, a, gradient, slots, Units, rows, Workspace);
        Compare($"gradient, {rows} rows", gradient, Reference(slots, Units, rows, (c, 1, slots), (a, Units, 1)));
    }

    /// <summary>Products whose sums have as many terms as there are slots: encoders.</summary>
    private static void Inputs(int rows, int slots)
    {
        foreach (int units in (int[])[1, 2])
        {
            float[] a = Values(rows * slots, 4), b = Values(units * slots, 5), c = new float[rows * units];
            float[] expected = Reference(rows, units, slots, (a, slots, 1), (b, 1, slots));
            new PackedWeights(b, units, slots).Multiply(a, c, rows, [], Workspace);
            Compare($"packed, sums of {slots}, {rows} x {units}", c, expected);

            c.AsSpan().Clear();
            MatrixProducts.MultiplyTransposed(a, b, c, rows, units, slots, [], Workspace);
            Compare($"transposed, sums of {slots}, {rows} x {units}", c, expected);
        }
    }

    /// <summary>A training step of a linear model, and the codes and reconstructions of the result.</summary>
    private static void Model(int slots)
    {
        const int Rows = 2;
        var options = new AutoencoderOptions { LatentDimension = 1, HiddenLayers = [], BatchSize = Rows, Kind = new Plain() };
        NetworkParameters parameters = ParameterInitialization.Create(options.Kind.Definition.LayoutOf(options.ArchitectureFor(slots)), seed: 1);
        var request = new TrainingRequest(options, parameters, gpu: default, rows: Rows);
        float[] rows = Values(Rows * slots, 6);
        var batch = new TrainingBatch(Rows, parameters.Architecture.LatentDimension, request.Slots, request.Terms) { Count = Rows };
        rows.CopyTo(batch.RowBuffer);
        using ITrainingSession session = new ManagedEngine().Start(request);
        session.TrainBatch(batch, 0.01f);
        var state = new TrainingState(parameters.Values.Length);
        session.TrySave(state);
        state.Parameters.CopyTo(parameters.Values);
        Print("step", MemoryMarshal.AsBytes(parameters.Values));

        float[] Of(string name) => parameters[parameters.Tensors.Single(tensor => tensor.Name == name)].ToArray();
        float[] encoder = Of("encoder.mean.weight"), decoder = Of("decoder.output.weight");
        var history = new TrainingHistory { Epochs = [], BestEpoch = 0, RowCount = Rows, ValidationRowCount = 0, SkippedRowCount = 0 };
        var model = new AutoencoderModel(new ModelContent(parameters, InputScaling.Identity(slots), options.Kind, options.Reconstruction, Seed: 1, history));
        foreach (int count in (int[])[1, Rows])
        {
            float[] codes = model.Encode(rows.AsSpan(0, count * slots));
            Compare($"encoded, {count} rows", codes, Reference(count, 1, slots, (rows, slots, 1), (encoder, 1, slots), Of("encoder.mean.bias")));
            Compare($"decoded, {count} rows", model.Decode(codes), Reference(count, slots, 1, (codes, 1, 1), (decoder, slots, 1), Of("decoder.output.bias")));
        }
    }

    /// <summary>Σₚ a[i,p]·b[p,j], starting from the bias or 0, in index order, with one rounding per term.</summary>
    /// <param name="m">The number of rows.</param>
    /// <param name="n">The number of columns.</param>
    /// <param name="k">The number of terms.</param>
    /// <param name="a">a, and the distances of i and of p in it.</param>
    /// <param name="b">b, and the distances of p and of j in it.</param>
    /// <param name="bias">The bias.</param>
    private static float[] Reference(
        int m, int n, int k, (float[] Values, int Row, int Term) a, (float[] Values, int Term, int Column) b, float[]? bias = null)
    {
        float[] c = new float[checked(m * n)];
        for (int i = 0; i < m; i++)
        {
            for (int j = 0; j < n; j++)
            {
                float sum = bias is null ? 0 : bias[j];
                for (int p = 0; p < k; p++)
                {
                    sum = MathF.FusedMultiplyAdd(a.Values[checked((i * a.Row) + (p * a.Term))], b.Values[checked((p * b.Term) + (j * b.Column))], sum);
                }

                c[checked((i * n) + j)] = sum;
            }
        }

        return c;
    }

    private static float[] Values(int length, ulong sequence)
    {
        float[] values = new float[length];
        new RandomStream(seed: 1, purpose: 7, sequence).FillUniform(values, 0);
        return values;
    }

    private static void Compare(string name, float[] actual, float[] expected)
    {
        int common = MemoryMarshal.AsBytes<float>(actual).CommonPrefixLength(MemoryMarshal.AsBytes<float>(expected)) / sizeof(float);
        if (common < expected.Length)
        {
            throw new InvalidOperationException(
                string.Create(CultureInfo.InvariantCulture, $"{name}: element {common} of {expected.Length} is {actual[common]:R}, but should be {expected[common]:R}."));
        }

        Print(name, MemoryMarshal.AsBytes<float>(actual));
    }

    private static void Print(string name, ReadOnlySpan<byte> bytes) => Console.WriteLine($"{name} {Convert.ToHexString(SHA256.HashData(bytes))}");
}
