using MLNet.Autoencoder.Data;
using MLNet.Autoencoder.Model;
using MLNet.Autoencoder.Tests.Engines;

namespace MLNet.Autoencoder.Core.Tests.Training;

/// <summary>What holds for a step of the managed engine alone. The rest is in <see cref="EngineConformance"/>.</summary>
public class ManagedStepTests
{
    [Theory]
    [MemberData(nameof(TestNetworks.Few), MemberType = typeof(TestNetworks))]
    public void A_step_reports_the_codes_that_the_model_serves(TestNetwork network)
    {
        var fit = new TestFit(network);
        using ITrainingSession session = fit.Start(new ManagedEngine());
        float[] expected = new float[TestFit.SmallBatch * network.Architecture.LatentDimension];
        TrainingBatch batch = fit.Step(session, 0);

        new RowScorer(Model(network, fit.Initial)).Encode(batch.Input, expected, []);

        Assert.Equal(expected, batch.Codes.ToArray(), (a, b) => Math.Abs(a - b) < 1e-5f);
    }

    [Theory]
    [MemberData(nameof(TestNetworks.Few), MemberType = typeof(TestNetworks))]
    public void A_step_allocates_nothing(TestNetwork network)
    {
        var fit = new TestFit(network);
        (fit.Options.GradientClipping, fit.Options.WeightDecay) = (0.01f, 0.1f);
        using ITrainingSession session = fit.Start(new ManagedEngine());
        TrainingBatch batch = fit.Batch(0);

        // The minimum of several steps: the runtime itself may allocate in one of them, when it recompiles a method.
        long allocated = Enumerable.Range(0, 10).Min(_ =>
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            session.TrainBatch(batch, 1e-3f);
            return GC.GetAllocatedBytesForCurrentThread() - before;
        });

        Assert.Equal(0, allocated);
    }

    private static AutoencoderModel Model(TestNetwork network, NetworkParameters parameters) => new(new ModelContent(
        parameters,
        InputScaling.Identity(TestNetwork.InputDimension),
        network.Kind,
        network.Reconstruction,
        1,
        new TrainingHistory { Epochs = [], BestEpoch = 0, RowCount = 1, ValidationRowCount = 0, SkippedRowCount = 0 }));
}
