using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;

namespace MLNet.Autoencoder.Fuzz;

/// <summary>Keeps a worker of each target busy, replaces those that die or hang, counts outcomes and saves findings.</summary>
internal sealed class Conductor(string folder, TimeSpan duration, int firstSeed)
{
    // Of processor time, because the machine may be busy. Who waits for nothing uses none.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30), PatienceWithMLNet = TimeSpan.FromSeconds(10), MaxWait = TimeSpan.FromMinutes(3);

    // The largest seed takes 84 MB, and a worker holds several copies.
    private const string MemoryLimit = "0x80000000", MemoryLimitOfZips = "0x20000000";

    private const string TimeIsUp = "=";

    private readonly SortedDictionary<string, int> _counts = new(StringComparer.Ordinal);
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private int _defects;

    /// <summary>Runs all targets.</summary>
    /// <returns>The number of defects.</returns>
    public int Run()
    {
        Thread[] threads = [.. new[] { "model", "checkpoint", "zip" }.Select(name => new Thread(() => Run(name)))];
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());
        foreach ((string key, int count) in _counts)
        {
            Console.WriteLine($"{count,9:N0}  {key}");
        }

        return _defects;
    }

    private void Run(string name)
    {
        ITarget target = Worker.Target(name, folder, folder);
        int seed = firstSeed;
        while (_clock.Elapsed < duration)
        {
            seed = RunWorker(name, target, seed);
        }
    }

    /// <summary>Runs one worker until the time is up or it ends.</summary>
    /// <returns>The seed with which the next one starts.</returns>
    private int RunWorker(string name, ITarget target, int seed)
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (string argument in (string[])[typeof(Conductor).Assembly.Location, "worker", name, folder, seed.ToString(CultureInfo.InvariantCulture)])
        {
            start.ArgumentList.Add(argument);
        }

        string temporary = Directory.CreateDirectory(Path.Combine(folder, $"temporary-{name}")).FullName;
        start.Environment["DOTNET_GCHeapHardLimit"] = name == "zip" ? MemoryLimitOfZips : MemoryLimit;
        start.Environment["TMPDIR"] = start.Environment["TEMP"] = start.Environment["TMP"] = temporary;
        using Process process = Process.Start(start)!;
        using var lines = new BlockingCollection<string>();
        process.OutputDataReceived += (_, line) => Add(lines, line.Data);
        var errors = new ConcurrentQueue<string>();
        process.ErrorDataReceived += (_, line) => errors.Enqueue(line.Data ?? "");
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        bool isRunning = false, isInMLNet = false;
        try
        {
            while (_clock.Elapsed < duration)
            {
                if (Next(lines, process, isInMLNet ? PatienceWithMLNet : Patience) is not { Length: > 0 } line)
                {
                    if (isRunning)
                    {
                        process.WaitForExit(1000);
                        string end = process.HasExited ? $"DEATH OF THE PROCESS: {string.Join(" ", errors.Where(text => text.Length > 0).Take(3))}" : "HANG";
                        Count(name, target, seed, isInMLNet ? new Outcome($"ML.NET's {end}") : new Outcome(end, IsDefect: true));
                    }

                    return seed + 1;
                }

                string[] parts = line.Split('\t');
                switch (parts[0])
                {
                    case TimeIsUp:
                        return seed;
                    case Worker.Started:
                        (seed, isRunning, isInMLNet) = (int.Parse(parts[1], CultureInfo.InvariantCulture), true, false);
                        break;
                    case Worker.Reached:
                        isInMLNet = true;
                        break;
                    case Worker.Ended:
                        (isRunning, isInMLNet) = (false, false);
                        Count(name, target, seed, new Outcome(parts[1], bool.Parse(parts[2]), parts[3]));
                        break;
                    default:
                        throw new InvalidOperationException($"A worker printed '{line}'.");
                }
            }

            return seed;
        }
        finally
        {
            process.Kill(entireProcessTree: true);
            process.WaitForExit();
            Directory.Delete(temporary, recursive: true);
        }
    }

    /// <summary>The next line; empty at the end of the output, <see langword="null"/> if the process runs on without one.</summary>
    private string? Next(BlockingCollection<string> lines, Process process, TimeSpan patience)
    {
        TimeSpan used = process.TotalProcessorTime;
        var wait = Stopwatch.StartNew();
        string? line;
        while (!lines.TryTake(out line, TimeSpan.FromSeconds(1)))
        {
            if (process.HasExited || process.TotalProcessorTime - used > patience || wait.Elapsed > MaxWait)
            {
                return null;
            }

            if (_clock.Elapsed > duration)
            {
                return TimeIsUp;
            }
        }

        return line;
    }

    private static void Add(BlockingCollection<string> lines, string? line)
    {
        try
        {
            // An empty line is the end.
            lines.Add(line ?? "");
        }
        catch (Exception e) when (e is ObjectDisposedException or InvalidOperationException)
        {
            // Nobody reads any more.
        }
    }

    private void Count(string name, ITarget target, int seed, Outcome outcome)
    {
        lock (_counts)
        {
            string key = $"{name}  {outcome.Kind}", total = $"{name}  all inputs";
            _counts[total] = _counts.GetValueOrDefault(total) + 1;
            int count = _counts[key] = _counts.GetValueOrDefault(key) + 1;
            bool isMLNets = outcome.Kind.StartsWith("ML.NET's", StringComparison.Ordinal);
            if (outcome.IsDefect || (isMLNets && count <= 3))
            {
                _defects += outcome.IsDefect ? 1 : 0;
                (byte[] bytes, string what) = target.Input(seed);
                string path = Path.Combine(folder, $"{name}-{seed}");
                File.WriteAllBytes(path, bytes);
                File.WriteAllText(path + ".txt", $"{outcome.Kind}\nseed {seed}, {what}\n{outcome.Details.Replace(" ↵ ", "\n", StringComparison.Ordinal)}\n");
                Console.WriteLine($"{outcome.Kind}: {name}, seed {seed}, {what}");
            }
        }
    }
}
