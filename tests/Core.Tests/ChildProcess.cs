using System.Diagnostics;

namespace MLNet.Autoencoder.Core.Tests;

/// <summary>Programs of the tests that need a process of their own.</summary>
internal static class ChildProcess
{
    /// <summary>How one is started.</summary>
    /// <param name="name">Which: Probe, for tests/Core.Tests.Probe.</param>
    /// <param name="arguments">Its arguments.</param>
    public static ProcessStartInfo StartInfo(string name, params string[] arguments)
    {
        string dotnet = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";
        string program = Path.Combine(AppContext.BaseDirectory, $"MLNet.Autoencoder.Core.Tests.{name}.dll");
        return new ProcessStartInfo(dotnet, [program, .. arguments]) { RedirectStandardOutput = true };
    }

    /// <summary>Runs it to its end.</summary>
    /// <returns>What it printed.</returns>
    public static string Run(ProcessStartInfo start)
    {
        using Process process = Process.Start(start)!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        return output;
    }
}
