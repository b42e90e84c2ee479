using MLNet.Autoencoder.Networks;

namespace MLNet.Autoencoder.Training;

/// <summary>Turns the statistics of the rows into the scaling of a model.</summary>
internal static class ScalingRules
{
    // Slots that share a unit have ranges of one size, all but a few; a price and a count have not.
    private const double CommonUnitRatio = 4;
    private const double CommonUnitShare = 0.9;

    public static InputScaling Fit(Scaling scaling, ReconstructionLoss reconstruction, ColumnStatistics statistics, int dimension)
    {
        switch (scaling)
        {
            case Scaling.None:
            case Scaling.Automatic when reconstruction is Bernoulli:
                return InputScaling.Identity(dimension);
            case Scaling.MinMax:
                return Fit(dimension, statistics.Minimum, statistics.Range);
            case Scaling.Automatic when ShareOneUnit(statistics, dimension):
                double common = CommonDeviation(statistics, dimension);
                return Fit(dimension, statistics.Mean, slot => statistics.Range(slot) > 0 ? common : 0);
            default:
                return Fit(dimension, statistics.Mean, slot => Math.Sqrt(statistics.Variance(slot)));
        }
    }

    /// <summary>A slot without spread keeps its units: it is centred, and nothing is divided by zero.</summary>
    private static InputScaling Fit(int dimension, Func<int, double> offset, Func<int, double> scale)
    {
        float[] offsets = new float[dimension];
        float[] scales = new float[dimension];
        for (int slot = 0; slot < dimension; slot++)
        {
            offsets[slot] = (float)offset(slot);
            float spread = (float)scale(slot);
            scales[slot] = float.IsNormal(spread) && float.IsFinite(1f / spread) ? spread : 1f;
        }

        return new InputScaling(offsets, scales);
    }

    private static bool ShareOneUnit(ColumnStatistics statistics, int dimension)
    {
        double[] ranges = [.. Enumerable.Range(0, dimension).Select(statistics.Range).Where(range => range > 0)];
        return ranges.Length > 0 && ranges.Count(range => CommonUnitRatio * range >= ranges.Max()) >= CommonUnitShare * ranges.Length;
    }

    /// <summary>The root of the mean variance of the slots that vary.</summary>
    private static double CommonDeviation(ColumnStatistics statistics, int dimension) =>
        Math.Sqrt(Enumerable.Range(0, dimension).Where(slot => statistics.Range(slot) > 0).Average(statistics.Variance));
}
