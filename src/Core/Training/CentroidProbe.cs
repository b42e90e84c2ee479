using MLNet.Autoencoder.Communication;

namespace MLNet.Autoencoder.Training;

/// <summary>What the codes of an epoch tell about classes: how often a held-out code is nearest to the mean code of its own class.</summary>
/// <param name="classes">The number of classes.</param>
/// <param name="dimension">q.</param>
internal sealed class CentroidProbe(int classes, int dimension)
{
    // With more classes, looking for the nearest one would take as long as the fit.
    private const int MaxClasses = 1_000;

    /// <summary>The most values of all centroids together; more would take gigabytes.</summary>
    private const long MaxValues = 1 << 28;

    private readonly double[] _sums = new double[checked(classes * dimension)];
    private readonly double[] _counts = new double[classes];
    private readonly float[] _centroids = new float[checked(classes * dimension)];
    private long _rows;
    private long _hits;

    /// <summary>Whether there are classes, few enough for their centroids.</summary>
    public static bool IsPossible(int classes, int dimension) => classes is > 0 and <= MaxClasses && (long)classes * dimension <= MaxValues;

    /// <summary>The fraction of held-out rows whose class is that of the nearest centroid; <see langword="null"/> if no held-out row has a class.</summary>
    public double? Accuracy => _rows == 0 ? null : (double)_hits / _rows;

    /// <summary>Starts an epoch.</summary>
    public void Clear()
    {
        Array.Clear(_sums);
        Array.Clear(_counts);
        (_rows, _hits) = (0, 0);
    }

    /// <summary>Adds the codes of training rows to the mean codes of their classes.</summary>
    public void Learn(TrainingBatch batch)
    {
        for (int row = 0; row < batch.Count; row++)
        {
            if (float.IsNaN(batch.Labels[row]))
            {
                continue;
            }

            int label = (int)batch.Labels[row];
            _counts[label]++;
            for (int unit = 0; unit < dimension; unit++)
            {
                _sums[(label * dimension) + unit] += batch.Codes[(row * dimension) + unit];
            }
        }
    }

    /// <summary>Ends the training part of an epoch.</summary>
    /// <param name="ranks">The ranks, whose codes are added.</param>
    public void FindCentroids(Ranks ranks)
    {
        ranks.Sum(_sums);
        ranks.Sum(_counts);
        for (int i = 0; i < _centroids.Length; i++)
        {
            _centroids[i] = (float)(_sums[i] / _counts[i / dimension]);
        }
    }

    /// <summary>Ends the part of an epoch that judges held-out rows.</summary>
    public void AddHits(Ranks ranks)
    {
        double[] counts = [_rows, _hits];
        ranks.Sum(counts);
        (_rows, _hits) = ((long)counts[0], (long)counts[1]);
    }

    /// <summary>Counts the held-out rows of a batch whose nearest centroid is that of their class.</summary>
    public void Judge(TrainingBatch batch)
    {
        for (int row = 0; row < batch.Count; row++)
        {
            if (!float.IsNaN(batch.Labels[row]))
            {
                _rows++;
                _hits += Nearest(batch.Codes.Slice(row * dimension, dimension)) == (int)batch.Labels[row] ? 1 : 0;
            }
        }
    }

    /// <summary>The class of the nearest centroid. A class without rows has a centroid of NaN, which is never nearest.</summary>
    private int Nearest(ReadOnlySpan<float> code)
    {
        int nearest = -1;
        double least = double.PositiveInfinity;
        for (int label = 0; label < classes; label++)
        {
            double distance = 0;
            for (int unit = 0; unit < dimension; unit++)
            {
                double difference = (double)code[unit] - _centroids[(label * dimension) + unit];
                distance += difference * difference;
            }

            (nearest, least) = distance < least ? (label, distance) : (nearest, least);
        }

        return nearest;
    }
}
