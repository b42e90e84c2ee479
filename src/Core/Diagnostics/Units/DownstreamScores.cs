namespace MLNet.Autoencoder.Diagnostics;

/// <summary>How the scores that somebody computes from codes change when a unit is switched off.</summary>
/// <param name="firings">The codes.</param>
/// <param name="downstream">Computes scores, <c>[n, s]</c>, from codes, <c>[n, q]</c>.</param>
internal sealed class DownstreamScores(Firings firings, Func<float[], float[]> downstream)
{
    private readonly int _dimension = firings.RestingCodes.Length;
    private int? _scoreCount;

    /// <summary>The change of each score, averaged over rows, <c>[s]</c>; empty if there are no rows.</summary>
    /// <exception cref="InvalidOperationException">A wrong number of scores was returned.</exception>
    public double[] Changes(int unit, IReadOnlyList<int> rows)
    {
        if (rows.Count == 0)
        {
            return [];
        }

        float[] codes = new float[checked(rows.Count * _dimension)];
        for (int i = 0; i < rows.Count; i++)
        {
            firings.CopyCode(rows[i], codes.AsSpan(i * _dimension, _dimension));
        }

        float[] without = [.. codes];
        for (int i = unit; i < without.Length; i += _dimension)
        {
            without[i] = firings.RestingCodes[unit];
        }

        float[] scoresWith = Scores(codes, rows.Count), scoresWithout = Scores(without, rows.Count);
        double[] changes = new double[scoresWith.Length / rows.Count];
        for (int i = 0; i < scoresWith.Length; i++)
        {
            changes[i % changes.Length] += ((double)scoresWithout[i] - scoresWith[i]) / rows.Count;
        }

        return changes;
    }

    private float[] Scores(float[] codes, int rowCount)
    {
        float[]? scores = downstream(codes);
        if (scores is null || scores.Length == 0 || scores.Length % rowCount != 0 || scores.Length / rowCount != (_scoreCount ??= scores.Length / rowCount))
        {
            throw new InvalidOperationException(
                $"{nameof(UnitReportOptions.Downstream)} returned {scores?.Length.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "null"} scores for "
                + $"{rowCount} codes{(_scoreCount is { } count ? $", but {count} per code before" : string.Empty)}. Return the same number of scores, 1 or more, for each code.");
        }

        return scores;
    }
}
