using System.Collections.Concurrent;
using System.Globalization;

namespace MLNet.Autoencoder.Tests.Mpi;

/// <summary>One run of all scenarios for each way to start ranks, shared by the tests of single scenarios.</summary>
public sealed class Runs : IDisposable
{
    /// <summary>The ranks that are threads of this process.</summary>
    internal const string Threads = "Threads";

    private readonly string _folder = Directory.CreateTempSubdirectory("mlnet-autoencoder-mpi-").FullName;
    private readonly ConcurrentDictionary<(string, int), string> _folders = new();

    /// <summary>Ways to start ranks, and numbers of ranks. Both paths of sums differ with more than two ranks, and with slices of unequal lengths.</summary>
    public static TheoryData<string, int> All
    {
        get
        {
            var all = new TheoryData<string, int>();
            foreach (string launcher in TestLauncher.All.Select(launcher => launcher.Name).Append(Threads))
            {
                all.Add(launcher, 2);
                all.Add(launcher, 3);
            }

            all.Add("Open MPI", 4);
            all.Add(Threads, 4);
            return all;
        }
    }

    /// <summary>What each rank returned, in the order of ranks.</summary>
    internal IReadOnlyList<byte[]> Results(string launcher, int ranks, string scenario)
    {
        string folder = _folders.GetOrAdd((launcher, ranks), _ => launcher == Threads ? RunThreads(ranks) : RunProcesses(launcher, ranks));
        return [.. Enumerable.Range(0, ranks).Select(rank => File.ReadAllBytes(Path.Combine(folder, $"{scenario}-{rank}")))];
    }

    /// <summary>An empty folder, which is deleted at the end.</summary>
    internal string NewFolder() => Directory.CreateDirectory(Path.Combine(_folder, Guid.NewGuid().ToString())).FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string RunProcesses(string launcher, int ranks)
    {
        string folder = NewFolder();
        (int exitCode, string output) = RankProgram.Run(TestLauncher.Named(launcher).StartInfo(ranks, folder, "all"));
        Assert.True(exitCode == 0, $"Exit code {exitCode.ToString(CultureInfo.InvariantCulture)}: {output}");
        return folder;
    }

    private string RunThreads(int ranks)
    {
        string folder = NewFolder();
        InProcessCommunicator.Run(ranks, communicator =>
        {
            Scenarios.WriteAll(communicator, folder);
            return true;
        });
        return folder;
    }
}
