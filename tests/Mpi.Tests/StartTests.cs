using System.Diagnostics;

namespace MLNet.Autoencoder.Tests.Mpi;

/// <summary>What happens without a launcher, without a library, and with a library of another MPI.</summary>
public sealed class StartTests(Runs runs) : IClassFixture<Runs>
{
    [Fact]
    public void Without_a_launcher_there_is_one_rank_and_no_library_is_needed()
    {
        string folder = runs.NewFolder();

        (int exitCode, string output) = RankProgram.Run(RankProgram.StartInfo(folder, "all"));

        Assert.True(exitCode == 0, output);
        Assert.Equal(Scenarios.Message(0), File.ReadAllBytes(Path.Combine(folder, "Broadcasts-0")));
        Assert.Equal("one process: not started by mpirun, mpiexec or srun", DescriptionWith([]));
    }

    [Fact]
    public void The_only_process_of_a_launcher_needs_no_library_either() => Assert.Equal(
        "one process: mpirun of Open MPI started no other (OMPI_COMM_WORLD_SIZE=1)", DescriptionWith([("OMPI_COMM_WORLD_SIZE", "1")]));

    [Fact]
    public void If_the_named_library_does_not_load_the_error_names_it_and_the_variable() => Assert.Equal(
        "The MPI library that MLNET_AUTOENCODER_MPI_LIBRARY names does not load: /nowhere/libmpi.so. Correct the variable, or unset it to use the library that fits "
        + "the launcher.",
        RefusalWith([("OMPI_COMM_WORLD_SIZE", "2"), (RankProgram.LibraryVariable, "/nowhere/libmpi.so")]));

    [MpiTheory]
    [InlineData("libm.so.6")]
    public void If_the_named_library_is_another_one_the_error_says_so(string library) => Assert.Equal(
        $"{library} is not a library of MPI 3 or later: it has no function MPI_Get_library_version.", RefusalWith([(RankProgram.LibraryVariable, library)]));

    [MpiTheory]
    [InlineData("Open MPI", "libmpich.so.12", "mpirun of Open MPI started 2 processes (OMPI_COMM_WORLD_SIZE=2), but MPICH ")]
    [InlineData("MPICH", "libmpi.so.40", "mpiexec of MPICH started 2 processes (PMI_SIZE=2), but Open MPI v")]
    public void If_the_library_belongs_to_another_MPI_the_error_names_both(string launcher, string library, string expected)
    {
        string folder = runs.NewFolder();
        ProcessStartInfo start = TestLauncher.Named(launcher).StartInfo(2, folder, "describe");
        start.Environment[RankProgram.LibraryVariable] = library;

        (int exitCode, string output) = RankProgram.Run(start);

        Assert.True(exitCode != 0, output);
        Assert.StartsWith(expected, Refusal(folder), StringComparison.Ordinal);
        Assert.Contains($"loaded from {library}, finds 1. ", Refusal(folder), StringComparison.Ordinal);
    }

    private string DescriptionWith((string, string)[] environment) => File.ReadAllText(Path.Combine(FolderOfRun(environment), "description-0"));

    private string RefusalWith((string, string)[] environment) => Refusal(FolderOfRun(environment));

    private string FolderOfRun((string Name, string Value)[] environment)
    {
        string folder = runs.NewFolder();
        ProcessStartInfo start = RankProgram.StartInfo(folder, "describe");
        Array.ForEach(environment, variable => start.Environment[variable.Name] = variable.Value);
        RankProgram.Run(start);
        return folder;
    }

    private static string Refusal(string folder) => File.ReadAllText(Directory.GetFiles(folder, "refused-*")[0]);
}
