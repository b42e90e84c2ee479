using MLNet.Autoencoder.Objectives;

namespace MLNet.Autoencoder.Tests.Engines;

/// <summary>The life of a session, and its threads.</summary>
public abstract partial class EngineConformance
{
    [EngineFact]
    public void A_null_request_is_refused()
    {
        var error = Assert.Throws<ArgumentNullException>(() => Create().Start(null!));

        Assert.Equal("request", error.ParamName);
    }

    [EngineTheory]
    [MemberData(nameof(TestNetworks.OfEveryKind), MemberType = typeof(TestNetworks))]
    public void Two_sessions_of_one_engine_do_not_disturb_each_other(TestNetwork network)
    {
        var fit = new TestFit(network);
        var otherFit = new TestFit(TestFit.SimpleNetwork());
        TrainingState expected = fit.Train(Create(), steps: 3), otherExpected = otherFit.Train(Create(), steps: 3);
        ITrainingEngine engine = Create();

        using ITrainingSession session = fit.Start(engine);
        using ITrainingSession twin = fit.Start(engine);
        using ITrainingSession other = otherFit.Start(engine);
        for (int step = 0; step < 3; step++)
        {
            fit.Step(session, step);
            fit.Step(twin, step + 10);
            otherFit.Step(other, step);
        }

        twin.Dispose();
        AssertSame(expected, fit.StateOf(session));
        AssertSame(otherExpected, otherFit.StateOf(other));
    }

    [EngineFact]
    public void Disposing_a_session_twice_is_harmless()
    {
        foreach (TestFit fit in (TestFit[])[TestFit.Simple(), WideFit()])
        {
            ITrainingSession session = fit.Start(Create());

            session.Dispose();
            session.Dispose();
        }
    }

    [EngineTheory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(1000)]
    public void Every_part_of_a_piece_of_work_runs_exactly_once(int count)
    {
        // A small network, and one that is wide enough for several threads.
        foreach (TestFit fit in (TestFit[])[TestFit.Simple(), WideFit()])
        {
            using ITrainingSession session = fit.Start(Create());
            int[] runs = new int[count];

            session.RunParts(count, part => Interlocked.Increment(ref runs[part]));
            fit.Step(session, 0);
            session.RunParts(count, part => Interlocked.Increment(ref runs[part]));

            Assert.All(runs, times => Assert.Equal(2, times));
        }
    }

    private static TestFit WideFit() => new(new TestNetwork(Activation.Tanh, new Denoising(), new Gaussian(), [256, 256], BatchParts.None), batchSize: 256);
}
