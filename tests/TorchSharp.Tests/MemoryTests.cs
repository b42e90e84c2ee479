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
        Problem problem = Problem.Everyday();
        var other = new TrainingBatch(capacity: 4, latentDimension: 3, [SlotRange.Continuous(0, 2)], problem.Request.Terms) { Count = 4 };
        using ITrainingSession session = new TorchSharpEngine("cpu").Start(problem.Request);
        long before = LiveTensors;

        Assert.Throws<ArgumentException>(() => session.TrainBatch(other, 0.1f, klWeight: 1f));

        Assert.Equal(before, LiveTensors);
    }

    [LibtorchTheory]
    [MemberData(nameof(Problems.OfEveryKind), MemberType = typeof(Problems))]
    public void Nothing_that_a_session_does_leaves_tensors_behind(Problem problem)
    {
        long before = LiveTensors;
        using (ITrainingSession session = problem.Start(new TorchSharpEngine("cpu")))
        {
            long started = LiveTensors;
            problem.Step(session, 0);
            session.Evaluate(problem.Batch(1));
            session.Restore(problem.StateOf(session));

            Assert.Equal(started, LiveTensors);
        }

        Assert.Equal(before, LiveTensors);
    }

    [LibtorchFact]
    public void A_dispose_scope_of_the_caller_does_not_capture_the_tensors_of_a_fit()
    {
        Problem problem = Problem.Everyday();
        ITrainingSession session;
        using (DisposeScope scope = torch.NewDisposeScope())
        {
            session = new TorchSharpEngine("cpu").Start(problem.Request);
            problem.Step(session, 0);
            Assert.Equal(0, scope.DisposablesCount);
        }

        // The session outlives the scope.
        problem.Step(session, 1);
        session.Dispose();
    }
}
