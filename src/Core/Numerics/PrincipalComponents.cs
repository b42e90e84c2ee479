using System.Numerics.Tensors;
using MLNet.Autoencoder.Foundation;

namespace MLNet.Autoencoder.Numerics;

/// <summary>
/// The leading principal components of rows, by subspace iteration from a random start (Halko, Martinsson and Tropp, Finding Structure with
/// Randomness, 2011). The covariance matrix of the slots is never formed.
/// </summary>
internal sealed class PrincipalComponents
{
    // In each iteration, the error of the last components falls by the ratio of the first eigenvalue beyond the oversampling to theirs.
    private const int Oversampling = 8;
    private const int Iterations = 10;

    private PrincipalComponents(float[] directions, double[] variances, double totalVariance)
    {
        Directions = directions;
        Variances = variances;
        TotalVariance = totalVariance;
    }

    /// <summary>The components as unit vectors, <c>[count, d]</c>, by decreasing variance; the largest entry of each is positive.</summary>
    public float[] Directions { get; }

    /// <summary>The variance along each component.</summary>
    public double[] Variances { get; }

    /// <summary>The sum of the variances of all slots.</summary>
    public double TotalVariance { get; }

    /// <param name="rows">The rows, centered, <c>[n, d]</c>; n is 1 or more.</param>
    /// <param name="dimension">d.</param>
    /// <param name="count">The number of components; fewer are returned if there are fewer slots or rows.</param>
    /// <param name="seed">The seed of the random start.</param>
    /// <param name="throwIfCanceled">Called often, because wide rows take seconds; may be <see langword="null"/>.</param>
    public static PrincipalComponents Of(ReadOnlySpan<float> rows, int dimension, int count, ulong seed, Action? throwIfCanceled = null)
    {
        int n = rows.Length / dimension;
        int shorter = Math.Min(n, dimension);
        count = Math.Min(count, shorter);
        int width = Math.Min(count + Oversampling, shorter);
        var workspace = new MatrixWorkspace();
        float[] basis = new float[checked(dimension * width)];
        float[] projected = new float[checked(n * width)];

        // Iterates between slots and rows. Columns are orthonormalized in the smaller of the two spaces.
        float[] shortBasis = n < dimension ? projected : basis;
        new RandomStream(seed, RandomPurpose.PrincipalComponents, 0).FillNormal(shortBasis, 0);
        Orthonormalize(shortBasis, shorter, width, throwIfCanceled);
        for (int i = 0; i < Iterations && width < shorter; i++)
        {
            if (n < dimension)
            {
                MatrixProducts.TransposedMultiply(rows, projected, basis, dimension, width, n, workspace);
                MatrixProducts.Multiply(rows, basis, projected, n, width, dimension, workspace);
            }
            else
            {
                MatrixProducts.Multiply(rows, basis, projected, n, width, dimension, workspace);
                MatrixProducts.TransposedMultiply(rows, projected, basis, dimension, width, n, workspace);
            }

            Orthonormalize(shortBasis, shorter, width, throwIfCanceled);
        }

        if (n < dimension)
        {
            MatrixProducts.TransposedMultiply(rows, projected, basis, dimension, width, n, workspace);
            Orthonormalize(basis, dimension, width, throwIfCanceled);
        }

        MatrixProducts.Multiply(rows, basis, projected, n, width, dimension, workspace);
        double[,] covariance = Covariance(projected, n, width);
        double[,] rotation = SymmetricEigen.Decompose(covariance, out double[] variances);
        return new PrincipalComponents(
            Rotate(basis, rotation, dimension, width, count), variances[..count], Reductions.SumOfSquares(rows) / n);
    }

    /// <summary>Orthonormalizes the columns of <c>[rows, columns]</c> (Gram-Schmidt, at least twice per column to limit rounding errors).</summary>
    private static void Orthonormalize(float[] basis, int rows, int columns, Action? throwIfCanceled)
    {
        double[] column = new double[rows];
        for (int j = 0; j < columns; j++)
        {
            throwIfCanceled?.Invoke();
            for (int i = 0; i < rows; i++)
            {
                column[i] = basis[(i * columns) + j];
            }

            double norm = RemoveComponents(column, basis, j, columns);
            for (int i = 0; i < rows; i++)
            {
                basis[(i * columns) + j] = norm > 0 ? (float)(column[i] / norm) : 0f;
            }
        }
    }

    /// <summary>Removes all components along the columns before j.</summary>
    /// <returns>
    /// The norm of what is left; 0 if the rows have a lower rank, so that only rounding errors are left, which are no direction: they lie along the columns
    /// again, however often those are removed.
    /// </returns>
    private static double RemoveComponents(double[] column, float[] basis, int j, int columns)
    {
        const int MinPasses = 2, MaxPasses = 6;
        const double Kept = 0.5;
        double before = Norm(column);
        for (int pass = 1; pass <= MaxPasses; pass++)
        {
            for (int other = 0; other < j; other++)
            {
                RemoveComponent(column, basis, other, columns);
            }

            double norm = Norm(column);
            if (norm <= 1e-30)
            {
                return 0;
            }

            if (pass >= MinPasses && norm > Kept * before)
            {
                return norm;
            }

            before = norm;
        }

        return 0;
    }

    private static double Norm(double[] column) => Math.Sqrt(column.Sum(value => value * value));

    private static void RemoveComponent(double[] column, float[] basis, int other, int columns)
    {
        double product = 0;
        for (int i = 0; i < column.Length; i++)
        {
            product += column[i] * basis[(i * columns) + other];
        }

        for (int i = 0; i < column.Length; i++)
        {
            column[i] -= product * basis[(i * columns) + other];
        }
    }

    private static double[,] Covariance(float[] projected, int n, int width)
    {
        double[,] covariance = new double[width, width];
        for (int row = 0; row < n; row++)
        {
            ReadOnlySpan<float> values = projected.AsSpan(row * width, width);
            for (int i = 0; i < width; i++)
            {
                for (int j = 0; j <= i; j++)
                {
                    covariance[i, j] += (double)values[i] * values[j] / n;
                }
            }
        }

        for (int i = 0; i < width; i++)
        {
            for (int j = 0; j < i; j++)
            {
                covariance[j, i] = covariance[i, j];
            }
        }

        return covariance;
    }

    private static float[] Rotate(float[] basis, double[,] rotation, int dimension, int width, int count)
    {
        float[] directions = new float[checked(count * dimension)];
        for (int component = 0; component < count; component++)
        {
            Span<float> direction = directions.AsSpan(component * dimension, dimension);
            int largest = 0;
            for (int i = 0; i < dimension; i++)
            {
                double value = 0;
                for (int j = 0; j < width; j++)
                {
                    value += basis[(i * width) + j] * rotation[j, component];
                }

                direction[i] = (float)value;
                largest = Math.Abs(direction[i]) > Math.Abs(direction[largest]) ? i : largest;
            }

            if (direction[largest] < 0)
            {
                TensorPrimitives.Negate(direction, direction);
            }
        }

        return directions;
    }
}
