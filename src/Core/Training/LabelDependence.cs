using MLNet.Autoencoder.Data;
using MLNet.Autoencoder.Foundation;
using MLNet.Autoencoder.Numerics;

namespace MLNet.Autoencoder.Training;

/// <summary>
/// Whether a slot of the rows depends on their labels, by a permutation test. The statistic is the largest share of a slot's variance that labels explain: η²
/// for classes, r² for numbers.
/// </summary>
/// <remarks>
/// A permutation of the labels keeps everything but their dependence on rows, so the test assumes nothing about distributions. As each permutation is
/// represented by its best slot, neither the number of slots nor what they share matters (Westfall and Young, Resampling-Based Multiple Testing, 1993).
/// </remarks>
internal sealed class LabelDependence
{
    // A dependence that only more rows than this show is too weak to be of use.
    private const int MaxRows = 1_000;

    // The values of the sample that has these rows: a small part of the fit.
    private const int MaxValues = 1 << 22;

    // Labels that are noise have the largest statistic of all orders in one fit out of 200.
    private const int Permutations = 199;

    private readonly bool _hasClasses;
    private readonly int _dimension;

    // The index of each row's class among those of the sample, or its number.
    private readonly float[] _labels;
    private readonly double[] _weights;

    // The values of each row with their mean removed, times its weight, in units in which the squares of each slot add up to 1, [n, d].
    private readonly double[] _values;

    // For each class, or for all rows, the sum over its rows, [classes, d].
    private readonly double[] _sums;
    private readonly double[] _sumsOfWeights;

    private LabelDependence(RowStore rows, LabelEncoding labels, int dimension)
    {
        float[] encoded = [.. Enumerable.Range(0, rows.Count).Select(row => labels.Encode(rows.Label(row)))];
        int[] labeled = [.. Enumerable.Range(0, rows.Count).Where(row => !float.IsNaN(encoded[row])).Take(MaxRows)];
        float[] classes = labels.Kind == LabelKind.Class ? [.. labeled.Select(row => encoded[row]).Distinct().Order()] : [];
        _hasClasses = labels.Kind == LabelKind.Class;
        _dimension = dimension;
        _labels = Array.ConvertAll(labeled, row => _hasClasses ? Array.BinarySearch(classes, encoded[row]) : encoded[row]);
        _weights = Array.ConvertAll(labeled, row => (double)rows.Weight(row));
        _values = Standardized(rows, labeled, dimension);
        _sumsOfWeights = new double[Math.Max(1, classes.Length)];
        _sums = new double[checked(_sumsOfWeights.Length * dimension)];
    }

    /// <summary>Whether labels explain more of a slot than in any of 199 random orders.</summary>
    /// <param name="pool">The rows; they have labels.</param>
    /// <param name="seed">The seed of the fit.</param>
    public static bool IsEvident(RowPool pool, ulong seed)
    {
        int dimension = pool.Statistics.Dimension;
        RowStore sample = pool.Sample((int)Math.Clamp(MaxRows / pool.Labels!.Share, 1, Math.Max(1, MaxValues / dimension)));
        return new LabelDependence(sample, pool.Labels, dimension).IsEvident(seed);
    }

    private bool IsEvident(ulong seed)
    {
        float[] labels = [.. _labels];
        double observed = LargestShare(labels);
        for (int permutation = 0; permutation < Permutations; permutation++)
        {
            var order = new RandomPermutation(new RandomStream(seed, RandomPurpose.LabelOrder, (ulong)permutation), labels.Length);
            for (int i = 0; i < labels.Length; i++)
            {
                labels[i] = _labels[order[i]];
            }

            if (LargestShare(labels) >= observed)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The largest share of a slot's variance that labels explain.</summary>
    private double LargestShare(float[] labels)
    {
        _sums.AsSpan().Clear();
        _sumsOfWeights.AsSpan().Clear();
        double mean = _hasClasses ? 0 : labels.Select((label, i) => _weights[i] * label).Sum() / _weights.Sum();
        for (int i = 0; i < labels.Length; i++)
        {
            // A number is the coefficient of its row in the only sum.
            (int group, double factor) = _hasClasses ? ((int)labels[i], 1.0) : (0, labels[i] - mean);
            _sumsOfWeights[group] += _weights[i] * factor * factor;
            Span<double> sums = _sums.AsSpan(group * _dimension, _dimension);
            for (int slot = 0; slot < _dimension; slot++)
            {
                sums[slot] += factor * _values[(i * _dimension) + slot];
            }
        }

        return Enumerable.Range(0, _dimension).Max(ShareOf);
    }

    /// <summary>Σ (Σ wx)² / Σ w over the classes, or (Σ wyx)² / Σ wy².</summary>
    private double ShareOf(int slot)
    {
        double share = 0;
        for (int group = 0; group < _sumsOfWeights.Length; group++)
        {
            double sum = _sums[(group * _dimension) + slot];
            share += _sumsOfWeights[group] > 0 ? sum * sum / _sumsOfWeights[group] : 0;
        }

        return share;
    }

    private static double[] Standardized(RowStore rows, int[] labeled, int dimension)
    {
        float[] buffer = new float[dimension];
        var statistics = new ColumnStatistics(dimension);
        foreach (int row in labeled)
        {
            statistics.Add(rows.Read(row, buffer), rows.Weight(row));
        }

        double[] values = new double[checked(labeled.Length * dimension)];
        for (int i = 0; i < labeled.Length; i++)
        {
            ReadOnlySpan<float> row = rows.Read(labeled[i], buffer);
            for (int slot = 0; slot < dimension; slot++)
            {
                double norm = Math.Sqrt(statistics.TotalWeight * statistics.Variance(slot));
                values[(i * dimension) + slot] = norm > 0 ? rows.Weight(labeled[i]) * (row[slot] - statistics.Mean(slot)) / norm : 0;
            }
        }

        return values;
    }
}
