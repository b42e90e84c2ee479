namespace MLNet.Autoencoder.Benchmarks.Measurement;

/// <summary>Times an action in samples of many calls.</summary>
internal sealed class Sampler
{
    private static readonly TimeSpan WarmUpTime = TimeSpan.FromSeconds(1);

    private readonly Action _action;
    private readonly Func<TimeSpan> _clock;

    /// <summary>Warms up: runs the action until its code is optimized, and determines the number of calls per sample.</summary>
    public Sampler(Action action, Func<TimeSpan> clock, TimeSpan sampleTime)
    {
        _action = action;
        _clock = clock;
        Run(WarmUpTime / 2);
        Calls = Math.Max(1, (int)(sampleTime / TimeSpan.FromSeconds(Run(WarmUpTime / 2))));
    }

    /// <summary>The number of calls per sample.</summary>
    public int Calls { get; }

    /// <summary>Takes a sample.</summary>
    /// <returns>Seconds per call.</returns>
    public double Seconds()
    {
        TimeSpan start = _clock();
        for (int call = 0; call < Calls; call++)
        {
            _action();
        }

        return (_clock() - start).TotalSeconds / Calls;
    }

    private double Run(TimeSpan time)
    {
        // Enough calls for the JIT compiler to optimize even slow actions.
        const int MinCalls = 50;
        int calls = 0;
        TimeSpan start = _clock();
        while (calls < MinCalls || _clock() - start < time)
        {
            _action();
            calls++;
        }

        return (_clock() - start).TotalSeconds / calls;
    }
}
