using System.Diagnostics;

namespace MLNet.Autoencoder.Core.Tests;

/// <summary>Runs the programs that tests start in a separate process.</summary>
internal static class ChildProcess
{
    /// <summary>The start information of a program.</summary>
    /// <param name="name">The last part of its name, such as Probe for tests/Core.Tests.Probe.</param>
    /// <param name="arguments">Its arguments.</param>
    public static ProcessStartInfo StartInfo(string name, params string[] arguments)
    {
        string dotnet = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";
        string program = Path.Combine(AppContext.BaseDirectory, $"MLNet.Autoencoder.Core.Tests.{name}.dll");
        return new ProcessStartInfo(dotnet, [program, .. arguments]) { RedirectStandardOutput = true };
    }

    /// <summary>Runs a program to completion.</summary>
    /// <returns>Its output.</returns>
    public static string Run(ProcessStartInfo start)
    {
        using Process process = Process.Start(start)!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        return output;
    }
}
