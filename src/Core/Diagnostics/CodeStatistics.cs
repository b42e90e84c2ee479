using System.Numerics;
using MLNet.Autoencoder.Communication;
using MLNet.Autoencoder.Numerics;

namespace MLNet.Autoencoder.Diagnostics;

/// <summary>The mean and variance of every latent unit's code over rows, and which units fire.</summary>
internal sealed class CodeStatistics(int dimension)
{
    /// <summary>The variance of the code above which a unit is active (Burda et al., 2016).</summary>
    private const double MinActiveVariance = 0.01;

    private readonly double[] _sum = new double[dimension];
    private readonly double[] _sumOfSquares = new double[dimension];
    private readonly long[] _firings = new long[dimension];
    private long _count;

    public void Clear()
    {
        Array.Clear(_sum);
        Array.Clear(_sumOfSquares);
        Array.Clear(_firings);
        _count = 0;
    }

    /// <summary>Adds the codes of a batch.</summary>
    public void Add(TrainingBatch batch)
    {
        if (batch.SparseCodes is { } codes)
        {
            Add(codes);
        }
        else
        {
            Add(batch.Codes);
        }
    }

    /// <param name="codes"><c>[rows, q]</c>; zeros add nothing.</param>
    public void Add(SparseMatrix codes)
    {
        _count += codes.Rows;
        ReadOnlySpan<int> units = codes.Indices;
        ReadOnlySpan<float> values = codes.Values;
        for (int e = 0; e < units.Length; e++)
        {
            _sum[units[e]] += values[e];
            _sumOfSquares[units[e]] += (double)values[e] * values[e];
            _firings[units[e]] += values[e] != 0 ? 1 : 0;
        }
    }

    /// <param name="codes"><c>[rows, q]</c>.</param>
    public void Add(ReadOnlySpan<float> codes)
    {
        _count += codes.Length / dimension;
        int unit = 0;
        for (; unit + Vector<float>.Count <= dimension; unit += Vector<float>.Count)
        {
            AddVector(codes, unit);
        }

        for (; unit < dimension; unit++)
        {
            AddUnit(codes, unit);
        }
    }

    /// <summary>Adds the codes of all ranks, in their order.</summary>
    public void AddRanks(Ranks ranks)
    {
        if (ranks.Size == 1)
        {
            return;
        }

        ranks.Sum(_sum);
        ranks.Sum(_sumOfSquares);
        double[] counts = [_count, .. _firings];
        ranks.Sum(counts);
        _count = (long)counts[0];
        for (int unit = 0; unit < dimension; unit++)
        {
            _firings[unit] = (long)counts[1 + unit];
        }
    }

    public double Mean(int unit) => _sum[unit] / _count;

    public double Variance(int unit) => Math.Max(0, (_sumOfSquares[unit] / _count) - (Mean(unit) * Mean(unit)));

    /// <summary>Whether the unit's code ever differed from 0.</summary>
    public bool Fired(int unit) => _firings[unit] != 0;

    /// <summary>The number of rows for which the unit's code differs from 0.</summary>
    public long Firings(int unit) => _firings[unit];

    /// <summary>The share of rows for which the unit's code differs from 0.</summary>
    public double Density(int unit) => (double)_firings[unit] / _count;

    /// <summary>L0: the number of units that fire for a row, as a mean over the rows.</summary>
    public double L0 => (double)_firings.Sum() / _count;

    /// <summary>The number of units that fired for no row.</summary>
    public int DeadUnits => _firings.Count(rows => rows == 0);

    /// <summary>Which units distinguish rows.</summary>
    /// <param name="hasDistribution">Whether a prior pulls codes toward N(0, 1); otherwise variances are compared with the largest one.</param>
    public bool[] ActiveUnits(bool hasDistribution)
    {
        double largest = 1;
        if (!hasDistribution)
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
            active[unit] = Variance(unit) > MinActiveVariance * largest;
        }

        return active;
    }

    /// <summary>Adds the codes of neighboring units; for each unit, in the order of the rows.</summary>
    private void AddVector(ReadOnlySpan<float> codes, int unit)
    {
        int middle = unit + Vector<double>.Count;
        Vector<double> lowerSum = new(_sum, unit), upperSum = new(_sum, middle);
        Vector<double> lowerSquares = new(_sumOfSquares, unit), upperSquares = new(_sumOfSquares, middle);
        Vector<int> zeros = default;
        for (int start = unit; start < codes.Length; start += dimension)
        {
            var values = new Vector<float>(codes[start..]);
            zeros -= Vector.Equals(values, Vector<float>.Zero);
            Vector.Widen(values, out Vector<double> lower, out Vector<double> upper);
            lowerSum += lower;
            upperSum += upper;
            lowerSquares += lower * lower;
            upperSquares += upper * upper;
        }

        lowerSum.CopyTo(_sum, unit);
        upperSum.CopyTo(_sum, middle);
        lowerSquares.CopyTo(_sumOfSquares, unit);
        upperSquares.CopyTo(_sumOfSquares, middle);
        for (int i = 0; i < Vector<int>.Count; i++)
        {
            _firings[unit + i] += (codes.Length / dimension) - zeros[i];
        }
    }

    private void AddUnit(ReadOnlySpan<float> codes, int unit)
    {
        double sum = _sum[unit];
        double squares = _sumOfSquares[unit];
        for (int i = unit; i < codes.Length; i += dimension)
        {
            double code = codes[i];
            sum += code;
            squares += code * code;
            _firings[unit] += code != 0 ? 1 : 0;
        }

        (_sum[unit], _sumOfSquares[unit]) = (sum, squares);
    }
}
