namespace MLNet.Autoencoder.Numerics;

/// <summary>Transposes dense matrices.</summary>
internal static class Transposition
{
    // A square of values that fits in the L1 cache, for matrices that do not.
    private const int BlockSize = 32;

    /// <summary>target[j,i] = source[i,j]. The two must not overlap.</summary>
    /// <param name="source">The matrix [rows, columns].</param>
    /// <param name="target">Receives the transpose [columns, rows].</param>
    /// <param name="rows">The number of rows.</param>
    /// <param name="columns">The number of columns.</param>
    public static void Transpose(ReadOnlySpan<float> source, Span<float> target, int rows, int columns)
    {
        for (int top = 0; top < rows; top += BlockSize)
        {
            for (int left = 0; left < columns; left += BlockSize)
            {
                for (int i = top; i < Math.Min(rows, top + BlockSize); i++)
                {
                    for (int j = left; j < Math.Min(columns, left + BlockSize); j++)
                    {
                        target[(j * rows) + i] = source[(i * columns) + j];
                    }
                }
            }
        }
    }
}
