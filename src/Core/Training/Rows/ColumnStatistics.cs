namespace MLNet.Autoencoder.Training;

/// <summary>Mean, variance and range of every slot, gathered row by row; missing values, NaN, are left out.</summary>
internal sealed class ColumnStatistics(int dimension)
{
    // Sums of what is left after the first value is taken off: large offsets, such as years, do not cancel precision away.
    private readonly double[] _first = new double[dimension];
    private readonly double[] _sum = new double[dimension];
    private readonly double[] _sumOfSquares = new double[dimension];
    private readonly double[] _weight = new double[dimension];
    private readonly float[] _minimum = new float[dimension];
    private readonly float[] _maximum = new float[dimension];

    public int Dimension { get; } = dimension;

    /// <summary>The sum of the weights of all rows.</summary>
    public double TotalWeight { get; private set; }

    /// <param name="row">The row.</param>
    /// <param name="weight">How much it counts; more than 0.</param>
    public void Add(ReadOnlySpan<float> row, float weight)
    {
        TotalWeight += weight;
        for (int j = 0; j < row.Length; j++)
        {
            if (float.IsNaN(row[j]))
            {
                continue;
            }

            if (_weight[j] == 0)
            {
                _first[j] = row[j];
                _minimum[j] = row[j];
                _maximum[j] = row[j];
            }

            double value = row[j] - _first[j];
            _weight[j] += weight;
            _sum[j] += weight * value;
            _sumOfSquares[j] += weight * value * value;
            _minimum[j] = Math.Min(_minimum[j], row[j]);
            _maximum[j] = Math.Max(_maximum[j], row[j]);
        }
    }

    /// <summary>Whether the slot was ever observed.</summary>
    public bool IsObserved(int slot) => _weight[slot] > 0;

    /// <summary>0 for a slot that never was observed.</summary>
    public double Mean(int slot) => IsObserved(slot) ? _first[slot] + (_sum[slot] / _weight[slot]) : 0;

    public double Variance(int slot)
    {
        double mean = _sum[slot] / _weight[slot];
        return IsObserved(slot) ? Math.Max(0, (_sumOfSquares[slot] / _weight[slot]) - (mean * mean)) : 0;
    }

    public double Minimum(int slot) => _minimum[slot];

    public double Range(int slot) => (double)_maximum[slot] - _minimum[slot];
}
