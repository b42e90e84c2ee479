using System.Diagnostics;

namespace MLNet.Autoencoder.Core.Tests.Training;

/// <summary>A path to which no checkpoint can be written is refused before any work; what goes wrong later costs no work.</summary>
public sealed class CheckpointPathTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("path").FullName;
    private readonly List<string> _warnings = [];

    private string Checkpoint => Path.Combine(_folder, "fit.checkpoint");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static InMemoryRows Rows() => new(Fits.Rows(120, 6), 6);

    private AutoencoderOptions Options(string path, Action<int>? afterEpoch = null)
    {
        AutoencoderOptions options = Fits.Options();
        (options.Epochs, options.CheckpointPath, options.CheckpointInterval) = (8, path, TimeSpan.Zero);
        (options.WarningProgress, options.Progress) = (new Report<string>(_warnings.Add), new Report<TrainingEpoch>(epoch => afterEpoch?.Invoke(epoch.Epoch)));
        return options;
    }

    private static byte[] Expected()
    {
        AutoencoderOptions options = Fits.Options();
        options.Epochs = 8;
        return Fits.Bytes(Autoencoder.Fit(Rows(), options));
    }

    [Theory]
    [InlineData("folder", "is a folder.")]
    [InlineData("name of 300 characters", "")]
    [InlineData("missing/fit.checkpoint", "Create it first.")]
    public void A_path_that_cannot_hold_a_checkpoint_is_refused(string kind, string fault)
    {
        string path = Path.Combine(_folder, kind == "name of 300 characters" ? new string('x', 300) : kind);
        Directory.CreateDirectory(Path.Combine(_folder, "folder"));

        AssertRefused(path, fault);
    }

    /// <summary>To open a pipe would be to wait for whoever writes to it, and to replace a device would break the machine.</summary>
    [Theory]
    [InlineData("pipe", "is a pipe or a device")]
    [InlineData("loop", "")]
    [InlineData("/dev/null", "is a pipe or a device")]
    [InlineData("/dev/full", "is a pipe or a device")]
    [InlineData("/proc/fit.checkpoint", "")]
    public void On_Unix_a_path_of_something_other_than_a_file_is_refused(string kind, string fault)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        string path = Path.Combine(_folder, kind);
        Process.Start("mkfifo", [Path.Combine(_folder, "pipe")]).WaitForExit();
        File.CreateSymbolicLink(Path.Combine(_folder, "loop"), "loop");

        AssertRefused(path, fault);
        Assert.Equal(["loop", "pipe"], Directory.GetFileSystemEntries(_folder).Select(Path.GetFileName).Order());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_symbolic_link_stays_and_what_it_leads_to_is_the_checkpoint(bool dangles)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        byte[] expected = Expected();
        string target = Path.Combine(Directory.CreateDirectory(Path.Combine(_folder, "disk")).FullName, "target");
        File.CreateSymbolicLink(Checkpoint, Path.Combine("disk", "target"));
        if (!dangles)
        {
            Stop(target);
        }

        Stop(Checkpoint);

        Assert.True(new FileInfo(target).Length > 0);
        Assert.Equal(expected, Fits.Bytes(Autoencoder.Fit(Rows(), Options(Checkpoint))));
        Assert.False(File.Exists(target));
        Assert.Equal(Path.Combine("disk", "target"), new FileInfo(Checkpoint).LinkTarget);
    }

    [Fact]
    public void A_checkpoint_that_can_no_longer_be_written_costs_no_model_and_gives_one_warning()
    {
        string folder = Directory.CreateDirectory(Path.Combine(_folder, "disk")).FullName;
        AutoencoderOptions options = Options(Path.Combine(folder, "fit.checkpoint"), epoch =>
        {
            if (epoch == 2)
            {
                Directory.Delete(folder, recursive: true);
            }
        });

        AutoencoderModel model = Autoencoder.Fit(Rows(), options);

        Assert.Equal(Expected(), Fits.Bytes(model));
        string warning = Assert.Single(_warnings, warning => warning.Contains("after epoch", StringComparison.Ordinal));
        Assert.StartsWith("No checkpoint was written after epoch 2. The file '", warning, StringComparison.Ordinal);
        Assert.Contains(options.CheckpointPath!, warning, StringComparison.Ordinal);
    }

    [Fact]
    public void A_checkpoint_that_can_be_written_again_is_written()
    {
        string folder = Directory.CreateDirectory(Path.Combine(_folder, "disk")).FullName;
        var seen = new List<bool>();
        AutoencoderOptions options = Options(Path.Combine(folder, "fit.checkpoint"), epoch =>
        {
            seen.Add(Directory.Exists(folder) && Directory.GetFiles(folder).Length == 1);
            if (epoch == 2)
            {
                Directory.Delete(folder, recursive: true);
            }

            if (epoch == 5)
            {
                Directory.CreateDirectory(folder);
            }
        });

        Autoencoder.Fit(Rows(), options);

        Assert.Equal([false, true, false, false, false, true, true, true], seen);
        Assert.Empty(Directory.GetFiles(folder));
    }

    [Fact]
    public void A_canceled_fit_that_cannot_write_a_checkpoint_is_still_canceled()
    {
        string folder = Directory.CreateDirectory(Path.Combine(_folder, "disk")).FullName;
        using var stop = new CancellationTokenSource();
        AutoencoderOptions options = Options(Path.Combine(folder, "fit.checkpoint"), _ =>
        {
            Directory.Delete(folder, recursive: true);
            stop.Cancel();
        });
        (options.CancellationToken, options.CheckpointInterval) = (stop.Token, TimeSpan.MaxValue);

        Assert.Throws<OperationCanceledException>(() => Autoencoder.Fit(Rows(), options));
        Assert.StartsWith("No checkpoint was written after epoch 1.", Assert.Single(_warnings), StringComparison.Ordinal);
    }

    private void Stop(string path)
    {
        using var stop = new CancellationTokenSource();
        AutoencoderOptions options = Options(path, epoch =>
        {
            if (epoch % 3 == 0)
            {
                stop.Cancel();
            }
        });
        options.CancellationToken = stop.Token;
        Assert.Throws<OperationCanceledException>(() => Autoencoder.Fit(Rows(), options));
    }

    private void AssertRefused(string path, string fault)
    {
        var error = Assert.Throws<ArgumentException>(() => Autoencoder.Fit(new UnreadableRows(), Options(path)));

        Assert.StartsWith($"CheckpointPath is '{path}', but ", error.Message, StringComparison.Ordinal);
        Assert.Contains(fault, error.Message, StringComparison.Ordinal);
    }

    private sealed class UnreadableRows : IRowSource
    {
        public int Dimension => 6;

        public IRowReader Open() => throw new UnreachableException("Rows were read.");
    }

    private sealed class Report<T>(Action<T> report) : IProgress<T>
    {
        void IProgress<T>.Report(T value) => report(value);
    }
}
