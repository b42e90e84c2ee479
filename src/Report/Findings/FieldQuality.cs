using System.Diagnostics;

namespace MLNet.Autoencoder.Report.Findings;

/// <summary>How well a field is reconstructed.</summary>
/// <param name="Field">The field.</param>
/// <param name="Score">
/// Over the rows that have a value. For a number: 1 − Σ(x − x̂)² / Σ(x − x̄)², NaN if it does not vary. For a category or a Boolean: the fraction of
/// rows whose most likely choice is correct.
/// </param>
internal readonly record struct FieldQuality(Field Field, double Score)
{
    public static FieldQuality Of(DataFindings findings, Field field)
    {
        int[] rows = [.. Enumerable.Range(0, findings.Count).Where(row => !FieldValue.IsMissing(SlotsOf(findings.Row(row), field), field))];
        double score = field.Slots.Kind switch
        {
            _ when rows is [] => double.NaN,
            SlotKind.Continuous => ExplainedVariance(findings, rows, field.Slots.Start),
            SlotKind.Binary or SlotKind.OneHot =>
                rows.Average(row => ChoiceOf(findings.Row(row), field) == ChoiceOf(findings.Reconstruction(row), field) ? 1.0 : 0),
            var kind => throw new UnreachableException($"The slots of {field.Name} have the unknown kind {kind}."),
        };
        return new(field, score);
    }

    private static double ExplainedVariance(DataFindings findings, int[] rows, int slot)
    {
        double mean = rows.Average(row => (double)findings.Row(row)[slot]);
        double total = rows.Sum(row => Square(findings.Row(row)[slot] - mean));
        double error = rows.Sum(row => Square((double)findings.Row(row)[slot] - findings.Reconstruction(row)[slot]));
        return total > 0 ? 1 - (error / total) : double.NaN;
    }

    private static double Square(double value) => value * value;

    private static int ChoiceOf(ReadOnlySpan<float> row, Field field) => field.Slots.Kind == SlotKind.Binary
        ? (row[field.Slots.Start] >= 0.5f ? 1 : 0)
        : FieldValue.IndexOfLargest(SlotsOf(row, field));

    private static ReadOnlySpan<float> SlotsOf(ReadOnlySpan<float> row, Field field) => row.Slice(field.Slots.Start, field.Slots.Count);
}
