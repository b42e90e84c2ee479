using System.Globalization;
using MLNet.Autoencoder.Communication;

namespace MLNet.Autoencoder.Data;

/// <summary>The labels of all usable rows, accumulated row by row. Missing labels (NaN) are left out.</summary>
/// <param name="kind">What the labels are.</param>
internal sealed class LabelStatistics(LabelKind kind)
{
    // More classes than this are names of rows rather than classes of them, and would need a head larger than the network.
    private const int MaxClasses = 1 << 16;

    // A float can hold every whole number below this.
    private const float MaxClass = 1 << 24;

    // Numbers of which there are no more than this many, all of them whole, are probably names of classes.
    private const int MaxNames = 10;

    private readonly Dictionary<int, double> _classes = [];
    private readonly HashSet<float> _numbers = [];
    private double _first;
    private double _sum;
    private double _sumOfSquares;

    /// <summary>The number of labeled rows.</summary>
    public long Count { get; private set; }

    /// <summary>The sum of their weights.</summary>
    public double Weight { get; private set; }

    /// <summary>Checks a label that may be missing.</summary>
    /// <exception cref="InvalidOperationException">It is neither missing nor a label of this kind.</exception>
    public static void Check(float label, LabelKind kind)
    {
        bool isValid = float.IsNaN(label) || (kind == LabelKind.Class ? label is >= 0 and < MaxClass && label == MathF.Floor(label) : float.IsFinite(label));
        if (!isValid)
        {
            string expected = kind == LabelKind.Class ? $"a whole number from 0 to {MaxClass - 1}" : "finite";
            throw new InvalidOperationException(string.Create(
                CultureInfo.InvariantCulture, $"The label of a row must be {expected}, or NaN if it is missing, but one label is {label}."));
        }
    }

    /// <param name="label">The label of a row.</param>
    /// <param name="weight">The weight of the row; more than 0.</param>
    /// <exception cref="InvalidOperationException">The label is neither missing nor a label of this kind, or there are too many classes.</exception>
    public void Add(float label, float weight)
    {
        if (float.IsNaN(label))
        {
            return;
        }

        Check(label, kind);
        Weight += weight;
        if (Count++ == 0)
        {
            _first = label;
        }

        if (kind == LabelKind.Class)
        {
            _classes[(int)label] = _classes.GetValueOrDefault((int)label) + weight;
        }
        else
        {
            if (_numbers.Count <= MaxNames)
            {
                _numbers.Add(label);
            }

            double difference = label - _first;
            _sum += weight * difference;
            _sumOfSquares += weight * difference * difference;
        }

        ThrowIfTooManyClasses();
    }

    /// <summary>Adds the labels of all ranks, in their order.</summary>
    /// <exception cref="InvalidOperationException">There are too many classes.</exception>
    public void AddRanks(Ranks ranks)
    {
        if (ranks.Size == 1)
        {
            return;
        }

        IReadOnlyList<double[]> sums = ranks.Gather<double>([Count, Weight, _first, _sum, _sumOfSquares]);
        IReadOnlyList<double[]> classes = ranks.Gather<double>([.. _classes.OrderBy(entry => entry.Key).SelectMany(entry => (double[])[entry.Key, entry.Value])]);
        IReadOnlyList<float[]> numbers = ranks.Gather<float>([.. _numbers]);
        (Count, Weight, _first, _sum, _sumOfSquares) = (0, 0, 0, 0, 0);
        _classes.Clear();
        for (int rank = 0; rank < sums.Count; rank++)
        {
            Add(sums[rank]);
            for (int i = 0; i < classes[rank].Length; i += 2)
            {
                int label = (int)classes[rank][i];
                _classes[label] = _classes.GetValueOrDefault(label) + classes[rank][i + 1];
            }

            _numbers.UnionWith(numbers[rank]);
        }

        ThrowIfTooManyClasses();
    }

    /// <summary>The labels, in ascending order, if they are numbers of which there are so few that they are probably classes; otherwise empty.</summary>
    public IReadOnlyList<float> PossibleClasses => _numbers.Count is > 1 and <= MaxNames && _numbers.All(float.IsInteger) ? [.. _numbers.Order()] : [];

    private void ThrowIfTooManyClasses()
    {
        if (_classes.Count > MaxClasses)
        {
            throw new InvalidOperationException(
                $"The first {Count} labels have more than {MaxClasses} classes, so they look like names of rows. Use a label with fewer classes, or one that is a "
                + "number.");
        }
    }

    /// <summary>Adds the sums over other labels, which were taken after subtracting another value.</summary>
    private void Add(double[] sums)
    {
        (double count, double weight, double first, double sum, double squares) = (sums[0], sums[1], sums[2], sums[3], sums[4]);
        if (count == 0)
        {
            return;
        }

        _first = Count == 0 ? first : _first;
        double shift = first - _first;
        Count += (long)count;
        Weight += weight;
        _sum += sum + (weight * shift);
        _sumOfSquares += squares + (2 * shift * sum) + (weight * shift * shift);
    }

    /// <summary>What a fit learns from the labels.</summary>
    /// <param name="totalWeight">The sum of the weights of all rows, including those without a label.</param>
    public LabelEncoding Encoding(double totalWeight)
    {
        double mean = Count == 0 ? 0 : _sum / Weight;
        double deviation = Count == 0 ? 0 : Math.Sqrt(Math.Max(0, (_sumOfSquares / Weight) - (mean * mean)));
        return new LabelEncoding(kind, [.. _classes.OrderBy(entry => entry.Key).Select(entry => (entry.Key, entry.Value))], _first + mean, deviation, Weight / totalWeight);
    }
}
