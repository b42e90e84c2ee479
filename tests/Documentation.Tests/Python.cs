using System.Diagnostics;

namespace MLNet.Autoencoder.Tests;

/// <summary>The Python interpreter of this machine.</summary>
internal static class Python
{
    private static readonly string[] Programs = ["python3", "/usr/bin/python3", "python"];

    private static readonly Dictionary<string, string?> ProgramsWith = new[] { "numpy", "torch" }
        .ToDictionary(library => library, library => Programs.FirstOrDefault(program => TryRun(program, ".", $"import numpy, {library}") is (0, _)));

    /// <summary>Whether there is an interpreter with NumPy and another library.</summary>
    public static bool Has(string library) => ProgramsWith[library] is not null;

    /// <summary>Runs a script.</summary>
    /// <param name="library">The library that it needs in addition to NumPy.</param>
    /// <param name="folder">The current folder of the process.</param>
    /// <param name="script">The script.</param>
    public static void Run(string library, string folder, string script)
    {
        (int status, string errors) = TryRun(ProgramsWith[library]!, folder, script);
        Assert.True(status == 0, errors);
    }

    private static (int Status, string Errors) TryRun(string program, string folder, string script)
    {
        try
        {
            var start = new ProcessStartInfo(program, ["-B", "-"]) { WorkingDirectory = folder, RedirectStandardInput = true, RedirectStandardError = true };
            using Process process = Process.Start(start)!;
            process.StandardInput.Write(script);
            process.StandardInput.Close();
            string errors = process.StandardError.ReadToEnd();
            process.WaitForExit();
            return (process.ExitCode, errors);
        }
        catch (System.ComponentModel.Win32Exception absent)
        {
            return (-1, absent.Message);
        }
    }
}
