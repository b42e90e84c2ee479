using System.Diagnostics;

namespace MLNet.Autoencoder.Tests.Packages;

/// <summary>The dotnet command.</summary>
internal static class Dotnet
{
    /// <summary>Runs a command to completion. If it fails, the assertion shows its output.</summary>
    /// <param name="folder">The current folder of the process.</param>
    /// <param name="packages">The folder into which NuGet unpacks packages.</param>
    /// <param name="arguments">The arguments.</param>
    /// <returns>The standard output.</returns>
    public static string Run(string folder, string packages, params string[] arguments)
    {
        var start = new ProcessStartInfo(Host(), arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["NUGET_PACKAGES"] = packages;
        start.Environment["NuGetAudit"] = "false"; // The audit would access the network.
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"dotnet {string.Join(' ', arguments)}\n{output}{errors.Result}");
        return output;
    }

    /// <summary>The host that runs the tests, which may differ from the one on the path.</summary>
    private static string Host()
    {
        string? running = Environment.ProcessPath;
        return Path.GetFileNameWithoutExtension(running) == "dotnet"
            ? running!
            : Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";
    }
}
