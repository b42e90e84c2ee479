
namespace MLNet.Autoencoder.Data;

/// <summary>Turns the statistics of the rows into the scaling of a model.</summary>
internal static class ScalingRules
{
    // Slots that share a unit have ranges of one size, all but a few; a price and a count have not.
    private const double CommonUnitRatio = 10;
    private const double CommonUnitShare = 0.9;

    /// <param name="options">The choice of scaling, and of what is done with missing values.</param>
    /// <param name="statistics">Of the rows.</param>
    public static InputScaling Fit(RowOptions options, ColumnStatistics statistics)
    {
        int dimension = statistics.Dimension;
        float[] offset = new float[dimension];
        float[] scale = new float[dimension];
        Array.Fill(scale, 1f);
        int[] slots = [.. SlotsToScale(options, dimension)];
        switch (options.Scaling)
        {
            case Scaling.None:
                break;
            case Scaling.MinMax:
                Set(slots, offset, scale, statistics.Minimum, statistics.Range);
                break;
            case Scaling.Automatic when ShareOneUnit(statistics, slots):
                double common = CommonDeviation(statistics, slots);
                Set(slots, offset, scale, statistics.Mean, slot => statistics.Range(slot) > 0 ? common : 0);
                break;
            case Scaling.Automatic or Scaling.Standardize:
                Set(slots, offset, scale, statistics.Mean, slot => Math.Sqrt(statistics.Variance(slot)));
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(options), options.Scaling, "This scaling is not known.");
        }

        return new InputScaling(offset, scale, StandIn(options, statistics));
    }

    /// <summary>The scaling of a model that a fit starts from, with missing values as the options have them.</summary>
    /// <param name="scaling">Of the model.</param>
    /// <param name="options">The choice of what is done with missing values.</param>
    /// <param name="statistics">Of the rows.</param>
    public static InputScaling GoOn(InputScaling scaling, RowOptions options, ColumnStatistics statistics) =>
        scaling.AllowsMissing == (options.MissingValues == MissingValues.Mask)
            ? scaling
            : new InputScaling([.. scaling.Offset], [.. scaling.Scales], StandIn(options, statistics));

    private static float[] StandIn(RowOptions options, ColumnStatistics statistics) => options.MissingValues == MissingValues.Mask
        ? [.. Enumerable.Range(0, statistics.Dimension).Select(slot => (float)statistics.Mean(slot))]
        : [];

    /// <summary>The continuous slots; of values that must lie in [0, 1], all if they are scaled to it and none otherwise.</summary>
    private static IEnumerable<int> SlotsToScale(RowOptions options, int dimension) => options.Reconstruction.IsOnUnitInterval
        ? Enumerable.Range(0, options.Scaling == Scaling.MinMax ? dimension : 0)
        : options.Reconstruction.SlotsOf(dimension)
            .Where(range => range.Definition.IsContinuous)
            .SelectMany(range => Enumerable.Range(range.Start, range.Count));

    /// <summary>A slot without spread keeps its units: it is centred, and nothing is divided by zero.</summary>
    private static void Set(int[] slots, float[] offsets, float[] scales, Func<int, double> offset, Func<int, double> scale)
    {
        foreach (int slot in slots)
        {
            offsets[slot] = (float)offset(slot);
            float spread = (float)scale(slot);
            scales[slot] = float.IsNormal(spread) && float.IsFinite(1f / spread) ? spread : 1f;
        }
    }

    private static bool ShareOneUnit(ColumnStatistics statistics, int[] slots)
    {
        double[] ranges = [.. slots.Select(statistics.Range).Where(range => range > 0)];
        double widest = ranges.DefaultIfEmpty().Max();
        return ranges.Length > 0 && ranges.Count(range => CommonUnitRatio * range >= widest) >= CommonUnitShare * ranges.Length;
    }

    /// <summary>The root of the mean variance of the slots that vary.</summary>
    private static double CommonDeviation(ColumnStatistics statistics, int[] slots) =>
        Math.Sqrt(slots.Where(slot => statistics.Range(slot) > 0).Average(statistics.Variance));
}
