using System.Globalization;
using MLNet.Autoencoder.Data;

namespace MLNet.Autoencoder;

/// <summary>
/// Finds slots whose units make the reconstruction error their own: it is a sum of squares in the units of the input, so a slot in the thousands drowns out
/// slots of size 1.
/// </summary>
internal static class ErrorUnits
{
    /// <summary>A slot outweighs the others if its size is more than this multiple of the median of theirs: its squares then count a hundredfold.</summary>
    private const double MaxRatio = 10;

    /// <summary>Describes the slot that outweighs the others, and what to do; <see langword="null"/> if there is none.</summary>
    /// <param name="options">The options, which name the columns of errors.</param>
    /// <param name="statistics">The statistics of the rows.</param>
    /// <param name="scaling">The scaling of the model.</param>
    /// <param name="slotNames">The names of the slots; empty for a slot without a name.</param>
    public static string? FindFault(
        AutoencoderFeaturesOptions options, ColumnStatistics statistics, InputScaling scaling, Func<IReadOnlyList<string>> slotNames)
    {
        bool hasBetterError = options.ScaledReconstructionErrorColumnName is not null;
        if (options.ReconstructionErrorColumnName is not { } column || hasBetterError || options.Reconstruction.IsOnUnitInterval)
        {
            return null;
        }

        int[] slots = [.. Enumerable.Range(0, statistics.Dimension).Where(slot => statistics.Variance(slot) > 0).OrderBy(slot => SizeOf(slot, statistics))];
        if (slots.Length < 2 || scaling.HasOneScale(slots.Contains))
        {
            return null;
        }

        // The median of the others; the lower one if there are two.
        int largest = slots[^1], median = slots[(slots.Length - 2) / 2];
        double ratio = SizeOf(largest, statistics) / SizeOf(median, statistics);
        if (ratio <= MaxRatio)
        {
            return null;
        }

        string name = slotNames()[largest] is { Length: > 0 } text ? $" ('{text}')" : string.Empty;
        string remedy = scaling.IsIdentity
            ? $"set {nameof(options.Scaling)} = {nameof(Scaling.Standardize)} and use {nameof(options.ScaledReconstructionErrorColumnName)}"
            : $"use {nameof(options.ScaledReconstructionErrorColumnName)}";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{nameof(options.ReconstructionErrorColumnName)} is '{column}', an error in the units of the input, in which slot {largest}{name} outweighs the "
            + $"others: its standard deviation, {SizeOf(largest, statistics):G3}, is {ratio:F0} times their median. For an error in which all slots count "
            + $"alike, {remedy}, or standardize the columns first, for example by NormalizeMeanVariance with fixZero: false.");
    }

    /// <summary>
    /// The standard deviation; ½, that of a coin, for a slot from 0 to 1. Such a slot is probably a Boolean or a category, and how rare it is says nothing
    /// about its unit.
    /// </summary>
    private static double SizeOf(int slot, ColumnStatistics statistics) =>
        statistics.Minimum(slot) == 0 && statistics.Range(slot) == 1 ? 0.5 : Math.Sqrt(statistics.Variance(slot));
}
