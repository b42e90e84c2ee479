namespace MLNet.Autoencoder.Benchmarks.Measurement;

/// <summary>What repeated measurements came to. The median is what counts: on a shared machine any one of them may be off.</summary>
internal readonly record struct Spread(double Median, double Minimum, double Maximum)
{
    public static Spread Of(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return new Spread(sorted[sorted.Length / 2], sorted[0], sorted[^1]);
    }
}
