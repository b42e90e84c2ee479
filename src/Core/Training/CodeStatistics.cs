namespace MLNet.Autoencoder.Training;

/// <summary>Mean and variance of every latent unit's code over rows, and which units answer at all.</summary>
internal sealed class CodeStatistics(int dimension)
{
    /// <summary>The variance of the code above which a unit is active (Burda et al., 2016).</summary>
    public const double LeastActiveVariance = 0.01;

    private readonly double[] _sum = new double[dimension];
    private readonly double[] _sumOfSquares = new double[dimension];
    private readonly bool[] _answered = new bool[dimension];
    private long _count;

    public void Clear()
    {
        Array.Clear(_sum);
        Array.Clear(_sumOfSquares);
        Array.Clear(_answered);
        _count = 0;
    }

    /// <param name="codes"><c>[rows, q]</c>.</param>
    public void Add(ReadOnlySpan<float> codes)
    {
        for (int start = 0; start < codes.Length; start += dimension, _count++)
        {
            for (int unit = 0; unit < dimension; unit++)
            {
                double code = codes[start + unit];
                _sum[unit] += code;
                _sumOfSquares[unit] += code * code;
                _answered[unit] |= code != 0;
            }
        }
    }

    public double Mean(int unit) => _sum[unit] / _count;

    public double Variance(int unit) => Math.Max(0, (_sumOfSquares[unit] / _count) - (Mean(unit) * Mean(unit)));

    /// <summary>Whether the unit's code ever was anything but 0.</summary>
    public bool Answered(int unit) => _answered[unit];

    /// <summary>Which units tell rows apart.</summary>
    /// <param name="isVariational">Whether codes are drawn to N(0, 1); else variances are taken as parts of the largest.</param>
    public bool[] ActiveUnits(bool isVariational)
    {
        double largest = 1;
        if (!isVariational)
        {
            largest = 0;
            for (int unit = 0; unit < dimension; unit++)
            {
                largest = Math.Max(largest, Variance(unit));
            }
        }

        bool[] active = new bool[dimension];
        for (int unit = 0; unit < dimension; unit++)
        {
            active[unit] = Variance(unit) > LeastActiveVariance * largest;
        }

        return active;
    }
}
