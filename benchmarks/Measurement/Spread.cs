namespace MLNet.Autoencoder.Benchmarks.Measurement;

/// <summary>The median and range of repeated measurements. The median counts: on a shared machine, any single measurement may be off.</summary>
internal readonly record struct Spread(double Median, double Minimum, double Maximum)
{
    public static Spread Of(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return new Spread(sorted[sorted.Length / 2], sorted[0], sorted[^1]);
    }
}
