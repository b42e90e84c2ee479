using System.Diagnostics;
using System.Globalization;
using System.IO.Compression;

namespace MLNet.Autoencoder.Tests.Mpi;

/// <summary>Fits by real processes, of which the last one differs from the others: it is killed or canceled, or has other rows.</summary>
public sealed class FitTests(Runs runs) : IClassFixture<Runs>
{
    private const int Ranks = 2;

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    [MpiTheory]
    [InlineData("Open MPI", "exited on signal 9")]
    [InlineData("MPICH", "Killed (signal 9)")]
    public void If_a_rank_is_killed_the_launcher_ends_the_others_and_the_fit_can_be_resumed(string launcher, string expected)
    {
        string folder = runs.NewFolder();

        (int exitCode, string output) = RankProgram.Run(TestLauncher.Named(launcher).StartInfo(Ranks, folder, "kill"));

        Assert.True(exitCode != 0, output);
        Assert.True(output.Contains(expected, StringComparison.Ordinal), output);
        Assert.All(Of("process", folder), process => Assert.True(HasEnded(process), $"Process {process} is still running."));

        Run(launcher, "fit", folder);
        Assert.NotEqual("1", File.ReadAllText(Path.Combine(folder, "first-epoch")));
        byte[] unbroken = InProcessCommunicator.Run(Ranks, Fits.Bytes)[0];
        Assert.All(Models(folder), model => Assert.True(unbroken.AsSpan().SequenceEqual(model)));
    }

    [MpiTheory, MemberData(nameof(ProcessTests.Launchers), MemberType = typeof(ProcessTests))]
    public void If_a_rank_is_canceled_all_are(string launcher)
    {
        string[] errors = Of("error", Run(launcher, "cancel"));

        Assert.Equal(["Rank 1 of 2 was canceled, and with it the fit.", new OperationCanceledException().Message], errors);
    }

    [MpiTheory, MemberData(nameof(ProcessTests.Launchers), MemberType = typeof(ProcessTests))]
    public void Rows_with_missing_values_on_one_rank_are_counted_on_all(string launcher) =>
        Assert.Equal(3, SameModel(Run(launcher, "missing")).History.SkippedRowCount);

    [MpiTheory, MemberData(nameof(ProcessTests.Launchers), MemberType = typeof(ProcessTests))]
    public void A_rank_without_rows_gets_the_same_model(string launcher)
    {
        TrainingHistory history = SameModel(Run(launcher, "empty")).History;

        Assert.Equal(60, history.RowCount + history.ValidationRowCount);
    }

    [MpiTheory, MemberData(nameof(ProcessTests.Launchers), MemberType = typeof(ProcessTests))]
    public void Rows_of_different_width_are_an_error_on_all(string launcher) => Assert.All(
        Of("error", Run(launcher, "narrow")),
        error => Assert.Contains("agree on the number of slots of a row, but it is 5 on rank 0 and 4 on rank 1", error, StringComparison.Ordinal));

    /// <summary>Entry by entry: a zip file contains the time.</summary>
    [MpiTheory, MemberData(nameof(ProcessTests.Launchers), MemberType = typeof(ProcessTests))]
    public void A_pipeline_of_ML_NET_is_saved_with_the_same_bytes_by_all(string launcher)
    {
        string folder = Run(launcher, "pipeline");

        (string Name, string Bytes)[][] entries = [.. Enumerable.Range(0, Ranks).Select(rank => Entries(Path.Combine(folder, $"model-{rank}")))];

        Assert.Contains(entries[0], entry => entry.Name.StartsWith("TransformerChain", StringComparison.Ordinal));
        Assert.Equal(entries[0], entries[1]);
    }

    private string Run(string launcher, string what, string? folder = null)
    {
        folder ??= runs.NewFolder();
        (int exitCode, string output) = RankProgram.Run(TestLauncher.Named(launcher).StartInfo(Ranks, folder, what));
        Assert.True(exitCode == 0, $"Exit code {exitCode}: {output}");
        return folder;
    }

    /// <summary>What each rank wrote.</summary>
    private static string[] Of(string name, string folder) =>
        [.. Enumerable.Range(0, Ranks).Select(rank => File.ReadAllText(Path.Combine(folder, $"{name}-{rank}")))];

    private static byte[][] Models(string folder) =>
        [.. Enumerable.Range(0, Ranks).Select(rank => File.ReadAllBytes(Path.Combine(folder, $"model-{rank}")))];

    private static AutoencoderModel SameModel(string folder)
    {
        byte[][] models = Models(folder);
        Assert.All(models, model => Assert.True(models[0].AsSpan().SequenceEqual(model)));
        return AutoencoderModel.Load(new MemoryStream(models[0]));
    }

    private static bool HasEnded(string id) =>
        Array.Find(Process.GetProcesses(), process => process.Id == int.Parse(id, CultureInfo.InvariantCulture))?.WaitForExit(Limit) ?? true;

    private static (string Name, string Bytes)[] Entries(string path)
    {
        using ZipArchive archive = ZipFile.OpenRead(path);
        return [.. archive.Entries.Select(entry =>
        {
            using Stream content = entry.Open();
            using var bytes = new MemoryStream();
            content.CopyTo(bytes);
            return (entry.FullName, Convert.ToHexString(bytes.ToArray()));
        })];
    }
}
