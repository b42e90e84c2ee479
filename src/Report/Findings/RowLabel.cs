namespace MLNet.Autoencoder.Report.Findings;

/// <summary>What a label column says of a row.</summary>
/// <param name="Text">The name of a category; null for a number.</param>
/// <param name="Number">The number; of a category its place in the order, if it has one; NaN where there is no label.</param>
internal readonly record struct RowLabel(string? Text, double Number)
{
    public static RowLabel Missing => new(null, double.NaN);

    public bool IsMissing => Text is null && !double.IsFinite(Number);
}
