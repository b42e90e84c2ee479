using System.Diagnostics;
using MLNet.Autoencoder.Benchmarks.Measurement;

namespace MLNet.Autoencoder.Benchmarks.Mpi;

/// <summary>The program that starts ranks: <c>mpirun</c> of Open MPI, or <c>mpiexec</c> of MPICH and those compatible with it.</summary>
internal sealed class MpiLauncher
{
    // There are more ranks than cores on purpose in some measurements. Root may start ranks, because containers often have no other user.
    private static readonly string[] OpenMpiArguments = ["--allow-run-as-root", "--oversubscribe", "--bind-to", "none"];

    private readonly string _program;
    private readonly string[] _arguments;

    private MpiLauncher(string program, string version)
    {
        _program = program;
        bool isOpenMpi = version.Contains("Open MPI", StringComparison.Ordinal) || version.Contains("OpenRTE", StringComparison.Ordinal);
        _arguments = isOpenMpi ? OpenMpiArguments : [];
        Version = version;
    }

    /// <summary>The first line of what the program says about its version.</summary>
    public string Version { get; }

    /// <summary>Finds the launcher.</summary>
    /// <param name="name">A name or path; <see langword="null"/> for <c>mpirun</c> or <c>mpiexec</c>, whichever is there.</param>
    /// <exception cref="FormatException">There is none.</exception>
    public static MpiLauncher Find(string? name)
    {
        foreach (string program in name is null ? ["mpirun", "mpiexec"] : new[] { name })
        {
            if (VersionOf(program) is { } version)
            {
                return new MpiLauncher(program, version);
            }
        }

        throw new FormatException(
            $"There is no {name ?? "mpirun or mpiexec"} to start ranks with. Install Open MPI or MPICH (Debian and Ubuntu: apt-get install openmpi-bin, or mpich), or "
            + "name one with --launcher PROGRAM.");
    }

    /// <summary>Starts this program as a number of ranks. Their output is that of this process, unless it is redirected.</summary>
    public Process Start(int ranks, bool redirects, params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(_program, [.. _arguments, "-n", Output.Text($"{ranks}"), .. ChildProcess.Command, "mpi", .. arguments])
        {
            RedirectStandardOutput = redirects, RedirectStandardError = redirects,
        };

        // Open MPI gives ranks a terminal for their output, to which .NET would write control characters.
        start.Environment["TERM"] = "dumb";
        return Process.Start(start)!;
    }

    /// <summary>Runs this program as a number of ranks.</summary>
    /// <returns>The exit code.</returns>
    public int Run(int ranks, params IEnumerable<string> arguments)
    {
        using Process process = Start(ranks, redirects: false, arguments);
        process.WaitForExit();
        return process.ExitCode;
    }

    private static string? VersionOf(string program)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, ["--version"]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            string text = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return text.Split('\n')[0].Trim();
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }
}
