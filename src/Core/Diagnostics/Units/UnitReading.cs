using MLNet.Autoencoder.Numerics;

namespace MLNet.Autoencoder.Diagnostics;

/// <summary>Reads units: collects what rows show about each.</summary>
internal static class UnitReading
{
    /// <summary>The most rows on which a unit is switched off.</summary>
    private const int EffectRows = 256;

    /// <exception cref="InvalidOperationException">None of the rows can be encoded.</exception>
    public static UnitReport Of(AutoencoderModel model, IRowSource source, UnitReportOptions options)
    {
        SampledRows rows = SampledRows.Read(model, source, options.MaxRows);
        Firings firings = Firings.Of(model, rows);
        UnitDirections directions = UnitDirections.Of(model, firings);
        int[] firing = [.. Enumerable.Range(0, model.LatentDimension).Where(unit => firings.CountOf(unit) > 0)];
        IEnumerable<int> units = options.Units ?? MostInfluential(firing, firings, directions, options.MaxUnits);
        var relations = new UnitRelations(firings, directions, options.RelatedUnits);
        var effects = new UnitEffects(
            model,
            rows,
            SwitchedOff.Of(model, firings, directions),
            options.Downstream is { } downstream ? new DownstreamScores(firings, downstream) : null,
            options.Slots);
        UnitExplanation[] explanations = [.. units.Select(unit => Explain(unit, rows, firings, effects, relations, options))];
        return new UnitReport(explanations, model.LatentDimension, firing.Length, firings.RowCount);
    }

    /// <summary>The units that move the reconstruction most: Σ(z − rest)²·‖direction‖² over the rows for which they fire.</summary>
    private static IEnumerable<int> MostInfluential(int[] firing, Firings firings, UnitDirections directions, int maxUnits)
    {
        double Influence(int unit)
        {
            double sum = 0, rest = firings.RestingCodes[unit], length = directions.Length(unit);
            foreach (float code in firings.OfUnit(unit).Codes)
            {
                sum += (code - rest) * (code - rest) * length * length;
            }

            return sum;
        }

        return firing.OrderByDescending(Influence).ThenBy(unit => unit).Take(maxUnits);
    }

    private static UnitExplanation Explain(
        int unit, SampledRows rows, Firings firings, UnitEffects effects, UnitRelations relations, UnitReportOptions options)
    {
        UnitRow RowOf((int Row, float Code) one) => new(rows.IndexOf(one.Row), one.Code, []);
        var firingRows = new FiringRows(firings, unit);
        int count = firings.CountOf(unit);
        var (firesWith, pointsWith) = relations.Of(unit);
        return new UnitExplanation(
            unit,
            (double)count / firings.RowCount,
            Reductions.Sum(firings.OfUnit(unit).Codes) / Math.Max(1, count),
            count > 0 ? firingRows.Top(1)[0].Code : 0,
            firings.RestingCodes[unit],
            [.. firingRows.Top(options.TopRows).ToArray().Select(RowOf)],
            [.. firingRows.Weak(options.WeakRows, options.TopRows).Select(RowOf)],
            effects.Of(unit, firingRows.Sample(EffectRows)),
            firesWith,
            pointsWith);
    }
}
