namespace MLNet.Autoencoder.Report.Findings;

/// <summary>The label of a row.</summary>
/// <param name="Text">The name of a category; null for a number.</param>
/// <param name="Number">The number, or the position of a category if categories have an order; NaN if there is no label.</param>
internal readonly record struct RowLabel(string? Text, double Number)
{
    public static RowLabel Missing => new(null, double.NaN);

    public bool IsMissing => Text is null && !double.IsFinite(Number);
}
