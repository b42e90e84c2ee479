namespace MLNet.Autoencoder.Detection;

/// <summary>The scores of rows that the model was not fitted to, which say how unusual another score is.</summary>
/// <remarks>
/// As p-values, these are conformal (Vovk, Gammerman and Shafer, Algorithmic Learning in a Random World, 2005): if the rows of the fit and a new row come from
/// one distribution, its p-value is at most p with probability at most p.
/// </remarks>
internal sealed class ReferenceScores
{
    private readonly float[] _scores;
    private readonly float[] _weights;

    // The total weight of the scores from an index on, and the mean weight, which the new row has.
    private readonly double[] _weightFrom;
    private readonly double _meanWeight;

    /// <param name="scores">The scores in ascending order; at least one.</param>
    /// <param name="weights">The weight of each; empty if all weights are 1.</param>
    /// <param name="areHeldOut">Whether the rows were held out of the fit.</param>
    public ReferenceScores(float[] scores, float[] weights, bool areHeldOut)
    {
        (_scores, _weights, AreHeldOut) = (scores, weights, areHeldOut);
        _weightFrom = new double[scores.Length + 1];
        for (int i = scores.Length - 1; i >= 0; i--)
        {
            _weightFrom[i] = _weightFrom[i + 1] + (weights.Length == 0 ? 1 : weights[i]);
        }

        _meanWeight = _weightFrom[0] / scores.Length;
    }

    /// <summary>Whether the rows were held out of the fit. Otherwise their scores are too low.</summary>
    public bool AreHeldOut { get; }

    /// <summary>The number of scores.</summary>
    public int Count => _scores.Length;

    /// <summary>The scores in ascending order.</summary>
    public ReadOnlySpan<float> Scores => _scores;

    /// <summary>The weight of each score; empty if all weights are 1.</summary>
    public ReadOnlySpan<float> Weights => _weights;

    /// <summary>Sorts scores and leaves out those that are not finite.</summary>
    /// <param name="scores">The scores.</param>
    /// <param name="weights">Their weights; empty if all weights are 1.</param>
    /// <param name="areHeldOut">Whether the rows were held out of the fit.</param>
    public static ReferenceScores Of(IReadOnlyList<float> scores, IReadOnlyList<float> weights, bool areHeldOut)
    {
        int[] order = [.. Enumerable.Range(0, scores.Count).Where(i => float.IsFinite(scores[i])).OrderBy(i => scores[i])];
        return new ReferenceScores([.. order.Select(i => scores[i])], weights.Count == 0 ? [] : [.. order.Select(i => weights[i])], areHeldOut);
    }

    /// <summary>The share of rows, the new one included, that score at least as high.</summary>
    /// <param name="score">The score of the new row.</param>
    /// <returns>The p-value, greater than 0 and at most 1; NaN for NaN.</returns>
    public float PValue(float score)
    {
        if (float.IsNaN(score))
        {
            return float.NaN;
        }

        int first = FirstAtLeast(score);
        return (float)((_weightFrom[first] + _meanWeight) / (_weightFrom[0] + _meanWeight));
    }

    /// <summary>The share of each score in the p-value of a score that is not higher.</summary>
    public float[] Shares()
    {
        double total = _weightFrom[0] + _meanWeight;
        return [.. Enumerable.Range(0, Count).Select(i => (float)((_weightFrom[i] - _weightFrom[i + 1]) / total))];
    }

    /// <summary>The share of the new row itself: the lowest p-value.</summary>
    public float OwnShare => (float)(_meanWeight / (_weightFrom[0] + _meanWeight));

    /// <summary>The lowest of the scores above which the p-value is at most a given share; the highest of all if there are too few for that.</summary>
    /// <param name="share">The share.</param>
    public float ThresholdFor(float share)
    {
        int index = 0;
        while (index < _scores.Length - 1 && _weightFrom[index + 1] + _meanWeight > share * (_weightFrom[0] + _meanWeight))
        {
            index++;
        }

        return _scores[index];
    }

    /// <summary>Whether there are enough scores for a share to be told from 0.</summary>
    /// <param name="share">The share.</param>
    public bool Resolves(float share) => share * (_weightFrom[0] + _meanWeight) >= _meanWeight;

    private int FirstAtLeast(float score)
    {
        int low = 0, high = _scores.Length;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            (low, high) = _scores[middle] < score ? (middle + 1, high) : (low, middle);
        }

        return low;
    }
}
