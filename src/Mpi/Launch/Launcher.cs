using System.Globalization;

namespace MLNet.Autoencoder.Mpi.Launch;

/// <summary>A program that starts several processes for MPI. It tells them so in environment variables.</summary>
internal sealed record Launcher
{
    // The number in a file name changes with the binary interface. Debian has another name for the library of MPICH.
    private static readonly string[] OpenMpi = ["libmpi.so.40"];
    private static readonly string[] Mpich = ["libmpi.so.12", "libmpich.so.12"];
    private static readonly string[] Standard = ["libmpi_abi.so.0"];

    /// <summary>The program, for messages.</summary>
    public required string Name { get; init; }

    /// <summary>A variable that it sets.</summary>
    public required string Variable { get; init; }

    /// <summary>Whether the value of the variable is the number of processes.</summary>
    public bool IsCount { get; init; } = true;

    /// <summary>The file names of the libraries that work with it, the best first.</summary>
    public required IReadOnlyList<string> Libraries { get; init; }

    /// <summary>How to install one of them: a sentence.</summary>
    public required string Installation { get; init; }

    /// <summary>What to do if a library does not work with it, other than to use another launcher: the end of a sentence.</summary>
    public required string Adjustment { get; init; }

    /// <summary>The value of the variable in this process; null in a launcher that did not start it.</summary>
    public string? Value { get; private init; }

    /// <summary>The number of processes that it started; null if it does not say.</summary>
    public int? Ranks => IsCount && int.TryParse(Value, CultureInfo.InvariantCulture, out int count) && count > 0 ? count : null;

    /// <summary>How this process knows that it was launched, for messages.</summary>
    public string Evidence => $"{Variable}={Value}";

    /// <summary>The launcher of this process; null if none of those that are known started it.</summary>
    /// <param name="environment">Returns the value of an environment variable, or null.</param>
    public static Launcher? Find(Func<string, string?> environment) => Known
        .Select(launcher => launcher with { Value = environment(launcher.Variable) })
        .FirstOrDefault(launcher => !string.IsNullOrEmpty(launcher.Value));

    /// <summary>All of them. Under a batch system, the variables of several may be set: the one closest to the process comes first.</summary>
    private static IEnumerable<Launcher> Known =>
    [
        new()
        {
            Name = "mpirun of Open MPI",
            Variable = "OMPI_COMM_WORLD_SIZE",
            Libraries = [.. OpenMpi, .. Standard],
            Installation = "Install Open MPI, version 4 or later, on every machine (Debian and Ubuntu: apt-get install openmpi-bin).",
            Adjustment = $"set {JoinedRanks.LibraryVariable} to the library of Open MPI",
        },

        // Also that of Intel MPI and MVAPICH, and srun --mpi=pmi2.
        new()
        {
            Name = "mpiexec of MPICH",
            Variable = "PMI_SIZE",
            Libraries = [.. Mpich, .. Standard],
            Installation = "Install MPICH, version 3 or later, on every machine (Debian and Ubuntu: apt-get install mpich).",
            Adjustment = $"set {JoinedRanks.LibraryVariable} to the library of MPICH",
        },

        // Not SLURM_NTASKS, which is also set in a batch script, outside of any srun.
        new()
        {
            Name = "srun of Slurm",
            Variable = "SLURM_STEP_NUM_TASKS",
            Libraries = [.. OpenMpi, .. Mpich, .. Standard],
            Installation = "Install the MPI that Slurm supports here on every machine (Debian and Ubuntu: apt-get install openmpi-bin, or mpich).",
            Adjustment = "choose another of the interfaces that srun --mpi=list shows",
        },

        // Any other launcher with PMIx, which gives the rank only.
        new()
        {
            Name = "a launcher with PMIx",
            Variable = "PMIX_RANK",
            IsCount = false,
            Libraries = [.. OpenMpi, .. Mpich, .. Standard],
            Installation = "Install the MPI of the launcher on every machine (Debian and Ubuntu: apt-get install openmpi-bin, or mpich).",
            Adjustment = $"set {JoinedRanks.LibraryVariable} to the library of the launcher",
        },
    ];
}
