using System.Diagnostics;
using System.Reflection;

namespace MLNet.Autoencoder.Benchmarks.Measurement;

/// <summary>Runs this program in a process of its own, for measurements of its memory, or in several.</summary>
internal static class ChildProcess
{
    /// <summary>The command that starts this program: <c>dotnet &lt;assembly&gt;</c> if that is how it was started.</summary>
    public static string[] Command
    {
        get
        {
            string program = Environment.ProcessPath!;
            return Path.GetFileNameWithoutExtension(program) == "dotnet" ? [program, Assembly.GetExecutingAssembly().Location] : [program];
        }
    }

    /// <returns>The exit code.</returns>
    public static int Run(params string[] arguments)
    {
        using var process = Process.Start(Command[0], [.. Command[1..], .. arguments]);
        process.WaitForExit();
        return process.ExitCode;
    }
}
