using System.Diagnostics;

namespace MLNet.Autoencoder.Benchmarks.Measurement;

/// <summary>The clocks that measurements use.</summary>
internal static class Clock
{
    /// <summary>The processor time of this process, for work on one thread. It stands still while other processes run.</summary>
    public static TimeSpan Processor() => Environment.CpuUsage.TotalTime;

    /// <summary>The elapsed time, for work on several threads.</summary>
    public static TimeSpan Wall() => Stopwatch.GetElapsedTime(0);
}
