using System.Diagnostics;
using MLNet.Autoencoder.Foundation;

namespace MLNet.Autoencoder.Core.Tests.Persistence;

public sealed class AtomicFileTests : IDisposable
{
    private const int VersionBytes = 100_000;

    private readonly string _folder = Directory.CreateTempSubdirectory("atomic").FullName;

    private string File => Path.Combine(_folder, "model.bin");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>tests/Core.Tests.Writer writes in an endless loop; each of its processes is killed at some point.</summary>
    [Fact]
    public void A_process_killed_200_times_always_leaves_a_complete_version() => Parallel.For(0, 4, lane =>
    {
        string folder = Directory.CreateDirectory(Path.Combine(_folder, $"{lane}")).FullName, file = Path.Combine(folder, "model.bin");
        var random = new Random(lane);
        for (int kill = 0; kill < 50; kill++)
        {
            KillWhileWriting(file, random.Next(100_000));

            AssertWhole(System.IO.File.ReadAllBytes(file));
            Assert.InRange(Leftovers(folder).Length, 0, 1);
            LetAMinutePass(folder);
        }

        WriteVersion(file, 1);
        Assert.Equal([file], Directory.GetFiles(folder));
    });

    [Fact]
    public void If_several_writers_compete_the_last_one_wins_and_the_file_is_always_complete()
    {
        WriteVersion(File, 1);
        Task writers = Task.WhenAll(Enumerable.Range(1, 4).Select(version => Task.Run(() =>
        {
            for (int i = 0; i < 50; i++)
            {
                WriteVersion(File, (byte)version);
            }
        })));
        while (!writers.IsCompleted)
        {
            AssertWhole(System.IO.File.ReadAllBytes(File));
        }

        Assert.Null(writers.Exception);
        WriteVersion(File, 5);
        Assert.Equal(5 * VersionBytes, System.IO.File.ReadAllBytes(File).Length);
        Assert.Equal([File], Directory.GetFiles(_folder));
    }

    [Fact]
    public void A_failed_write_leaves_the_previous_file_and_nothing_else()
    {
        WriteVersion(File, 2);

        Assert.Throws<IOException>(() => AtomicFile.Write(File, stream =>
        {
            stream.Write(new byte[VersionBytes]);
            throw new IOException("The disk is full.");
        }));

        AssertWhole(System.IO.File.ReadAllBytes(File));
        Assert.Equal([File], Directory.GetFiles(_folder));
    }

    [Fact]
    public void A_file_that_only_resembles_a_temporary_file_is_left_alone()
    {
        string[] others = ["model.bin.tmp", "model.bin.backup.tmp", $"model.bin.{Guid.NewGuid():N}", $"model.bin.{Guid.NewGuid():N}.tmp.old", $"other.{Guid.NewGuid():N}.tmp"];
        Array.ForEach(others, other => System.IO.File.WriteAllText(Path.Combine(_folder, other), "someone else's"));

        LetAMinutePass(_folder);
        WriteVersion(File, 1);
        AtomicFile.Delete(File);

        Assert.Equal(others.Order(), Directory.GetFiles(_folder).Select(Path.GetFileName).Order());
    }

    [Fact]
    public void A_file_that_is_still_being_written_is_not_deleted_as_a_leftover()
    {
        AtomicFile.Write(File, outer =>
        {
            outer.Write(new byte[VersionBytes]);
            outer.Flush();
            LetAMinutePass(_folder);
            WriteVersion(File, 2);
        });

        Assert.Equal(VersionBytes, System.IO.File.ReadAllBytes(File).Length);
    }

    private static void LetAMinutePass(string folder) => Array.ForEach(Leftovers(folder), left => left.LastWriteTimeUtc = DateTime.UtcNow.AddMinutes(-2));

    private static void KillWhileWriting(string file, int spins)
    {
        using Process process = Process.Start(ChildProcess.StartInfo("Writer", file))!;
        Assert.Equal(1, process.StandardOutput.BaseStream.ReadByte());
        Thread.SpinWait(spins);
        process.Kill();
        process.WaitForExit();
    }

    private static void WriteVersion(string file, byte version)
    {
        byte[] bytes = new byte[version * VersionBytes];
        Array.Fill(bytes, version);
        AtomicFile.Write(file, stream => stream.Write(bytes));
    }

    private static void AssertWhole(byte[] bytes)
    {
        Assert.NotEmpty(bytes);
        Assert.Equal(bytes[0] * VersionBytes, bytes.Length);
        Assert.Equal(-1, bytes.AsSpan().IndexOfAnyExcept(bytes[0]));
    }

    private static FileInfo[] Leftovers(string folder) => new DirectoryInfo(folder).GetFiles("*.tmp");
}
