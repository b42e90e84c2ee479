namespace MLNet.Autoencoder.Data;

/// <summary>Finds slots with tails so heavy that a standard deviation does not measure their spread, and a scale for them.</summary>
internal static class HeavyTails
{
    /// <summary>
    /// A slot is scaled by its tails if most of its values lie within a fiftieth of its standard deviation: divided by that deviation, they would be a
    /// single point for the network. Where tails are lighter, errors in them are errors that matter, and a logarithmic scale costs more than it brings.
    /// </summary>
    private const double MaxWidth = 0.02;

    /// <summary>Without values this many deviations from the mean, no slot can have such tails, so that its sample need not be looked at.</summary>
    private const double MinReach = 6;

    // Interquartile range, and wider ranges for slots that have one value in most rows.
    private static readonly double[] Tails = [0.25, 0.1, 0.05, 0.01];

    /// <summary>Whether a slot may have heavy tails, by its statistics alone.</summary>
    public static bool ArePossible(ColumnStatistics statistics, int slot) =>
        statistics.Range(slot) > MinReach * Math.Sqrt(statistics.Variance(slot)) && statistics.Variance(slot) > 0;

    /// <summary>The center and the width of a slot with heavy tails; <see langword="null"/> if it has none.</summary>
    /// <param name="values">A sample of its values, without missing ones; sorted on return.</param>
    /// <param name="deviation">The standard deviation of all its values.</param>
    public static (float Center, float Width)? Of(float[] values, double deviation)
    {
        Array.Sort(values);
        foreach (double tail in values.Length == 0 ? [] : Tails)
        {
            double width = (double)Quantile(values, 1 - tail) - Quantile(values, tail);
            if (width > 0)
            {
                return width < MaxWidth * deviation && float.IsNormal((float)width) ? (Quantile(values, 0.5), (float)width) : null;
            }
        }

        return null;
    }

    private static float Quantile(float[] sorted, double fraction) => sorted[(int)(fraction * (sorted.Length - 1))];
}
