using MLNet.Autoencoder.Numerics;

namespace MLNet.Autoencoder.Data;

/// <summary>The rows of a sample that are farthest from 0.</summary>
internal static class FarRows
{
    /// <param name="sample">The sample.</param>
    /// <param name="dimension">d.</param>
    /// <param name="count">The maximum number of rows to return.</param>
    /// <returns>The rows, <c>[n, d]</c>.</returns>
    public static float[] Of(RowStore sample, int dimension, int count)
    {
        float[] buffer = new float[dimension];
        double[] distances = [.. Enumerable.Range(0, sample.Count).Select(row => Reductions.SumOfSquares(sample.Read(row, buffer)))];
        int[] rows = [.. Enumerable.Range(0, sample.Count).OrderByDescending(row => distances[row]).Take(count)];
        return [.. rows.SelectMany(row => sample.Read(row, buffer).ToArray())];
    }
}
