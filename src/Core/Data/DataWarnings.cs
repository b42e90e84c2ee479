using System.Globalization;
using MLNet.Autoencoder.Foundation;

namespace MLNet.Autoencoder.Data;

/// <summary>Tells of columns that make no sense to fit to.</summary>
internal static class DataWarnings
{
    /// <summary>Where nothing is scaled, a slot that spreads so many times as much as another leaves it unheard.</summary>
    private const double MostUnevenSpread = 1000;

    public static void Tell(ColumnStatistics statistics, RowOptions options, IMonitor monitor)
    {
        IEnumerable<int> slots = [.. Enumerable.Range(0, statistics.Dimension)];
        TellOfSlots([.. slots.Where(slot => !statistics.IsObserved(slot))], "never held a value", statistics, monitor);
        TellOfSlots(
            [.. slots.Where(slot => statistics.IsObserved(slot) && statistics.Range(slot) == 0)], "hold one value in every row", statistics, monitor);

        double[] deviations = [.. slots.Select(slot => Math.Sqrt(statistics.Variance(slot))).Where(deviation => deviation > 0)];
        if (options.Scaling == Scaling.None && deviations.Length > 0 && deviations.Max() > MostUnevenSpread * deviations.Min())
        {
            monitor.Warn(string.Create(
                CultureInfo.InvariantCulture,
                $"With Scaling = None the deviations of the slots lie between {deviations.Min():G3} and {deviations.Max():G3}: the model will "
                + $"hardly see the small ones. Use Scaling = Standardize."));
        }
    }

    private static void TellOfSlots(int[] slots, string fault, ColumnStatistics statistics, IMonitor monitor)
    {
        if (slots.Length > 0)
        {
            monitor.Warn(string.Create(
                CultureInfo.InvariantCulture,
                $"{slots.Length} of {statistics.Dimension} slots, slot {slots[0]} the first of them, {fault}: there is nothing to learn from them."));
        }
    }
}
