using System.Globalization;
using MLNet.Autoencoder.Networks;
using MLNet.Autoencoder.Numerics;
using MLNet.Autoencoder.Training.Managed;

namespace MLNet.Autoencoder.Core.Tests;

/// <summary>The sparse kernels, and a step of the optimizer on a dictionary, at awkward widths.</summary>
internal static class SparseSamples
{
    private const int Rows = 17, Columns = 59, Width = 211;

    public delegate void Print(string name, ReadOnlySpan<float> values);

    /// <param name="threads">The number of threads.</param>
    /// <param name="normal">Values to select from, of both signs; at least 1003.</param>
    /// <param name="uniform">Values to multiply with; at least 1003.</param>
    /// <param name="print">Prints a result.</param>
    public static void Run(int threads, float[] normal, float[] uniform, Print print)
    {
        using var team = new ThreadTeam(threads);
        float[] x = Repeat(normal, Rows * Width), b = Repeat(uniform, Columns * Width), c = new float[Rows * Width], gradient = new float[Columns * Width];
        SparseMatrix matrix = new(), transpose = new();
        (string Name, Action Select)[] selections =
        [
            ("largest per row", () => new LargestPerRow(team).Select(normal, Rows, Columns, 7, matrix)),
            ("largest candidates", () => new LargestPerRow(team).Select(normal, Rows, Columns, 3, [0, 5, 6, 17, 40, 58], matrix)),
            ("largest overall", () => new LargestOverall(team).Select(normal, Rows, Columns, 100, matrix)),
            ("above one threshold", () => new ValuesAbove(team).Select(normal, Rows, Columns, 0.7f, matrix)),
            ("above the thresholds of columns", () => new ValuesAbove(team).Select(normal, Rows, Columns, uniform, matrix)),
            ("largest of wide rows", () => new LargestPerRow(team).Select(b, Rows, Columns * 12, 7, matrix)),
        ];
        foreach ((string name, Action select) in selections)
        {
            select();
            print(name, matrix.Values);
            print($"{name}: indices", Array.ConvertAll(matrix.Indices.ToArray(), Convert.ToSingle));
            if (matrix.Columns > Columns)
            {
                continue;
            }

            new SparseProduct(team).Multiply(matrix, b, c, Width, uniform);
            print($"{name}: sparse product", c);
            new SampledProduct(team).Multiply(matrix, x, b, Width, matrix.Values);
            print($"{name}: sampled product", matrix.Values);
            matrix.TransposeTo(transpose);
            new SparseProduct(team).AddProduct(transpose, x, gradient, Width);
            print(string.Create(CultureInfo.InvariantCulture, $"{name}: transposed product of {transpose.Count} entries"), gradient);
        }

        PrintStep(team, b, gradient, print);
    }

    private static void PrintStep(ThreadTeam team, float[] atoms, float[] gradient, Print print)
    {
        ParameterLayout layout = new Sparse().Definition.LayoutOf(new NetworkArchitecture(Width, [], Columns, Activation.Relu));
        var parameters = new NetworkParameters(layout);
        float[] gradients = new float[layout.Count];
        atoms.CopyTo(parameters.Values[layout.Dictionary!.Value.WeightOffset..]);
        gradient.CopyTo(gradients, layout.Dictionary.Value.WeightOffset);
        UnitAtoms? unitAtoms = UnitAtoms.Of(parameters);
        print("norm of a dictionary's gradient", [(float)new GradientNorm(layout.Count, unitAtoms, team).Of(gradients)]);
        new Adam(layout.Tensors, weightDecay: 0, unitAtoms).Step(parameters.Values, gradients, gradientScale: 0.5f, learningRate: 0.01f, team);
        print("step of a dictionary", parameters.Values);
    }

    private static float[] Repeat(float[] values, int length) => [.. Enumerable.Range(0, length).Select(i => values[i % 1003] + (i / 1003))];
}
