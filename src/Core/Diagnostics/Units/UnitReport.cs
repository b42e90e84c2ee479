using System.Globalization;

namespace MLNet.Autoencoder;

/// <summary>What latent units stand for, as far as rows show it: created by <see cref="UnitExtensions.Explain"/>.</summary>
/// <remarks>
/// If codes are rectified (none is negative, and some are 0, as in a <see cref="Sparse"/> autoencoder with <see cref="TopK"/> or <see cref="L1Penalty"/>), a
/// unit fires for a row if its code is more than 0, and is switched off by setting its code to 0. In other models, codes are never exactly 0. There a unit fires
/// if its code exceeds its mean over the rows by more than one standard deviation, and is switched off by setting its code to the mean.
/// </remarks>
public sealed class UnitReport
{
    internal UnitReport(IReadOnlyList<UnitExplanation> units, int latentDimension, int firingUnits, int rowCount)
    {
        Units = units;
        LatentDimension = latentDimension;
        FiringUnits = firingUnits;
        RowCount = rowCount;
    }

    /// <summary>The units, in the order of <see cref="UnitReportOptions.Units"/>, or those first that move the reconstruction most over all rows.</summary>
    public IReadOnlyList<UnitExplanation> Units { get; }

    /// <summary>q, the number of latent units of the model.</summary>
    public int LatentDimension { get; }

    /// <summary>The number of units that fire for at least one row, explained or not.</summary>
    public int FiringUnits { get; }

    /// <summary>The number of rows that were used.</summary>
    public int RowCount { get; }

    /// <summary>The names of the slots, <c>[d]</c>, empty for a slot without a name; an empty list if no slot has one.</summary>
    public IReadOnlyList<string> SlotNames { get; internal init; } = [];

    /// <summary>The names of the values in <see cref="UnitRow.Shown"/>; an empty list if no values are shown.</summary>
    public IReadOnlyList<string> ShownNames { get; internal init; } = [];

    /// <summary>The names of the scores in <see cref="UnitEffect.ScoreChanges"/>, <c>[s]</c>; an empty list if they have none.</summary>
    public IReadOnlyList<string> ScoreNames { get; internal init; } = [];

    /// <summary>The explanation of a unit.</summary>
    /// <param name="unit">A unit that the report explains.</param>
    /// <returns>The explanation.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The report does not explain the unit.</exception>
    public UnitExplanation Of(int unit) => Units.FirstOrDefault(explained => explained.Unit == unit) ?? throw new ArgumentOutOfRangeException(
        nameof(unit),
        unit,
        string.Create(
            CultureInfo.InvariantCulture,
            $"The report explains {Units.Count} of {LatentDimension} units, but not unit {unit}. Name it in {nameof(UnitReportOptions)}.{nameof(UnitReportOptions.Units)}."));

    /// <summary>The same report with names for slots, and with values that show a reader what each listed row is about.</summary>
    /// <param name="slotNames">The names of the slots, <c>[d]</c>, empty for a slot without a name; an empty list if no slot has one.</param>
    /// <param name="shownNames">The names of the values that are shown for each row.</param>
    /// <param name="shownValues">Returns the values of a row, one per name. It receives the index of the row in the source, counted from 0.</param>
    /// <returns>The report.</returns>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException">The number of slot names is less than the index of a listed slot requires, or a row has the wrong number of values.</exception>
    public UnitReport WithNames(IReadOnlyList<string> slotNames, IReadOnlyList<string> shownNames, Func<long, IReadOnlyList<string>> shownValues)
    {
        ArgumentNullException.ThrowIfNull(slotNames);
        ArgumentNullException.ThrowIfNull(shownNames);
        ArgumentNullException.ThrowIfNull(shownValues);
        int named = Units.SelectMany(unit => unit.Effect.Slots).Select(change => change.Slot + 1).DefaultIfEmpty(0).Max();
        if (slotNames.Count > 0 && slotNames.Count < named)
        {
            throw new ArgumentException(
                $"{slotNames.Count} slot names were given, but the report mentions slot {named - 1}. Pass one name per slot, or none at all.", nameof(slotNames));
        }

        UnitRow Shown(UnitRow row) => row with { Shown = Checked(shownValues(row.Row), row.Row) };
        IReadOnlyList<string> Checked(IReadOnlyList<string> values, long row) => values.Count == shownNames.Count ? values : throw new ArgumentException(
            $"{values.Count} values were returned for row {row}, but there are {shownNames.Count} names. Return one value per name.", nameof(shownValues));
        UnitExplanation[] units = [.. Units.Select(unit => unit with { TopRows = [.. unit.TopRows.Select(Shown)], WeakRows = [.. unit.WeakRows.Select(Shown)] })];
        return new UnitReport(units, LatentDimension, FiringUnits, RowCount) { SlotNames = slotNames, ShownNames = shownNames, ScoreNames = ScoreNames };
    }

    /// <summary>The same report with names for the scores.</summary>
    internal UnitReport WithScoreNames(IReadOnlyList<string> names) =>
        new(Units, LatentDimension, FiringUnits, RowCount) { SlotNames = SlotNames, ShownNames = ShownNames, ScoreNames = names };
}
