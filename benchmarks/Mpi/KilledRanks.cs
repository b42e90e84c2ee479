using System.Diagnostics;
using System.Globalization;
using MLNet.Autoencoder.Benchmarks.Measurement;

namespace MLNet.Autoencoder.Benchmarks.Mpi;

/// <summary>
/// Kills one of two ranks at a random moment of a fit that writes a checkpoint after every epoch. The launcher must end the others, and a new fit must resume
/// to the model of a fit that never stopped.
/// </summary>
internal static class KilledRanks
{
    public const string Name = "kill";

    private const int DefaultTimes = 20;

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    /// <returns>0 if all ended in time and resumed to the same bytes.</returns>
    public static int Run(MpiLauncher launcher, string[] args)
    {
        int times = args is [] ? DefaultTimes : int.Parse(args[0], NumberStyles.None, CultureInfo.InvariantCulture);
        string folder = Directory.CreateTempSubdirectory("mpi-kill").FullName;
        try
        {
            return Run(launcher, folder, times);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static int Run(MpiLauncher launcher, string folder, int times)
    {
        (byte[]? expected, _) = Complete(launcher, folder);
        var random = new Random(1);
        TimeSpan longest = TimeSpan.Zero;
        int same = 0;
        for (int time = 0; time < times; time++)
        {
            int victim = random.Next(KilledFit.Ranks);
            (TimeSpan ended, string outcome) = KillOne(launcher, folder, victim, random);
            longest = ended > longest ? ended : longest;
            (byte[]? model, int firstEpoch) = Complete(launcher, folder);
            bool isSame = expected is not null && model is not null && model.AsSpan().SequenceEqual(expected);
            same += isSame ? 1 : 0;
            Output.Line(
                $"# rank {victim} killed; all ended within {ended.TotalSeconds:F2} s; {outcome}; resumed with epoch {firstEpoch} to {(isSame ? "the same" : "other")} bytes");
        }

        Output.Line($"kill {times} ended-within {longest.TotalSeconds:F2} s resumed-same {same}/{times}");
        return longest <= Limit && same == times ? 0 : 1;
    }

    /// <summary>Kills a rank after a random epoch.</summary>
    /// <returns>How long the launcher and all ranks took to end, and how the launcher ended.</returns>
    private static (TimeSpan Ended, string Outcome) KillOne(MpiLauncher launcher, string folder, int victim, Random random)
    {
        using Process process = launcher.Start(KilledFit.Ranks, redirects: true, MpiCommand.ForRank(Name, folder));
        Task<string> errors = process.StandardError.ReadToEndAsync();
        Process[] ranks = [.. KilledFit.Processes(process.StandardOutput.ReadLine()!).Select(Process.GetProcessById)];
        for (int epoch = random.Next(1, KilledFit.Epochs * 3 / 4); epoch > 0; epoch--)
        {
            process.StandardOutput.ReadLine();
        }

        Thread.SpinWait(random.Next(1_000_000));
        long start = Stopwatch.GetTimestamp();
        ranks[victim].Kill();
        _ = process.StandardOutput.ReadToEndAsync();
        bool hasEnded = process.WaitForExit(Limit) && Array.TrueForAll(ranks, rank => rank.WaitForExit(Limit));
        TimeSpan ended = hasEnded ? Stopwatch.GetElapsedTime(start) : TimeSpan.MaxValue;
        if (!hasEnded)
        {
            process.Kill(entireProcessTree: true);
        }

        Array.ForEach(ranks, rank => rank.Dispose());
        string? sentence = errors.Result.Split('\n').FirstOrDefault(line => line.Contains("signal", StringComparison.OrdinalIgnoreCase));
        return (ended, Output.Text($"exit code {process.ExitCode}: {sentence?.Trim()}"));
    }

    /// <summary>Runs a fit to its end, from a checkpoint if there is one.</summary>
    /// <returns>The bytes of the model, or <see langword="null"/> if the fit failed, and the number of the first epoch.</returns>
    private static (byte[]? Model, int FirstEpoch) Complete(MpiLauncher launcher, string folder)
    {
        using Process process = launcher.Start(KilledFit.Ranks, redirects: true, MpiCommand.ForRank(Name, folder));
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string[] lines = process.StandardOutput.ReadToEnd().Split('\n');
        process.WaitForExit();
        if (process.ExitCode == 0)
        {
            return (File.ReadAllBytes(KilledFit.ModelIn(folder)), int.Parse(lines[1], CultureInfo.InvariantCulture));
        }

        Output.Line($"# The fit failed: {errors.Result}");
        return (null, 0);
    }
}
