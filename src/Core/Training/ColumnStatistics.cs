namespace MLNet.Autoencoder.Training;

/// <summary>Mean, variance and range of every slot, gathered row by row.</summary>
internal sealed class ColumnStatistics(int dimension)
{
    // Sums of what is left after the first row is taken off: large offsets, such as years, do not cancel precision away.
    private readonly double[] _first = new double[dimension];
    private readonly double[] _sum = new double[dimension];
    private readonly double[] _sumOfSquares = new double[dimension];
    private readonly float[] _minimum = new float[dimension];
    private readonly float[] _maximum = new float[dimension];

    public long RowCount { get; private set; }

    public void Add(ReadOnlySpan<float> row)
    {
        if (RowCount++ == 0)
        {
            for (int j = 0; j < row.Length; j++)
            {
                _first[j] = row[j];
            }

            row.CopyTo(_minimum);
            row.CopyTo(_maximum);
        }

        for (int j = 0; j < row.Length; j++)
        {
            double value = row[j] - _first[j];
            _sum[j] += value;
            _sumOfSquares[j] += value * value;
            _minimum[j] = Math.Min(_minimum[j], row[j]);
            _maximum[j] = Math.Max(_maximum[j], row[j]);
        }
    }

    public double Mean(int slot) => _first[slot] + (_sum[slot] / RowCount);

    public double Variance(int slot)
    {
        double mean = _sum[slot] / RowCount;
        return Math.Max(0, (_sumOfSquares[slot] / RowCount) - (mean * mean));
    }

    public double Minimum(int slot) => _minimum[slot];

    public double Range(int slot) => (double)_maximum[slot] - _minimum[slot];
}
