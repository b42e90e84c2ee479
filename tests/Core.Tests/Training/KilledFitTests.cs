using System.Diagnostics;
using System.Globalization;

namespace MLNet.Autoencoder.Core.Tests.Training;

public sealed class KilledFitTests : IDisposable
{
    // A process takes most of a second to start. Set KILLS=17 for more than a hundred kills in all.
    private static readonly int Kills = int.Parse(Environment.GetEnvironmentVariable("KILLS") ?? "3", CultureInfo.InvariantCulture);

    private readonly string _folder = Directory.CreateTempSubdirectory("killed").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>The kills hit any point of an epoch or of a write.</summary>
    [Fact]
    public void A_fit_of_any_kind_killed_again_and_again_resumes_to_the_same_bytes() => Parallel.For(0, TestKinds.All.Count, kind =>
    {
        string path = Path.Combine(_folder, $"{kind}.checkpoint");
        var random = new Random(kind);
        for (int kill = 0; kill < Kills; kill++)
        {
            Kill(kind, path, random);
        }

        int epochs = 0;
        AutoencoderModel resumed = KilledFit.Run(kind, path, new Counter(() => epochs++));

        Assert.Equal(Fits.Bytes(KilledFit.Run(kind, checkpointPath: null, progress: null)), Fits.Bytes(resumed));
        Assert.InRange(epochs, 1, KilledFit.Epochs - Kills);
    });

    /// <summary>Kills the fit up to ten epochs after it was resumed. The first report of an epoch means that the checkpoint has been read.</summary>
    private static void Kill(int kind, string path, Random random)
    {
        using Process process = Process.Start(ChildProcess.StartInfo("Writer", "fit", kind.ToString(CultureInfo.InvariantCulture), path))!;
        for (int epoch = random.Next(2, 11); epoch > 0; epoch--)
        {
            Assert.Equal(1, process.StandardOutput.BaseStream.ReadByte());
        }

        Thread.SpinWait(random.Next(100_000));
        process.Kill();
        process.WaitForExit();
    }

    private sealed class Counter(Action count) : IProgress<TrainingEpoch>
    {
        public void Report(TrainingEpoch value) => count();
    }
}
