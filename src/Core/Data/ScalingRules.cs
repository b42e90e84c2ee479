
namespace MLNet.Autoencoder.Data;

/// <summary>Computes the scaling of a model from the statistics of the rows.</summary>
internal static class ScalingRules
{
    /// <summary>
    /// Fewer slots with ranges of similar size are hardly ever the pixels of an image, but often columns that were brought to [0, 1] beforehand.
    /// </summary>
    public const int MinCommonUnitSlots = 48;

    // Slots that share a unit have ranges of similar size, with few exceptions. A price and a count do not share one.
    private const double CommonUnitRatio = 10;
    private const double CommonUnitShare = 0.9;

    /// <param name="options">How to scale, and how to treat missing values.</param>
    /// <param name="statistics">The statistics of the rows.</param>
    /// <param name="valuesOf">A sample of the values of a slot, without missing ones.</param>
    public static InputScaling Fit(RowOptions options, ColumnStatistics statistics, Func<int, float[]> valuesOf)
    {
        TailScale? tails = null;
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
                tails = options.Scaling == Scaling.Automatic ? SetTails(slots, offset, scale, statistics, valuesOf) : null;
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(options), options.Scaling, "Unknown scaling.");
        }

        return new InputScaling(offset, scale, FillValues(options, statistics, tails), tails);
    }

    /// <summary>The scaling of the model that a fit starts from, with missing values treated as the options say.</summary>
    /// <param name="scaling">The scaling of the model.</param>
    /// <param name="options">How to treat missing values.</param>
    /// <param name="statistics">The statistics of the rows.</param>
    public static InputScaling Reuse(InputScaling scaling, RowOptions options, ColumnStatistics statistics) =>
        scaling.AllowsMissing == (options.MissingValues == MissingValues.Mask)
            ? scaling
            : new InputScaling([.. scaling.Offset], [.. scaling.Scales], FillValues(options, statistics, scaling.Tails), scaling.Tails);

    /// <summary>The mean of each slot; the median of a slot with heavy tails.</summary>
    private static float[] FillValues(RowOptions options, ColumnStatistics statistics, TailScale? tails) => options.MissingValues == MissingValues.Mask
        ? [.. Enumerable.Range(0, statistics.Dimension).Select(
            slot => tails is not null && tails.Includes(slot) ? tails.Centers[slot] : (float)statistics.Mean(slot))]
        : [];

    /// <summary>Finds slots with heavy tails, and standardizes them on their new scale.</summary>
    /// <returns>The scale; <see langword="null"/> if there are no such slots.</returns>
    private static TailScale? SetTails(int[] slots, float[] offsets, float[] scales, ColumnStatistics statistics, Func<int, float[]> valuesOf)
    {
        float[] centers = new float[statistics.Dimension], widths = new float[statistics.Dimension];
        var samples = new Dictionary<int, float[]>();
        foreach (int slot in slots.Where(slot => HeavyTails.ArePossible(statistics, slot)))
        {
            float[] values = valuesOf(slot);
            if (HeavyTails.Of(values, Math.Sqrt(statistics.Variance(slot))) is { } tails)
            {
                (centers[slot], widths[slot]) = tails;
                samples[slot] = values;
            }
        }

        if (samples.Count == 0)
        {
            return null;
        }

        var scale = new TailScale(centers, widths);
        foreach ((int slot, float[] values) in samples)
        {
            double[] scaled = Array.ConvertAll(values, value => (double)scale.Apply(value, slot));
            double mean = scaled.Average();
            offsets[slot] = (float)mean;
            scales[slot] = (float)Math.Sqrt(scaled.Average(value => (value - mean) * (value - mean)));
        }

        return scale;
    }

    /// <summary>The continuous slots. If values must lie in [0, 1]: all slots with MinMax scaling, and none otherwise.</summary>
    private static IEnumerable<int> SlotsToScale(RowOptions options, int dimension) => options.Reconstruction.IsOnUnitInterval
        ? Enumerable.Range(0, options.Scaling == Scaling.MinMax ? dimension : 0)
        : options.Reconstruction.SlotsOf(dimension)
            .Where(range => range.Definition.IsContinuous)
            .SelectMany(range => Enumerable.Range(range.Start, range.Count));

    /// <summary>Sets offsets and scales. A slot that does not vary is centered but keeps its units, to avoid a division by zero.</summary>
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
        return ranges.Length >= MinCommonUnitSlots && ranges.Count(range => CommonUnitRatio * range >= widest) >= CommonUnitShare * ranges.Length;
    }

    /// <summary>The square root of the mean variance, over the slots that vary.</summary>
    private static double CommonDeviation(ColumnStatistics statistics, int[] slots) =>
        Math.Sqrt(slots.Where(slot => statistics.Range(slot) > 0).Average(statistics.Variance));
}
