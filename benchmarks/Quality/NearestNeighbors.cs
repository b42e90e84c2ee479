using System.Numerics.Tensors;
using MathNet.Numerics.LinearAlgebra;

namespace MLNet.Autoencoder.Benchmarks.Quality;

/// <summary>Finds the training rows nearest to a row, by Euclidean distance.</summary>
internal static class NearestNeighbors
{
    private const int Count = 5;

    /// <param name="rows">The rows.</param>
    /// <param name="training">The training rows.</param>
    /// <param name="count">The number of neighbors.</param>
    /// <returns>For each row in <paramref name="rows"/>, the indices of the nearest rows in <paramref name="training"/>.</returns>
    public static IEnumerable<int[]> Of(Matrix<double> rows, Matrix<double> training, int count = Count)
    {
        double[][] candidates = training.ToRowArrays();
        int[] order = new int[candidates.Length];
        double[] distances = new double[candidates.Length];
        foreach (double[] row in rows.ToRowArrays())
        {
            for (int i = 0; i < candidates.Length; i++)
            {
                order[i] = i;
                distances[i] = TensorPrimitives.Distance<double>(row, candidates[i]);
            }

            Array.Sort(distances, order);
            yield return order[..Math.Min(count, order.Length)];
        }
    }
}
