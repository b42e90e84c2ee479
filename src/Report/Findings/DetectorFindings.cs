using MLNet.Autoencoder.Detection;
using MLNet.Autoencoder.Diagnostics;

namespace MLNet.Autoencoder.Report.Findings;

/// <summary>Everything that a report shows about an anomaly detector and rows. Rows are read once; only samples, sums and the top rows are kept.</summary>
internal sealed class DetectorFindings
{
    private const int BlockValues = 1 << 16;
    private const int TopRows = 20;
    private const int TopLabels = 100;

    private readonly DetectorScorer _scorer;
    private readonly Reservoir _reservoir;
    private readonly List<(float Score, bool? IsAnomalous)> _sample = [];
    private readonly PriorityQueue<ScoredRow, (float Score, long Order)> _top = new();
    private readonly PriorityQueue<bool, (float Score, long Order)> _topLabels = new();
    private readonly double[] _shares;
    private readonly double[] _flaggedShares;
    private long _sharedRows;
    private long _sharedFlagged;

    private DetectorFindings(AnomalyDetector detector, IReadOnlyList<string> slotNames, int maximumRows)
    {
        Detector = detector;
        SlotNames = slotNames;
        HasContributions = detector.Score != AnomalyScore.VariationalBound;
        _scorer = new DetectorScorer(detector);
        _reservoir = new Reservoir(maximumRows);
        _shares = new double[detector.Model.InputDimension];
        _flaggedShares = new double[detector.Model.InputDimension];
    }

    /// <summary>A row among those with the highest scores.</summary>
    /// <param name="Number">Its number among all rows, counted from 1.</param>
    /// <param name="Score">Its score.</param>
    /// <param name="Values">Its values, <c>[d]</c>.</param>
    public sealed record ScoredRow(long Number, float Score, float[] Values);

    public AnomalyDetector Detector { get; }

    public IReadOnlyList<string> SlotNames { get; }

    /// <summary>Whether the score is a sum over slots.</summary>
    public bool HasContributions { get; }

    public long RowCount { get; private set; }

    /// <summary>The number of rows whose score is NaN.</summary>
    public long UnscoredCount { get; private set; }

    public long ScoredCount => RowCount - UnscoredCount;

    /// <summary>The number of rows above the threshold.</summary>
    public long FlaggedCount { get; private set; }

    /// <summary>The number of rows with both a score and a label.</summary>
    public long LabeledCount { get; private set; }

    /// <summary>Those of them that are anomalous by their label.</summary>
    public long AnomalousCount { get; private set; }

    /// <summary>Those of the rows with a label that are above the threshold.</summary>
    public long LabeledFlaggedCount { get; private set; }

    /// <summary>Those of the anomalous rows that are above the threshold.</summary>
    public long FoundCount { get; private set; }

    /// <summary>The scores, or a random sample of them.</summary>
    public IReadOnlyList<float> Scores => [.. _sample.Select(one => one.Score)];

    /// <summary>The rows with the highest scores, the highest first.</summary>
    public IReadOnlyList<ScoredRow> Top { get; private set; } = [];

    /// <summary>The labels of the rows with the highest scores, the highest first.</summary>
    public IReadOnlyList<bool> LabelsOfTop { get; private set; } = [];

    /// <summary>The mean share of each slot in the score of a row, <c>[d]</c>.</summary>
    public IReadOnlyList<double> Shares => [.. _shares.Select(sum => sum / _sharedRows)];

    /// <summary>The same over the rows above the threshold; NaN if there are none.</summary>
    public IReadOnlyList<double> FlaggedShares => [.. _flaggedShares.Select(sum => sum / _sharedFlagged)];

    /// <summary>Reads and scores rows.</summary>
    /// <param name="detector">The detector.</param>
    /// <param name="reader">The rows.</param>
    /// <param name="slotNames">The names of the slots; null or empty for a slot without a name.</param>
    /// <param name="maximumRows">The maximum number of scores to keep.</param>
    /// <param name="isAnomalous">What a label says; null if it is missing.</param>
    public static DetectorFindings Of(
        AnomalyDetector detector, ILabeledReader reader, IReadOnlyList<string> slotNames, int maximumRows, Func<RowLabel, bool?> isAnomalous)
    {
        var findings = new DetectorFindings(detector, slotNames, maximumRows);
        findings.Read(reader, isAnomalous);
        return findings;
    }

    /// <summary>The contributions and the expected values of a row; no contributions if the score has none.</summary>
    public (float[] Contributions, float[] Expected) Explain(ScoredRow row)
    {
        float[] contributions = new float[row.Values.Length], expected = new float[row.Values.Length];
        _scorer.Score(row.Values, new float[1], contributions, expected);
        return (contributions, expected);
    }

    /// <summary>
    /// The probability that an anomalous row scores higher than another one, where a tie counts half; NaN unless there are both. Over the kept scores.
    /// </summary>
    public double AreaUnderRocCurve()
    {
        (float Score, bool IsAnomalous)[] labeled =
            [.. _sample.Where(one => one.IsAnomalous is not null).Select(one => (one.Score, one.IsAnomalous!.Value)).OrderBy(one => one.Score)];
        double below = 0, area = 0, positives = 0;
        foreach (IGrouping<float, (float Score, bool IsAnomalous)> tied in labeled.GroupBy(one => one.Score))
        {
            int anomalous = tied.Count(one => one.IsAnomalous), normal = tied.Count() - anomalous;
            area += anomalous * (below + (normal / 2.0));
            below += normal;
            positives += anomalous;
        }

        return area / (positives * below);
    }

    private void Read(ILabeledReader reader, Func<RowLabel, bool?> isAnomalous)
    {
        int d = Detector.Model.InputDimension, capacity = Math.Max(1, BlockValues / d), count;
        float[] rows = new float[checked(capacity * d)], scores = new float[capacity], contributions = new float[HasContributions ? rows.Length : 0];
        bool?[] labels = new bool?[capacity];
        do
        {
            for (count = 0; count < capacity && reader.Read(rows.AsSpan(count * d, d)); count++)
            {
                labels[count] = isAnomalous(reader.Label);
            }

            _scorer.Score(rows.AsSpan(0, count * d), scores.AsSpan(0, count), contributions.AsSpan(0, HasContributions ? count * d : 0), []);
            for (int i = 0; i < count; i++)
            {
                Add(rows.AsSpan(i * d, d), scores[i], HasContributions ? contributions.AsSpan(i * d, d) : [], labels[i]);
            }
        }
        while (count == capacity);

        Top = [.. Descending(_top)];
        LabelsOfTop = [.. Descending(_topLabels)];
    }

    private void Add(ReadOnlySpan<float> row, float score, ReadOnlySpan<float> contributions, bool? isAnomalous)
    {
        RowCount++;
        if (float.IsNaN(score))
        {
            UnscoredCount++;
            return;
        }

        bool isFlagged = score > Detector.Threshold;
        FlaggedCount += isFlagged ? 1 : 0;
        Keep((score, isAnomalous));
        AddShares(score, contributions, isFlagged);

        // The queues give up their lowest element first. Of rows with the same score, the later ones are given up.
        if (_top.Count < TopRows || score > _top.Peek().Score)
        {
            _top.Enqueue(new ScoredRow(RowCount, score, [.. row]), (score, -RowCount));
            Trim(_top, TopRows);
        }

        if (isAnomalous is { } label)
        {
            LabeledCount++;
            AnomalousCount += label ? 1 : 0;
            LabeledFlaggedCount += isFlagged ? 1 : 0;
            FoundCount += isFlagged && label ? 1 : 0;
            _topLabels.Enqueue(label, (score, -RowCount));
            Trim(_topLabels, TopLabels);
        }
    }

    private void Keep((float Score, bool? IsAnomalous) one)
    {
        int place = _reservoir.Place();
        if (place == _sample.Count)
        {
            _sample.Add(one);
        }
        else if (place >= 0)
        {
            _sample[place] = one;
        }
    }

    private void AddShares(float score, ReadOnlySpan<float> contributions, bool isFlagged)
    {
        if (contributions.IsEmpty || !(score > 0) || float.IsInfinity(score))
        {
            return;
        }

        _sharedRows++;
        _sharedFlagged += isFlagged ? 1 : 0;
        for (int slot = 0; slot < contributions.Length; slot++)
        {
            double share = contributions[slot] / score;
            _shares[slot] += share;
            _flaggedShares[slot] += isFlagged ? share : 0;
        }
    }

    private static void Trim<T>(PriorityQueue<T, (float Score, long Order)> queue, int count)
    {
        if (queue.Count > count)
        {
            queue.Dequeue();
        }
    }

    private static IEnumerable<T> Descending<T>(PriorityQueue<T, (float Score, long Order)> queue) =>
        queue.UnorderedItems.OrderByDescending(item => item.Priority).Select(item => item.Element);
}
