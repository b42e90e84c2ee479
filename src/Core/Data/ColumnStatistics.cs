using System.Numerics;

namespace MLNet.Autoencoder.Data;

/// <summary>Mean, variance and range of every slot, gathered row by row; missing values, NaN, are left out.</summary>
/// <remarks>Slots are taken a vector at a time and never added to each other, so that the width of a vector does not show in the results.</remarks>
internal sealed class ColumnStatistics
{
    // Sums of what is left after the first value is taken off: large offsets, such as years, do not cancel precision away.
    private readonly double[] _first;
    private readonly double[] _sum;
    private readonly double[] _sumOfSquares;
    private readonly double[] _weight;
    private readonly float[] _minimum;
    private readonly float[] _maximum;

    public ColumnStatistics(int dimension)
    {
        Dimension = dimension;
        int vectors = (dimension + Vector<float>.Count - 1) / Vector<float>.Count;
        int length = checked(vectors * Vector<float>.Count);
        _first = new double[length];
        _sum = new double[length];
        _sumOfSquares = new double[length];
        _weight = new double[length];
        _minimum = new float[length];
        _maximum = new float[length];
        Array.Fill(_minimum, float.PositiveInfinity);
        Array.Fill(_maximum, float.NegativeInfinity);
    }

    public int Dimension { get; }

    /// <summary>The sum of the weights of all rows.</summary>
    public double TotalWeight { get; private set; }

    /// <param name="row">The row.</param>
    /// <param name="weight">How much it counts; more than 0.</param>
    public void Add(ReadOnlySpan<float> row, float weight)
    {
        TotalWeight += weight;
        int slot = 0;
        for (; slot + Vector<float>.Count <= row.Length; slot += Vector<float>.Count)
        {
            Add(new Vector<float>(row[slot..]), slot, weight);
        }

        if (slot < row.Length)
        {
            // What is missing counts for nothing.
            Span<float> rest = stackalloc float[Vector<float>.Count];
            rest.Fill(float.NaN);
            row[slot..].CopyTo(rest);
            Add(new Vector<float>(rest), slot, weight);
        }
    }

    /// <summary>Whether the slot was ever observed.</summary>
    public bool IsObserved(int slot) => _weight[slot] > 0;

    /// <summary>0 for a slot that never was observed, as are all that follow.</summary>
    public double Mean(int slot) => IsObserved(slot) ? _first[slot] + (_sum[slot] / _weight[slot]) : 0;

    public double Variance(int slot)
    {
        double mean = _sum[slot] / _weight[slot];
        return IsObserved(slot) ? Math.Max(0, (_sumOfSquares[slot] / _weight[slot]) - (mean * mean)) : 0;
    }

    public double Minimum(int slot) => IsObserved(slot) ? _minimum[slot] : 0;

    public double Range(int slot) => IsObserved(slot) ? (double)_maximum[slot] - _minimum[slot] : 0;

    private void Add(Vector<float> values, int slot, float weight)
    {
        // Comparisons with a NaN are false.
        var minimum = new Vector<float>(_minimum, slot);
        var maximum = new Vector<float>(_maximum, slot);
        Vector.ConditionalSelect(Vector.LessThan(values, minimum), values, minimum).CopyTo(_minimum, slot);
        Vector.ConditionalSelect(Vector.GreaterThan(values, maximum), values, maximum).CopyTo(_maximum, slot);

        Vector.Widen(values, out Vector<double> lower, out Vector<double> upper);
        AddHalf(lower, slot, weight);
        AddHalf(upper, slot + Vector<double>.Count, weight);
    }

    private void AddHalf(Vector<double> values, int slot, double weight)
    {
        Vector<long> isThere = Vector.Equals(values, values);
        var before = new Vector<double>(_weight, slot);
        if (Vector.EqualsAny(before, Vector<double>.Zero))
        {
            // A first one that is missing makes room for the next, because its weight stays 0.
            Vector.ConditionalSelect(Vector.Equals(before, Vector<double>.Zero), values, new Vector<double>(_first, slot)).CopyTo(_first, slot);
        }

        Vector<double> value = Vector.ConditionalSelect(isThere, values - new Vector<double>(_first, slot), Vector<double>.Zero);
        Vector<double> counted = Vector.ConditionalSelect(isThere, new Vector<double>(weight), Vector<double>.Zero);
        Vector<double> weighted = counted * value;
        (before + counted).CopyTo(_weight, slot);
        (new Vector<double>(_sum, slot) + weighted).CopyTo(_sum, slot);
        (new Vector<double>(_sumOfSquares, slot) + (weighted * value)).CopyTo(_sumOfSquares, slot);
    }
}
