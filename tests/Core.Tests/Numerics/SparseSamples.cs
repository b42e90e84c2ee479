using MLNet.Autoencoder.Numerics;

namespace MLNet.Autoencoder.Core.Tests.Numerics;

/// <summary>Sparse matrices for tests, and plain loops to compare with.</summary>
internal static class SparseSamples
{
    /// <summary>A matrix whose rows have from no entries to all of them.</summary>
    public static SparseMatrix Random(int rows, int columns, int seed)
    {
        var random = new Random(seed);
        List<int> starts = [0], indices = [];
        for (int i = 0; i < rows; i++)
        {
            double density = i % 5 == 1 ? 0 : random.NextDouble();
            indices.AddRange(Enumerable.Range(0, columns).Where(_ => random.NextDouble() < density));
            starts.Add(indices.Count);
        }

        var matrix = new SparseMatrix();
        matrix.Set(columns, starts.ToArray(), indices.ToArray(), ReferenceProducts.Values(indices.Count, seed + 1));
        return matrix;
    }

    /// <summary>The row, the column and the value of each entry.</summary>
    public static (int Row, int Column, float Value)[] Entries(SparseMatrix matrix)
    {
        var entries = new List<(int, int, float)>();
        for (int i = 0; i < matrix.Rows; i++)
        {
            for (int e = matrix.Starts[i]; e < matrix.Starts[i + 1]; e++)
            {
                entries.Add((i, matrix.Indices[e], matrix.Values[e]));
            }
        }

        return [.. entries];
    }

    /// <summary>Values with ties, zeros of both signs, infinities and NaN, and some rows without a positive value.</summary>
    public static float[] Awkward(int rows, int columns, int seed)
    {
        var random = new Random(seed);
        var values = new float[rows * columns];
        for (int i = 0; i < values.Length; i++)
        {
            float value = (float)Math.Round((random.NextDouble() * 4) - 2, i % 3);
            values[i] = random.Next(60) switch { 0 => float.NaN, 1 => float.PositiveInfinity, 2 => -0f, 3 => float.NegativeInfinity, 4 => float.Epsilon, _ => value };
            values[i] = i / columns % 7 == 3 ? -Math.Abs(values[i]) : values[i];
        }

        return values;
    }
}
