using System.Numerics;
using MLNet.Autoencoder.Communication;
using MLNet.Autoencoder.Numerics;

namespace MLNet.Autoencoder.Data;

/// <summary>Mean, variance and range of every slot, accumulated row by row. Missing values (NaN) are left out.</summary>
/// <remarks>Each vector holds neighboring slots, which are never added to each other, so the results do not depend on the vector width.</remarks>
internal sealed class ColumnStatistics
{
    // Sums are taken after subtracting the slot's first value, so that large offsets, such as years, do not cancel precision.
    private readonly double[] _first;
    private readonly double[] _sum;
    private readonly double[] _sumOfSquares;
    private readonly double[] _weight;
    private readonly float[] _minimum;
    private readonly float[] _maximum;

    public ColumnStatistics(int dimension)
    {
        Dimension = dimension;
        int length = checked(Division.RoundUp(dimension, Vector<float>.Count) * Vector<float>.Count);
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
    /// <param name="weight">The weight of the row; more than 0.</param>
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
            // Missing values do not count, so NaN can pad the vector.
            Span<float> rest = stackalloc float[Vector<float>.Count];
            rest.Fill(float.NaN);
            row[slot..].CopyTo(rest);
            Add(new Vector<float>(rest), slot, weight);
        }
    }

    /// <summary>Adds the rows of all ranks, in their order.</summary>
    public void AddRanks(Ranks ranks)
    {
        if (ranks.Size == 1)
        {
            return;
        }

        // Without what pads vectors, whose width may differ between machines.
        IReadOnlyList<double[]> sums = ranks.Gather<double>(
            [TotalWeight, .. _first[..Dimension], .. _sum[..Dimension], .. _sumOfSquares[..Dimension], .. _weight[..Dimension]]);
        IReadOnlyList<float[]> ranges = ranks.Gather<float>([.. _minimum[..Dimension], .. _maximum[..Dimension]]);
        for (int rank = 0; rank < sums.Count; rank++)
        {
            if (rank == 0)
            {
                Set(sums[0], ranges[0]);
            }
            else
            {
                Add(sums[rank], ranges[rank]);
            }
        }
    }

    /// <summary>Whether the slot was ever observed.</summary>
    public bool IsObserved(int slot) => _weight[slot] > 0;

    /// <summary>The mean. Like the other statistics of a slot, it is 0 if the slot was never observed.</summary>
    public double Mean(int slot) => IsObserved(slot) ? _first[slot] + (_sum[slot] / _weight[slot]) : 0;

    public double Variance(int slot)
    {
        double mean = _sum[slot] / _weight[slot];
        return IsObserved(slot) ? Math.Max(0, (_sumOfSquares[slot] / _weight[slot]) - (mean * mean)) : 0;
    }

    public double Minimum(int slot) => IsObserved(slot) ? _minimum[slot] : 0;

    public double Range(int slot) => IsObserved(slot) ? (double)_maximum[slot] - _minimum[slot] : 0;

    /// <summary>Whether all values of a row are within the range of their slot; missing values are.</summary>
    public bool Covers(ReadOnlySpan<float> row)
    {
        for (int slot = 0; slot < row.Length; slot++)
        {
            if (row[slot] < _minimum[slot] || row[slot] > _maximum[slot])
            {
                return false;
            }
        }

        return true;
    }

    private void Set(double[] sums, float[] ranges)
    {
        TotalWeight = sums[0];
        double[][] targets = [_first, _sum, _sumOfSquares, _weight];
        for (int i = 0; i < targets.Length; i++)
        {
            sums.AsSpan(1 + (i * Dimension), Dimension).CopyTo(targets[i]);
        }

        ranges.AsSpan(0, Dimension).CopyTo(_minimum);
        ranges.AsSpan(Dimension).CopyTo(_maximum);
    }

    /// <summary>Adds other rows, whose sums were taken after subtracting other values.</summary>
    private void Add(double[] sums, float[] ranges)
    {
        TotalWeight += sums[0];
        for (int slot = 0; slot < Dimension; slot++)
        {
            double first = sums[1 + slot], sum = sums[1 + Dimension + slot];
            double squares = sums[1 + (2 * Dimension) + slot], weight = sums[1 + (3 * Dimension) + slot];
            if (weight == 0)
            {
                continue;
            }

            _first[slot] = IsObserved(slot) ? _first[slot] : first;
            double shift = first - _first[slot];
            _sum[slot] += sum + (weight * shift);
            _sumOfSquares[slot] += squares + (2 * shift * sum) + (weight * shift * shift);
            _weight[slot] += weight;
            _minimum[slot] = Math.Min(_minimum[slot], ranges[slot]);
            _maximum[slot] = Math.Max(_maximum[slot], ranges[Dimension + slot]);
        }
    }

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
        Vector<long> isPresent = Vector.Equals(values, values);
        var before = new Vector<double>(_weight, slot);
        if (Vector.EqualsAny(before, Vector<double>.Zero))
        {
            // If the first value is missing, the weight stays 0, so the next value takes its place.
            Vector.ConditionalSelect(Vector.Equals(before, Vector<double>.Zero), values, new Vector<double>(_first, slot)).CopyTo(_first, slot);
        }

        Vector<double> value = Vector.ConditionalSelect(isPresent, values - new Vector<double>(_first, slot), Vector<double>.Zero);
        Vector<double> counted = Vector.ConditionalSelect(isPresent, new Vector<double>(weight), Vector<double>.Zero);
        Vector<double> weighted = counted * value;
        (before + counted).CopyTo(_weight, slot);
        (new Vector<double>(_sum, slot) + weighted).CopyTo(_sum, slot);
        (new Vector<double>(_sumOfSquares, slot) + (weighted * value)).CopyTo(_sumOfSquares, slot);
    }
}
