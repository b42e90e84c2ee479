using MLNet.Autoencoder.Numerics;

namespace MLNet.Autoencoder.Benchmarks.Defaults;

/// <summary>Principal components, the yardstick of every fit.</summary>
internal static class Projection
{
    // More rows would not change the components of these tables.
    private const int MaxRows = 50_000;

    /// <summary>Reconstructs rows from as many principal components.</summary>
    /// <param name="training">The rows to find the components in, centered, <c>[n, d]</c>.</param>
    /// <param name="test">The rows to reconstruct, <c>[m, d]</c>.</param>
    /// <param name="columns">d.</param>
    /// <param name="count">The number of components.</param>
    public static float[] Reconstruct(float[] training, float[] test, int columns, int count)
    {
        int length = Math.Min(training.Length, MaxRows * columns);
        var components = PrincipalComponents.Of(training.AsSpan(0, length), columns, count, seed: 1);
        float[] reconstruction = new float[test.Length];
        for (int start = 0; start < test.Length; start += columns)
        {
            for (int i = 0; i < components.Variances.Length; i++)
            {
                ReadOnlySpan<float> direction = components.Directions.AsSpan(i * columns, columns);
                double along = 0;
                for (int j = 0; j < columns; j++)
                {
                    along += (double)direction[j] * test[start + j];
                }

                for (int j = 0; j < columns; j++)
                {
                    reconstruction[start + j] += (float)(along * direction[j]);
                }
            }
        }

        return reconstruction;
    }
}
