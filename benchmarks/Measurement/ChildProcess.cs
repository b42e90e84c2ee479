using System.Diagnostics;
using System.Reflection;

namespace MLNet.Autoencoder.Benchmarks.Measurement;

/// <summary>Runs this program in a process of its own, for measurements of its memory.</summary>
internal static class ChildProcess
{
    /// <returns>The exit code.</returns>
    public static int Run(params string[] arguments)
    {
        // If this program was started as "dotnet <assembly>", the process is dotnet.
        string program = Environment.ProcessPath!;
        string[] assembly = Path.GetFileNameWithoutExtension(program) == "dotnet" ? [Assembly.GetExecutingAssembly().Location] : [];
        using var process = Process.Start(program, [.. assembly, .. arguments]);
        process.WaitForExit();
        return process.ExitCode;
    }
}
