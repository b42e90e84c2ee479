namespace MLNet.Autoencoder.Benchmarks.Defaults;

/// <summary>The mean and the standard deviation of each column over the training rows. A column that never varies keeps its units.</summary>
internal sealed class Units
{
    private readonly int _columns;
    private readonly double[] _means;
    private readonly double[] _deviations;

    public Units(float[] training, int columns)
    {
        _columns = columns;
        _means = new double[columns];
        _deviations = new double[columns];
        int rows = training.Length / columns;
        for (int i = 0; i < training.Length; i++)
        {
            _means[i % columns] += (double)training[i] / rows;
        }

        for (int i = 0; i < training.Length; i++)
        {
            double difference = training[i] - _means[i % columns];
            _deviations[i % columns] += difference * difference / rows;
        }

        _deviations = Array.ConvertAll(_deviations, variance => variance > 0 ? Math.Sqrt(variance) : 1);
    }

    /// <summary>(x − mean) / deviation.</summary>
    public float[] Standardized(float[] rows) => [.. rows.Select((value, i) => (float)((value - _means[i % _columns]) / _deviations[i % _columns]))];

    /// <summary>The fraction of variance unexplained: Σ(x̂ − x)² / Σ(x − mean)², in standardized units.</summary>
    public double Unexplained(float[] rows, float[] reconstruction)
    {
        double error = 0, total = 0;
        for (int i = 0; i < rows.Length; i++)
        {
            int column = i % _columns;
            double difference = (reconstruction[i] - rows[i]) / _deviations[column], deviation = (rows[i] - _means[column]) / _deviations[column];
            error += difference * difference;
            total += deviation * deviation;
        }

        return error / total;
    }

    /// <summary>The fraction of variance unexplained in the units of the rows.</summary>
    /// <param name="rows">The rows, with a mean of 0 in each column.</param>
    /// <param name="reconstruction">Their reconstructions.</param>
    public static double UnexplainedAsIs(float[] rows, float[] reconstruction)
    {
        double error = 0, total = 0;
        for (int i = 0; i < rows.Length; i++)
        {
            error += ((double)reconstruction[i] - rows[i]) * ((double)reconstruction[i] - rows[i]);
            total += (double)rows[i] * rows[i];
        }

        return error / total;
    }
}
