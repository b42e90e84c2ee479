namespace MLNet.Autoencoder.Numerics;

/// <summary>Eigenvalues and eigenvectors of a small symmetric matrix, by Jacobi rotations (1846), in a fixed order: slow but accurate.</summary>
internal static class SymmetricEigen
{
    private const int MaxSweeps = 60;

    /// <param name="matrix">A symmetric matrix; overwritten.</param>
    /// <param name="values">The eigenvalues, largest first.</param>
    /// <returns>The eigenvectors, as columns in the same order.</returns>
    public static double[,] Decompose(double[,] matrix, out double[] values)
    {
        int n = matrix.GetLength(0);
        double[,] vectors = new double[n, n];
        for (int i = 0; i < n; i++)
        {
            vectors[i, i] = 1;
        }

        for (int sweep = 0; sweep < MaxSweeps && !IsDiagonal(matrix); sweep++)
        {
            for (int p = 0; p < n; p++)
            {
                for (int q = p + 1; q < n; q++)
                {
                    Annihilate(matrix, vectors, p, q);
                }
            }
        }

        int[] order = [.. Enumerable.Range(0, n).OrderByDescending(i => matrix[i, i])];
        values = Array.ConvertAll(order, i => matrix[i, i]);
        double[,] sorted = new double[n, n];
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < n; j++)
            {
                sorted[i, j] = vectors[i, order[j]];
            }
        }

        return sorted;
    }

    private static bool IsDiagonal(double[,] matrix)
    {
        double diagonal = 0;
        double rest = 0;
        for (int i = 0; i < matrix.GetLength(0); i++)
        {
            for (int j = 0; j < matrix.GetLength(0); j++)
            {
                double square = matrix[i, j] * matrix[i, j];
                diagonal += i == j ? square : 0;
                rest += i == j ? 0 : square;
            }
        }

        return rest <= 1e-24 * diagonal;
    }

    /// <summary>Rotates rows and columns p and q so that element [p, q] becomes 0.</summary>
    private static void Annihilate(double[,] matrix, double[,] vectors, int p, int q)
    {
        if (matrix[p, q] == 0)
        {
            return;
        }

        // The smaller angle with tan 2θ = 2a_pq / (a_qq − a_pp).
        double ratio = (matrix[q, q] - matrix[p, p]) / (2 * matrix[p, q]);
        double tangent = Math.CopySign(1 / (Math.Abs(ratio) + Math.Sqrt((ratio * ratio) + 1)), ratio);
        double cosine = 1 / Math.Sqrt((tangent * tangent) + 1);
        double sine = tangent * cosine;
        for (int i = 0; i < matrix.GetLength(0); i++)
        {
            (matrix[i, p], matrix[i, q]) = ((cosine * matrix[i, p]) - (sine * matrix[i, q]), (sine * matrix[i, p]) + (cosine * matrix[i, q]));
            (vectors[i, p], vectors[i, q]) = ((cosine * vectors[i, p]) - (sine * vectors[i, q]), (sine * vectors[i, p]) + (cosine * vectors[i, q]));
        }

        for (int i = 0; i < matrix.GetLength(0); i++)
        {
            (matrix[p, i], matrix[q, i]) = ((cosine * matrix[p, i]) - (sine * matrix[q, i]), (sine * matrix[p, i]) + (cosine * matrix[q, i]));
        }
    }
}
