namespace MLNet.Autoencoder.Diagnostics;

/// <summary>Which units fire together, and which have similar directions.</summary>
/// <param name="firings">Which units fire for which rows.</param>
/// <param name="directions">The directions of the units.</param>
/// <param name="maxUnits">The maximum number of related units to find.</param>
internal sealed class UnitRelations(Firings firings, UnitDirections directions, int maxUnits)
{
    private readonly int[] _together = new int[firings.RestingCodes.Length];
    private readonly float[] _cosines = new float[firings.RestingCodes.Length];

    /// <summary>The units related to another in both ways, each list with the strongest relation first.</summary>
    public (IReadOnlyList<RelatedUnit> FiresWith, IReadOnlyList<RelatedUnit> PointsWith) Of(int unit)
    {
        CountTogether(unit);
        directions.Cosines(unit, _cosines);
        RelatedUnit[] others =
        [
            .. Enumerable.Range(0, _together.Length).Where(other => other != unit && firings.CountOf(other) > 0)
                .Select(other => new RelatedUnit(other, Correlation(unit, other), Math.Clamp(_cosines[other], -1, 1))),
        ];
        return (Strongest(others, other => other.FiringCorrelation), Strongest(others, other => other.Cosine));
    }

    /// <summary>Counts the rows for which each unit fires together with another: only entries that fire are visited.</summary>
    private void CountTogether(int unit)
    {
        Array.Clear(_together);
        foreach (int row in firings.OfUnit(unit).Others)
        {
            foreach (int other in firings.OfRow(row).Others)
            {
                _together[other]++;
            }
        }
    }

    /// <summary>The correlation of two events with a and b rows, c of them in common: (nc − ab) / √(a(n − a)·b(n − b)).</summary>
    private double Correlation(int unit, int other)
    {
        double n = firings.RowCount, a = firings.CountOf(unit), b = firings.CountOf(other);
        double scale = Math.Sqrt(a * (n - a) * b * (n - b));
        return scale > 0 ? Math.Clamp(((n * _together[other]) - (a * b)) / scale, -1, 1) : 0;
    }

    private RelatedUnit[] Strongest(RelatedUnit[] others, Func<RelatedUnit, double> relation) =>
        [.. others.Where(other => relation(other) > 0).OrderByDescending(relation).ThenBy(other => other.Unit).Take(maxUnits)];
}
