using MLNet.Autoencoder.Numerics;

namespace MLNet.Autoencoder;

/// <summary>The number of latent units whose density lies in a range.</summary>
/// <param name="MinLog10">The logarithm, base 10, of the lowest density in the range.</param>
/// <param name="MaxLog10">The logarithm of the density at which the next range starts; a density of 1 belongs to the last range.</param>
/// <param name="Units">The number of units.</param>
public readonly record struct DensityBin(double MinLog10, double MaxLog10, int Units)
{
    /// <summary>The number of ranges per power of ten.</summary>
    private const int BinsPerDecade = 4;

    /// <summary>A histogram of the densities of units, from the lowest that a unit can have without being dead to 1.</summary>
    /// <param name="firings">The number of rows for which each unit fires; units with 0 are left out.</param>
    /// <param name="rowCount">The number of rows.</param>
    internal static DensityBin[] Histogram(IEnumerable<long> firings, long rowCount)
    {
        int bins = Math.Max(1, -IndexOf(1, rowCount));
        int[] counts = new int[bins];
        foreach (long count in firings.Where(count => count > 0))
        {
            counts[Math.Min(bins + IndexOf(count, rowCount), bins - 1)]++;
        }

        return [.. counts.Select((units, bin) => new DensityBin((double)(bin - bins) / BinsPerDecade, (double)(bin - bins + 1) / BinsPerDecade, units))];
    }

    // 10 rows of 1,000 are exactly a hundredth, which rounding must not put in the range below.
    private static int IndexOf(long firings, long rowCount) =>
        (int)Math.Floor((BinsPerDecade * ScalarFunctions.Log((double)firings / rowCount) / ScalarFunctions.Log(10)) + 1e-9);
}
