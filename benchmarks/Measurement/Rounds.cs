namespace MLNet.Autoencoder.Benchmarks.Measurement;

/// <summary>
/// Measures contestants in turn, one sample of each per round, and the peak just before and after each sample. Whatever slows the machine down then
/// affects all of them.
/// </summary>
internal static class Rounds
{
    /// <param name="peak">The peak to compare with.</param>
    /// <param name="warmUp">The number of rounds that do not count.</param>
    /// <param name="count">The number of rounds that count.</param>
    /// <param name="contestants">The contestants. Each takes a sample and returns its FLOP/s.</param>
    /// <returns>The samples of each contestant, round by round.</returns>
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
/// <param name="Fraction">The rate as a fraction of the peak at the time.</param>
internal readonly record struct Sample(double Rate, double Fraction);
