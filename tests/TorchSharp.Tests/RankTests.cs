using MLNet.Autoencoder.Numerics;

namespace MLNet.Autoencoder.Tests.Torch;

/// <summary>Fits that ranks divide, here threads: the engine does in them what the managed engine does.</summary>
public class RankTests
{
    private const int Dimension = 5;

    // One rank has no rows.
    private static readonly int[] Counts = [60, 0, 40];

    public static TheoryData<int> Kinds() => [.. Enumerable.Range(0, TestKinds.All.Count)];

    private static AutoencoderModel[] Fit(AutoencoderKind kind, Func<ITrainingEngine> engine) => InProcessCommunicator.Run(Counts.Length, communicator =>
    {
        float[] rows = new float[Counts.Sum() * Dimension];
        new RandomStream(3, 99, 0).FillNormal(rows, 0);
        int start = Counts.Take(communicator.Rank).Sum() * Dimension;
        var part = new InMemoryRows(rows.AsMemory(start, Counts[communicator.Rank] * Dimension), Dimension);
        return Autoencoder.Fit(part, new AutoencoderOptions
        {
            LatentDimension = 4, HiddenLayers = [6], Epochs = 3, BatchSize = 20, Seed = 1, Kind = kind, LatentOrder = LatentOrder.AsTrained,
            Engine = engine(), Communicator = communicator,
        });
    });

    [LibtorchTheory]
    [MemberData(nameof(Kinds))]
    public void All_ranks_get_the_model_that_the_managed_engine_gives_them(int kind)
    {
        AutoencoderModel[] actual = Fit(TestKinds.All[kind], () => new TorchSharpEngine("cpu"));
        AutoencoderModel expected = Fit(TestKinds.All[kind], () => new ManagedEngine { NumberOfThreads = 1 })[0];

        Assert.All(actual, model => Assert.Equal(Fits.Bytes(actual[0]), Fits.Bytes(model)));
        double tolerance = TestKinds.HasKinks(TestKinds.All[kind]) ? 0.05 : 2e-3;
        double loss = expected.History.Epochs[^1].Training.Total;
        Assert.Equal(loss, actual[1].History.Epochs[^1].Training.Total, tolerance * Math.Abs(loss));
    }
}
