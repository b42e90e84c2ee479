namespace MLNet.Autoencoder.Benchmarks.Measurement;

/// <summary>
/// Contestants in turn, a sample of each in every round, and the peak just before and after each sample: whatever slows the machine slows all.
/// </summary>
internal static class Rounds
{
    /// <param name="peak">What they are measured by.</param>
    /// <param name="warmUp">Rounds that do not count.</param>
    /// <param name="count">Rounds that do.</param>
    /// <param name="contestants">Each takes a sample and returns its FLOP/s.</param>
    /// <returns>Of each contestant, its samples, round by round.</returns>
    public static Sample[][] Measure(Peak peak, int warmUp, int count, params IReadOnlyList<Func<double>> contestants)
    {
        Sample[][] samples = [.. contestants.Select(_ => new Sample[count])];
        double before = peak.Measure();
        for (int round = -warmUp; round < count; round++)
        {
            for (int i = 0; i < contestants.Count; i++)
            {
                double rate = contestants[i]();
                double after = peak.Measure();
                if (round >= 0)
                {
                    samples[i][round] = new Sample(rate, rate / ((before + after) / 2));
                }

                before = after;
            }
        }

        return samples;
    }
}

/// <param name="Rate">FLOP/s.</param>
/// <param name="Fraction">The same as a fraction of the peak beside it.</param>
internal readonly record struct Sample(double Rate, double Fraction);
