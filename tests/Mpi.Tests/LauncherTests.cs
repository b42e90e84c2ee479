using MLNet.Autoencoder.Mpi.Launch;

namespace MLNet.Autoencoder.Tests.Mpi;

/// <summary>What is concluded from the environment variables of launchers.</summary>
public sealed class LauncherTests
{
    [Theory]
    [InlineData("OMPI_COMM_WORLD_SIZE=4", "mpirun of Open MPI", 4, "libmpi.so.40, libmpi_abi.so.0")]
    [InlineData("OMPI_COMM_WORLD_SIZE=4 PMIX_RANK=0 SLURM_STEP_NUM_TASKS=1", "mpirun of Open MPI", 4, "libmpi.so.40, libmpi_abi.so.0")]
    [InlineData("PMI_SIZE=3 PMI_RANK=0", "mpiexec of MPICH", 3, "libmpi.so.12, libmpich.so.12, libmpi_abi.so.0")]
    [InlineData("SLURM_STEP_NUM_TASKS=8 PMIX_RANK=2", "srun of Slurm", 8, "libmpi.so.40, libmpi.so.12, libmpich.so.12, libmpi_abi.so.0")]
    [InlineData("PMIX_RANK=2", "a launcher with PMIx", null, "libmpi.so.40, libmpi.so.12, libmpich.so.12, libmpi_abi.so.0")]
    public void A_launcher_is_known_by_the_variables_it_sets(string environment, string name, int? ranks, string libraries)
    {
        Launcher? launcher = Launcher.Find(Variables(environment));

        Assert.Equal((name, ranks, libraries), (launcher!.Name, launcher.Ranks, string.Join(", ", launcher.Libraries)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("SLURM_NTASKS=4 SLURM_PROCID=0")]
    [InlineData("OMPI_COMM_WORLD_SIZE=")]
    public void Other_environments_have_none(string environment) => Assert.Null(Launcher.Find(Variables(environment)));

    [Theory]
    [InlineData("OMPI_COMM_WORLD_SIZE", "apt-get install openmpi-bin")]
    [InlineData("PMI_SIZE", "apt-get install mpich")]
    [InlineData("SLURM_STEP_NUM_TASKS", "apt-get install openmpi-bin, or mpich")]
    public void It_says_how_to_install_a_library_that_works_with_it(string variable, string expected) =>
        Assert.Contains(expected, Launcher.Find(Variables($"{variable}=2"))!.Installation, StringComparison.Ordinal);

    private static Func<string, string?> Variables(string environment) => name => environment.Split(' ')
        .Select(variable => variable.Split('=')).Where(parts => parts[0] == name).Select(parts => parts[1]).FirstOrDefault();
}
