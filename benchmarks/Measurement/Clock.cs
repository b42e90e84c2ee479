using System.Diagnostics;

namespace MLNet.Autoencoder.Benchmarks.Measurement;

/// <summary>What time is taken by.</summary>
internal static class Clock
{
    /// <summary>The processor time of this process: for what one thread does, since it stands still while others have their turn.</summary>
    public static TimeSpan Processor() => Environment.CpuUsage.TotalTime;

    /// <summary>The time on the wall: for what several threads do together.</summary>
    public static TimeSpan Wall() => Stopwatch.GetElapsedTime(0);
}
