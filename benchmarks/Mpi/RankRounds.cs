namespace MLNet.Autoencoder.Benchmarks.Mpi;

/// <summary>Takes samples in turn, one of each per round, so that whatever slows the machine down affects all of them.</summary>
internal sealed class RankRounds(ICommunicator communicator, Turns turns)
{
    /// <param name="warmUp">The number of rounds that do not count.</param>
    /// <param name="count">The number of rounds that count.</param>
    /// <param name="samples">The samples to take.</param>
    /// <returns>Of each sample the seconds, round by round; on ranks other than 0 without meaning.</returns>
    public double[][] Measure(int warmUp, int count, params IReadOnlyList<RankSample> samples)
    {
        double[][] seconds = [.. samples.Select(_ => new double[count])];
        for (int round = -warmUp; round < count; round++)
        {
            for (int i = 0; i < samples.Count; i++)
            {
                double taken = Take(samples[i]);
                if (round >= 0)
                {
                    seconds[i][round] = taken;
                }
            }
        }

        return seconds;
    }

    private double Take(RankSample sample)
    {
        if (sample.IsOfAll)
        {
            turns.Meet();
        }

        return sample.IsOfAll || communicator.Rank == 0 ? sample.Seconds() : 0;
    }
}

/// <param name="IsOfAll">Whether all ranks take part. If not, the others sleep.</param>
/// <param name="Seconds">Takes the sample.</param>
internal sealed record RankSample(bool IsOfAll, Func<double> Seconds)
{
    public static RankSample Alone(Func<double> seconds) => new(IsOfAll: false, seconds);

    public static RankSample Together(Func<double> seconds) => new(IsOfAll: true, seconds);
}
