namespace MLNet.Autoencoder.Benchmarks.Defaults;

/// <summary>Standard normal numbers, by the method of Box and Muller.</summary>
internal sealed class NormalNumbers(int seed)
{
    private readonly Random _random = new(seed);

    public double Next() => Math.Sqrt(-2 * Math.Log(1 - _random.NextDouble())) * Math.Cos(2 * Math.PI * _random.NextDouble());

    public double[] Matrix(int length, double scale) => [.. Enumerable.Range(0, length).Select(_ => scale * Next())];

    /// <summary>A row times a matrix.</summary>
    public static double[] Product(double[] row, double[] matrix, int columns)
    {
        double[] product = new double[columns];
        for (int i = 0; i < row.Length; i++)
        {
            for (int j = 0; j < columns; j++)
            {
                product[j] += row[i] * matrix[(i * columns) + j];
            }
        }

        return product;
    }
}
