using System.Diagnostics;
using System.Globalization;

namespace MLNet.Autoencoder.Tests.Mpi;

/// <summary>A way to start ranks as processes of this machine.</summary>
internal sealed record TestLauncher(string Name, string Program, params string[] Options)
{
    // More processes than cores, also as root, as in a container.
    private static readonly string[] OpenMpiOptions = ["--allow-run-as-root", "--oversubscribe", "--bind-to", "none"];

    /// <summary>What <see cref="MpiCommunicator.Description"/> begins with.</summary>
    public required string Version { get; init; }

    /// <summary>The package of Debian that has the launcher and the library.</summary>
    public required string Package { get; init; }

    /// <summary>The library to load; null for the one that fits the launcher.</summary>
    public Func<string>? Library { get; init; }

    public static IReadOnlyList<TestLauncher> All { get; } =
    [
        new("Open MPI", "mpirun.openmpi", OpenMpiOptions) { Version = "Open MPI v", Package = "openmpi-bin" },
        new("MPICH", "mpirun.mpich") { Version = "MPICH ", Package = "mpich" },
        new("Standard ABI", "mpirun.openmpi", OpenMpiOptions) { Version = "Standard ABI v", Package = "openmpi-bin", Library = () => StandardAbi.Library },
    ];

    public static TestLauncher Named(string name) => All.Single(launcher => launcher.Name == name);

    /// <summary>How to start the test program, on as many ranks.</summary>
    public ProcessStartInfo StartInfo(int ranks, params string[] arguments)
    {
        ProcessStartInfo rank = RankProgram.StartInfo(arguments);
        string[] number = ["-n", ranks.ToString(CultureInfo.InvariantCulture)];
        var start = new ProcessStartInfo(Program, [.. Options, .. number, rank.FileName, .. rank.ArgumentList]);
        if (Library is not null)
        {
            start.Environment[RankProgram.LibraryVariable] = Library();
        }

        return start;
    }
}
