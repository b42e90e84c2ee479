using MLNet.Autoencoder.Mpi.Native;

namespace MLNet.Autoencoder.Mpi.Launch;

/// <summary>How this process joins the others that its launcher started.</summary>
/// <param name="Mpi">MPI, initialized; null if this process is the only one.</param>
/// <param name="Description">For logs: the library, the rank and the number of ranks, or why there is one process.</param>
internal sealed record JoinedRanks(IMpi? Mpi, string Description)
{
    /// <summary>The environment variable that names the MPI library to load.</summary>
    public const string LibraryVariable = "MLNET_AUTOENCODER_MPI_LIBRARY";

    /// <summary>Loads the library that fits the launcher, if several processes were started.</summary>
    /// <param name="environment">Returns the value of an environment variable, or null.</param>
    /// <exception cref="InvalidOperationException">There is no library, or none that works with the launcher.</exception>
    public static JoinedRanks Join(Func<string, string?> environment)
    {
        string? chosen = environment(LibraryVariable) is { Length: > 0 } value ? value : null;
        Launcher? launcher = Launcher.Find(environment);
        if (chosen is null && launcher is null)
        {
            return new(null, "one process: not started by mpirun, mpiexec or srun");
        }

        if (chosen is null && launcher is { Ranks: 1 })
        {
            return new(null, $"one process: {launcher.Name} started no other ({launcher.Evidence})");
        }

        IMpi mpi = Load(chosen, launcher);
        return new(mpi, $"{mpi.Version}, rank {mpi.Rank} of {mpi.Size}");
    }

    private static IMpi Load(string? chosen, Launcher? launcher)
    {
        using var handlers = new FaultHandlers();
        IReadOnlyList<string> names = chosen is null ? launcher!.Libraries : [chosen];
        if (MpiLibrary.TryLoad(names, out string name, out nint library) is { } failure)
        {
            throw new InvalidOperationException(
                chosen is null
                    ? $"{launcher!.Name} started this process ({launcher.Evidence}), but no MPI library for it loads: tried {string.Join(", ", names)}. "
                        + $"{launcher.Installation} If it is installed elsewhere, set {LibraryVariable} to the path of its library."
                    : $"The MPI library that {LibraryVariable} names does not load: {chosen}. Correct the variable, or unset it to use the library that "
                        + "fits the launcher.",
                failure);
        }

        IMpi mpi = MpiLibrary.Start(library, name);
        return launcher?.Ranks is not { } ranks || ranks == mpi.Size ? mpi : throw new InvalidOperationException(
            $"{launcher.Name} started {ranks} processes ({launcher.Evidence}), but {mpi.Version}, loaded from {name}, finds {mpi.Size}. The launcher and the "
            + $"library must belong together: start the program with the mpirun or mpiexec of {mpi.Version}, or {launcher.Adjustment}.");
    }
}
