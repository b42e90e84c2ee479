namespace MLNet.Autoencoder.Benchmarks.Defaults;

/// <summary>Tables generated from fixed seeds.</summary>
internal static class GeneratedTables
{
    private const int TestRows = 20_000;

    /// <summary>The rows of <see cref="FactorRows"/>.</summary>
    public static Table Factors(string name, int rows) =>
        Generate(name, rows, FactorRows.Slots, FactorRows.Factors, new FactorRows(seed: 1).Next);

    /// <summary>20 slots with log-normal tails: x = exp(2(0.9 zA + 0.4 e)), with z of six factors and noise e.</summary>
    public static Table LogNormal(string name)
    {
        const int Rows = 20_000, Factors = 6, Slots = 20;
        var numbers = new NormalNumbers(seed: 2);
        double[] loadings = numbers.Matrix(Factors * Slots, 1 / Math.Sqrt(Factors));
        return Generate(name, Rows, Slots, Factors, row =>
        {
            double[] values = NormalNumbers.Product(numbers.Matrix(Factors, 1), loadings, Slots);
            for (int j = 0; j < Slots; j++)
            {
                row[j] = (float)Math.Exp(2 * ((0.9 * values[j]) + (0.4 * numbers.Next())));
            }
        });
    }

    private static Table Generate(string name, int rows, int columns, int q, Action<Span<float>> next)
    {
        float[] training = new float[rows * columns], test = new float[TestRows * columns];
        foreach (float[] values in (float[][])[training, test])
        {
            for (int start = 0; start < values.Length; start += columns)
            {
                next(values.AsSpan(start, columns));
            }
        }

        return new Table(name, columns, q, training, test);
    }
}
