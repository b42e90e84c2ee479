using MLNet.Autoencoder.Tests.Engines;
using TorchSharp;

namespace MLNet.Autoencoder.Tests.Torch;

/// <summary>Tensors are freed. TorchSharp counts the live tensors of each thread.</summary>
public class MemoryTests
{
    private static long LiveTensors => DisposeScopeManager.Statistics.ThreadTotalLiveCount;

    [LibtorchFact]
    public void Fits_in_a_loop_leave_no_tensors_behind()
    {
        long before = LiveTensors;
        for (int i = 0; i < 5; i++)
        {
            Fits.Fit();
            Assert.Equal(before, LiveTensors);
        }
    }

    [LibtorchFact]
    public void The_number_of_tensors_does_not_grow_with_the_epochs()
    {
        var live = new List<long>();
        AutoencoderOptions options = Fits.Options();
        options.Progress = new Progress(_ => live.Add(LiveTensors));

        Autoencoder.Fit(Fits.Rows, options);

        Assert.Equal(40, live.Count);
        Assert.Single(live.Distinct());
    }

    [LibtorchFact]
    public void Cancellation_frees_everything()
    {
        long before = LiveTensors;
        using var stop = new CancellationTokenSource();
        AutoencoderOptions options = Fits.Options();
        options.CancellationToken = stop.Token;
        options.Progress = new Progress(_ => stop.Cancel());

        Assert.Throws<OperationCanceledException>(() => Autoencoder.Fit(Fits.Rows, options));

        Assert.Equal(before, LiveTensors);
    }

    [LibtorchFact]
    public void An_exception_frees_everything()
    {
        long before = LiveTensors;
        AutoencoderOptions options = Fits.Options();
        options.Progress = new Progress(_ => throw new TimeoutException());

        Assert.Throws<TimeoutException>(() => Autoencoder.Fit(Fits.Rows, options));

        Assert.Equal(before, LiveTensors);
    }

    [LibtorchFact]
    public void A_failed_step_frees_everything()
    {
        TestFit fit = TestFit.Simple();
        var other = new TrainingBatch(capacity: 4, latentDimension: 3, [SlotRange.Continuous(0, 2)], fit.Request.Terms) { Count = 4 };
        using ITrainingSession session = new TorchSharpEngine("cpu").Start(fit.Request);
        long before = LiveTensors;

        Assert.Throws<ArgumentException>(() => session.TrainBatch(other, 0.1f, klWeight: 1f));

        Assert.Equal(before, LiveTensors);
    }

    [LibtorchFact]
    public void A_refused_request_leaves_no_tensors_behind()
    {
        TestFit fit = TestFit.Simple();
        fit.Options.Kind = new UnknownKind();
        long before = LiveTensors;

        Assert.Throws<NotSupportedException>(() => new TorchSharpEngine("cpu").Start(fit.Request));

        Assert.Equal(before, LiveTensors);
    }

    [LibtorchTheory]
    [MemberData(nameof(TestNetworks.OfEveryKind), MemberType = typeof(TestNetworks))]
    [MemberData(nameof(TestNetworks.WithAuxiliaryLosses), MemberType = typeof(TestNetworks))]
    public void Nothing_that_a_session_does_leaves_tensors_behind(TestNetwork network)
    {
        var fit = new TestFit(network);
        long before = LiveTensors;
        using (ITrainingSession session = fit.Start(new TorchSharpEngine("cpu")))
        {
            long started = LiveTensors;
            fit.Step(session, 0);
            session.Evaluate(fit.Batch(1));
            session.Restore(fit.StateOf(session));

            Assert.Equal(started, LiveTensors);
        }

        Assert.Equal(before, LiveTensors);
    }

    [LibtorchFact]
    public void A_dispose_scope_of_the_caller_does_not_capture_the_tensors_of_a_fit()
    {
        TestFit fit = TestFit.Simple();
        ITrainingSession session;
        using (DisposeScope scope = torch.NewDisposeScope())
        {
            session = new TorchSharpEngine("cpu").Start(fit.Request);
            fit.Step(session, 0);
            Assert.Equal(0, scope.DisposablesCount);
        }

        // The session outlives the scope.
        fit.Step(session, 1);
        session.Dispose();
    }
}
