namespace MLNet.Autoencoder.Tests.Mpi;

/// <summary>How ranks start, fail and end, in real processes.</summary>
public sealed class ProcessTests(Runs runs) : IClassFixture<Runs>
{
    private const int Ranks = 2;

    public static TheoryData<string> Libraries => [.. TestLauncher.All.Select(launcher => launcher.Name)];

    public static TheoryData<string> Launchers => ["Open MPI", "MPICH"];

    [MpiTheory, MemberData(nameof(Libraries))]
    public void The_description_names_the_library_and_the_rank(string launcher)
    {
        string folder = Run(launcher, "describe", expectedExitCode: 0);

        string description = File.ReadAllText(Path.Combine(folder, "description-1"));
        Assert.StartsWith(TestLauncher.Named(launcher).Version, description, StringComparison.Ordinal);
        Assert.EndsWith(", rank 1 of 2", description, StringComparison.Ordinal);
    }

    [MpiTheory, MemberData(nameof(Launchers))]
    public void If_a_rank_throws_the_launcher_ends_the_others(string launcher) => Run(launcher, "exception", expectedExitCode: null);

    [MpiTheory, MemberData(nameof(Launchers))]
    public void If_a_rank_exits_with_an_error_code_the_launcher_ends_the_others(string launcher) => Run(launcher, "exit", expectedExitCode: 3);

    /// <summary>The text after the name of the function is MPI's own.</summary>
    [MpiTheory, MemberData(nameof(Launchers))]
    public void An_error_of_MPI_is_an_exception_with_its_text(string launcher)
    {
        string folder = runs.NewFolder();
        RankProgram.Run(TestLauncher.Named(launcher).StartInfo(Ranks, folder, "mismatch"));

        string error = File.ReadAllText(Path.Combine(folder, "error-1"));
        Assert.StartsWith("MPI_Bcast failed on rank 1 of 2, with ", error, StringComparison.Ordinal);
        Assert.Contains("message truncated", error, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Libraries below MPI, such as UCX, take over the signals that the runtime makes such exceptions of.</summary>
    [MpiTheory, MemberData(nameof(Launchers))]
    public void A_null_reference_is_still_an_exception(string launcher) =>
        Assert.True(File.Exists(Path.Combine(Run(launcher, "null-reference", expectedExitCode: 0), "error-1")));

    [MpiTheory, MemberData(nameof(Launchers))]
    public void A_second_thread_is_refused(string launcher) => Assert.StartsWith(
        "Another thread of rank 0 is in a call",
        File.ReadAllText(Path.Combine(Run(launcher, "threads", expectedExitCode: 0), "error-0")),
        StringComparison.Ordinal);

    private string Run(string launcher, string what, int? expectedExitCode)
    {
        string folder = runs.NewFolder();
        (int exitCode, string output) = RankProgram.Run(TestLauncher.Named(launcher).StartInfo(Ranks, folder, what));
        Assert.True(exitCode == expectedExitCode || (expectedExitCode is null && exitCode != 0), $"Exit code {exitCode}: {output}");
        return folder;
    }
}
