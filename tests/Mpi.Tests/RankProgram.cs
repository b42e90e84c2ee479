using System.ComponentModel;
using System.Diagnostics;

namespace MLNet.Autoencoder.Tests.Mpi;

/// <summary>Runs tests/Mpi.Tests.Process, alone or under a launcher.</summary>
internal static class RankProgram
{
    public const string LibraryVariable = "MLNET_AUTOENCODER_MPI_LIBRARY";

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    /// <summary>How to start one process without a launcher.</summary>
    public static ProcessStartInfo StartInfo(params string[] arguments) => new(
        Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet",
        [Path.Combine(AppContext.BaseDirectory, "MLNet.Autoencoder.Mpi.Tests.Process.dll"), .. arguments]);

    /// <summary>Runs it to completion. After a minute, ends it with all processes that it started.</summary>
    /// <returns>The exit code, and what it printed.</returns>
    public static (int ExitCode, string Output) Run(ProcessStartInfo start)
    {
        start.RedirectStandardOutput = start.RedirectStandardError = true;
        using Process process = Start(start);
        Task<string> output = process.StandardOutput.ReadToEndAsync(), errors = process.StandardError.ReadToEndAsync();
        bool isDone = process.WaitForExit(Limit);
        if (!isDone)
        {
            process.Kill(entireProcessTree: true);
        }

        string printed = output.Result + errors.Result;
        Assert.True(isDone, $"{start.FileName} {string.Join(' ', start.ArgumentList)} was still running after a minute. It printed:\n{printed}");
        return (process.ExitCode, printed);
    }

    private static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception missing)
        {
            string? package = TestLauncher.All.FirstOrDefault(launcher => launcher.Program == start.FileName)?.Package;
            throw new InvalidOperationException($"{start.FileName} does not start. These tests need it: apt-get install {package}.", missing);
        }
    }
}
