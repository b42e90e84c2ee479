using MLNet.Autoencoder.Numerics;

namespace MLNet.Autoencoder.Detection;

/// <summary>
/// What the loss of each slot is divided by, so that slots contribute alike to the score of a normal row, whatever their units and however well they can be
/// predicted.
/// </summary>
/// <remarks>
/// <para>
/// A number: the squared error is divided by the square of 1.4826 · median |x − x̂| + 0.1 σ, where σ is the standard deviation of the slot. For errors with
/// a normal distribution, the first part is their standard deviation; but it is not affected by heavy tails or by anomalies in the fit (Rousseeuw and Croux,
/// Alternatives to the Median Absolute Deviation, 1993). The second part keeps small errors small in slots that are predicted almost exactly.
/// </para>
/// <para>
/// Numbers that share one unit, such as the pixels of an image: half of their common deviation takes the place of 0.1 σ. Otherwise, noise in a pixel that
/// hardly ever changes would outweigh everything else.
/// </para>
/// <para>
/// A number with two values, and a category: most errors are about 0, and the median says nothing. The loss is divided by its mean, with one error of
/// size σ, or one nat, added to the sample. A slot that never varied therefore contributes about as much as there were rows if it changes by its
/// own size, or by 1 if it was 0.
/// </para>
/// </remarks>
internal sealed class LossScales
{
    // The ratio of the standard deviation to the median absolute value of a normal distribution.
    private const double DeviationPerMedian = 1.4826;

    private const double FloorShare = 0.1;
    private const double CommonFloorShare = 0.5;

    // An error of a thousandth of a deviation is rounding.
    private const double MinSquaredError = 1e-6;

    private readonly int _dimension;
    private readonly SlotRange[] _slots;

    // For each row of the sample: values and losses in scaled units, NaN where a value is missing, [n, d].
    private readonly float[] _values;
    private readonly float[] _losses;
    private readonly float[] _weights;
    private readonly float[] _sizes;
    private readonly bool _sharesUnit;

    /// <param name="slots">What the slots hold.</param>
    /// <param name="values">The values of the sample in scaled units, NaN where they are missing, <c>[n, d]</c>.</param>
    /// <param name="losses">Their losses, <c>[n, d]</c>.</param>
    /// <param name="weights">The weight of each row.</param>
    /// <param name="sizes">The size of a change that matters in a slot that never varied, in scaled units, <c>[d]</c>.</param>
    /// <param name="sharesUnit">Whether numbers share one unit.</param>
    public LossScales(SlotRange[] slots, float[] values, float[] losses, float[] weights, float[] sizes, bool sharesUnit)
    {
        (_slots, _values, _losses, _weights, _sizes, _sharesUnit) = (slots, values, losses, weights, sizes, sharesUnit);
        _dimension = slots[^1].Start + slots[^1].Count;
    }

    /// <summary>The scales, for scores of errors in units of the typical error, <c>[d]</c>.</summary>
    public float[] Relative()
    {
        float[] scales = new float[_dimension];
        double? common = CommonDeviation();
        foreach (SlotRange range in _slots)
        {
            if (range.Definition.IsGroup)
            {
                Array.Fill(scales, (float)MeanLoss(range.Start, range.Count, 1), range.Start, range.Count);
                continue;
            }

            for (int slot = range.Start; slot < range.Start + range.Count; slot++)
            {
                scales[slot] = (float)(range.Definition.IsContinuous ? ScaleOfNumber(slot, common) : MeanLoss(slot, 1, 1));
            }
        }

        return scales;
    }

    /// <summary>The scales that turn losses into nats under one noise variance for all numbers, <c>[d]</c>: 2v, where v is the mean squared error.</summary>
    public float[] InNats()
    {
        float[] scales = new float[_dimension];
        Array.Fill(scales, 1f);
        double sum = 0, total = 0;
        foreach (Column column in Numbers().Select(ColumnOf))
        {
            sum += Reductions.Dot(column.Weights, column.Losses);
            total += Reductions.Sum(column.Weights);
        }

        float scale = (float)(2 * Math.Max(total > 0 ? sum / total : 1, MinSquaredError));
        foreach (int slot in Numbers())
        {
            scales[slot] = scale;
        }

        return scales;
    }

    private IEnumerable<int> Numbers() =>
        _slots.Where(range => range.Definition.IsContinuous).SelectMany(range => Enumerable.Range(range.Start, range.Count));

    /// <summary>
    /// The standard deviation of all numbers together; <see langword="null"/> if they do not share a unit, or mostly have only two values, such as unmarked
    /// categories.
    /// </summary>
    private double? CommonDeviation()
    {
        if (!_sharesUnit)
        {
            return null;
        }

        Column[] columns = [.. Numbers().Select(ColumnOf)];
        double[] deviations = [.. columns.Select(column => column.Deviation()).Where(deviation => deviation > 0)];
        return columns.Count(column => column.IsTwoValued()) > columns.Length / 2
            ? null
            : Math.Sqrt(deviations.Average(deviation => deviation * deviation));
    }

    private double ScaleOfNumber(int slot, double? commonDeviation)
    {
        Column column = ColumnOf(slot);
        double deviation = column.Deviation();
        if (commonDeviation is null && column.IsTwoValued())
        {
            return MeanLoss(slot, 1, deviation > 0 ? deviation * deviation : (double)_sizes[slot] * _sizes[slot]);
        }

        double floor = commonDeviation is { } common ? CommonFloorShare * common : FloorShare * deviation;
        double scale = (DeviationPerMedian * Math.Sqrt(column.MedianLoss())) + floor;
        return scale * scale;
    }

    /// <summary>The mean loss of some slots together, with one more loss added, which has the mean weight.</summary>
    private double MeanLoss(int first, int count, double added)
    {
        double sum = 0, total = 0;
        int rows = 0;
        for (int slot = first; slot < first + count; slot++)
        {
            Column column = ColumnOf(slot);
            for (int i = 0; i < column.Losses.Length; i++)
            {
                sum += column.Weights[i] * (double)column.Losses[i];
                total += slot == first ? column.Weights[i] : 0;
            }

            rows = slot == first ? column.Losses.Length : rows;
        }

        double meanWeight = rows == 0 ? 1 : total / rows;
        return ((sum / meanWeight) + added) / (rows + 1);
    }

    /// <summary>The values that are present in a slot.</summary>
    private Column ColumnOf(int slot)
    {
        int[] rows =
        [
            .. Enumerable.Range(0, _weights.Length)
                .Where(row => !float.IsNaN(_values[(row * _dimension) + slot]) && float.IsFinite(_losses[(row * _dimension) + slot])),
        ];
        return new Column(
            Array.ConvertAll(rows, row => _values[(row * _dimension) + slot]),
            Array.ConvertAll(rows, row => _losses[(row * _dimension) + slot]),
            Array.ConvertAll(rows, row => _weights[row]));
    }

    /// <summary>The values of a slot, their losses and the weights of their rows.</summary>
    private readonly record struct Column(float[] Values, float[] Losses, float[] Weights)
    {
        public double Deviation()
        {
            // Differences from a value of the slot lose no digits if all values are far from 0.
            double sum = 0, squares = 0, total = 0;
            for (int i = 0; i < Values.Length; i++)
            {
                double difference = (double)Values[i] - Values[0];
                sum += Weights[i] * difference;
                squares += Weights[i] * difference * difference;
                total += Weights[i];
            }

            return total > 0 ? Math.Sqrt(Math.Max(0, (squares / total) - (sum / total * (sum / total)))) : 0;
        }

        public bool IsTwoValued()
        {
            float least = Values.DefaultIfEmpty().Min(), most = Values.DefaultIfEmpty().Max();
            return Array.TrueForAll(Values, value => value == least || value == most);
        }

        public double MedianLoss()
        {
            float[] losses = [.. Losses], weights = [.. Weights];
            Array.Sort(losses, weights);
            double half = Reductions.Sum(weights) / 2, sum = 0;
            int i = 0;
            while (i < losses.Length - 1 && sum + weights[i] < half)
            {
                sum += weights[i];
                i++;
            }

            return losses.Length == 0 ? 0 : losses[i];
        }
    }
}
