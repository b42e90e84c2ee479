namespace MLNet.Autoencoder.Report.Findings;

/// <summary>How much of the variance of each latent unit a label explains.</summary>
internal static class LabelShares
{
    /// <summary>
    /// For categories, η² (the variance of the categories' means over that of all codes); for numbers, the squared correlation of code and number. Rows
    /// without a label, or of a rare category, are left out.
    /// </summary>
    /// <param name="codes">The codes, <c>[n, q]</c>.</param>
    /// <param name="dimension">q.</param>
    /// <param name="labels">The labels.</param>
    /// <param name="units">The units of interest: there may be thousands.</param>
    /// <returns>A share from 0 to 1 for each of these units; empty if there are no labels.</returns>
    public static IReadOnlyDictionary<int, double> Of(float[] codes, int dimension, RowColors labels, IEnumerable<int> units)
    {
        double[] ColumnOf(int unit, IEnumerable<int> rows) => [.. rows.Select(row => (double)codes[(row * dimension) + unit])];
        int[] labeled = labels.Categories is not []
            ? [.. Enumerable.Range(0, labels.CategoryOf.Count).Where(row => labels.CategoryOf[row] >= 0)]
            : [.. Enumerable.Range(0, labels.Numbers.Count).Where(row => double.IsFinite(labels.Numbers[row]))];
        if (labeled is [])
        {
            return new Dictionary<int, double>();
        }

        return labels.Categories is not []
            ? units.ToDictionary(unit => unit, unit => OfCategories(ColumnOf(unit, labeled), [.. labeled.Select(row => labels.CategoryOf[row])]))
            : units.ToDictionary(unit => unit, unit => OfNumbers(ColumnOf(unit, labeled), [.. labeled.Select(row => labels.Numbers[row])]));
    }

    private static double OfCategories(double[] codes, int[] categories)
    {
        double mean = codes.Average(), total = codes.Sum(code => (code - mean) * (code - mean));
        double between = codes.Zip(categories)
            .GroupBy(pair => pair.Second, pair => pair.First)
            .Sum(group => group.Count() * (group.Average() - mean) * (group.Average() - mean));
        return total > 0 ? Math.Min(1, between / total) : 0;
    }

    private static double OfNumbers(double[] codes, double[] numbers)
    {
        double mean = codes.Average(), meanNumber = numbers.Average();
        double covariance = codes.Zip(numbers, (code, number) => (code - mean) * (number - meanNumber)).Sum();
        double scale = codes.Sum(code => (code - mean) * (code - mean)) * numbers.Sum(number => (number - meanNumber) * (number - meanNumber));
        return scale > 0 ? Math.Min(1, covariance * covariance / scale) : 0;
    }
}
