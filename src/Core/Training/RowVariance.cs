using MLNet.Autoencoder.Communication;

namespace MLNet.Autoencoder.Training;

/// <summary>The variance of rows in scaled units: the mean of Σ(x − x̄)² over the continuous values of a row, weighted and without missing values.</summary>
/// <param name="slots">What the slots hold.</param>
internal sealed class RowVariance(IReadOnlyList<SlotRange> slots)
{
    private readonly int[] _slots =
        [.. slots.Where(range => range.Definition.IsContinuous).SelectMany(range => Enumerable.Range(range.Start, range.Count))];

    private readonly double[] _weights = new double[slots[^1].Start + slots[^1].Count];
    private readonly double[] _sums = new double[slots[^1].Start + slots[^1].Count];
    private readonly double[] _squares = new double[slots[^1].Start + slots[^1].Count];
    private double _weight;

    /// <summary>The variance; 0 if nothing varies.</summary>
    public double Value => _weight > 0 ? _slots.Sum(Deviations) / _weight : 0;

    public void Add(TrainingBatch batch)
    {
        int d = _weights.Length;
        for (int row = 0; row < batch.Count; row++)
        {
            double weight = batch.WeightOf(row);
            _weight += weight;
            foreach (int slot in _slots)
            {
                double value = batch.Rows[(row * d) + slot];
                double weightOfValue = batch.Observed.IsEmpty ? weight : weight * batch.Observed[(row * d) + slot];
                _weights[slot] += weightOfValue;
                _sums[slot] += weightOfValue * value;
                _squares[slot] += weightOfValue * value * value;
            }
        }
    }

    /// <summary>Adds the rows of all ranks.</summary>
    public void AddRanks(Ranks ranks)
    {
        _weight = ranks.SumOf(_weight);
        ranks.Sum(_weights);
        ranks.Sum(_sums);
        ranks.Sum(_squares);
    }

    /// <summary>Σ(x − x̄)² of a slot; 0 if all values are the same, as far as rounding can tell.</summary>
    private double Deviations(int slot)
    {
        const double RoundingError = 1e-12;
        double sum = _weights[slot] > 0 ? _squares[slot] - (_sums[slot] * _sums[slot] / _weights[slot]) : 0;
        return sum > RoundingError * _squares[slot] ? sum : 0;
    }
}
