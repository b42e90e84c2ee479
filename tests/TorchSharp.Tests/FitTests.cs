using MLNet.Autoencoder.Objectives;
using MLNet.Autoencoder.Tests.Engines;
using TorchSharp;

namespace MLNet.Autoencoder.Tests.Torch;

public class FitTests
{
    public static TheoryData<AutoencoderKind> Kinds =>
    [
        .. TestKinds.All.Where(kind => kind is not Sparse { Sparsity: TopK or BatchTopK }),
        new Variational { FreeBits = 0 },

        // With fewer active units, the loss is larger, and the engines drift further apart.
        new Sparse { Sparsity = new TopK { ActiveUnits = 4 } },
        new Sparse { Sparsity = new TopK { AuxiliaryWeight = 0 } },
        new Sparse { Sparsity = new TopK { ActiveUnits = 4, MatryoshkaLevels = 2 } },
        new Sparse { Sparsity = new BatchTopK { ActiveUnits = 4 } },
    ];

    public static TheoryData<AutoencoderKind, LabelKind> LabeledKinds
    {
        get
        {
            var cases = new TheoryData<AutoencoderKind, LabelKind>();
            foreach (AutoencoderKind kind in Kinds)
            {
                cases.Add(kind, LabelKind.Class);
                cases.Add(kind, LabelKind.Number);
            }

            return cases;
        }
    }

    [LibtorchFact]
    public void A_fit_reaches_the_losses_of_the_managed_engine()
    {
        TrainingHistory expected = Fits.Fit(engine: new ManagedEngine()).History;
        TrainingHistory actual = Fits.Fit().History;

        Assert.Equal(40, actual.Epochs.Count);
        Assert.Equal(expected.RowCount, actual.RowCount);
        Assert.Equal(expected.ValidationRowCount, actual.ValidationRowCount);
        AssertClose(expected.Start!, actual.Start!);
        AssertClose(expected.Epochs[^1].Training, actual.Epochs[^1].Training);
        AssertClose(expected.Epochs[^1].Validation!, actual.Epochs[^1].Validation!);
    }

    [LibtorchTheory]
    [MemberData(nameof(Kinds))]
    public void A_fit_of_every_kind_reaches_the_losses_of_the_managed_engine(AutoencoderKind kind)
    {
        AutoencoderOptions Options(ITrainingEngine engine)
        {
            AutoencoderOptions options = Fits.Options(engine: engine);
            (options.Kind, options.LatentDimension, options.Epochs) = (kind, kind is Sparse ? 12 : 3, 5);
            return options;
        }

        TrainingEpoch expected = Autoencoder.Fit(Fits.Rows, Options(new ManagedEngine())).History.Epochs[^1];
        TrainingEpoch actual = Autoencoder.Fit(Fits.Rows, Options(new TorchSharpEngine("cpu"))).History.Epochs[^1];

        if (TestKinds.HasKinks(kind))
        {
            // Rounding decides which units fire first, and the fits drift apart, but to almost the same loss. The variance of a row is 5.
            Assert.Equal(expected.Training.SquaredError, actual.Training.SquaredError, 0.05);
            Assert.Equal(expected.Validation!.SquaredError, actual.Validation!.SquaredError, 0.05);
            return;
        }

        AssertClose(expected.Training, actual.Training);
        AssertClose(expected.Validation!, actual.Validation!);
        Assert.Equal(expected.ActiveUnits, actual.ActiveUnits);
    }

    [LibtorchTheory]
    [MemberData(nameof(LabeledKinds))]
    public void A_labeled_fit_reaches_the_losses_of_the_managed_engine(AutoencoderKind kind, LabelKind labels)
    {
        AutoencoderOptions Options(ITrainingEngine engine)
        {
            AutoencoderOptions options = Fits.Options(engine: engine);
            (options.Kind, options.LatentDimension, options.Epochs) = (kind, kind is Sparse ? 12 : 3, 5);
            return options;
        }

        TrainingEpoch expected = Autoencoder.Fit(Fits.Labeled(labels), Options(new ManagedEngine())).History.Epochs[^1];
        TrainingEpoch actual = Autoencoder.Fit(Fits.Labeled(labels), Options(new TorchSharpEngine("cpu"))).History.Epochs[^1];

        foreach (LossTerm term in (LossTerm[])[LossTerm.LabelHead, LossTerm.SupervisedContrastive])
        {
            // If rounding decides which units fire, the fits drift apart, but to almost the same loss.
            double tolerance = TestKinds.HasKinks(kind) ? 0.05 : 0.005;
            Assert.True(expected.Training[term.Name] > 0.005);
            Assert.Equal(expected.Training[term.Name], actual.Training[term.Name], tolerance);
            Assert.Equal(expected.Validation![term.Name], actual.Validation![term.Name], tolerance);
        }

        if (!TestKinds.HasKinks(kind))
        {
            AssertClose(expected.Training, actual.Training);
            AssertClose(expected.Validation!, actual.Validation!);
        }
    }

    [LibtorchTheory]
    [MemberData(nameof(Kinds))]
    public void A_fit_that_contrasts_rows_reaches_the_losses_of_the_managed_engine(AutoencoderKind kind)
    {
        AutoencoderOptions Options(ITrainingEngine engine)
        {
            AutoencoderOptions options = Fits.Options(engine: engine);
            (options.Kind, options.LatentDimension, options.Epochs) = (kind, kind is Sparse ? 12 : 3, 5);
            options.AuxiliaryLosses = [new RowContrast()];
            return options;
        }

        TrainingEpoch expected = Autoencoder.Fit(Fits.Rows, Options(new ManagedEngine())).History.Epochs[^1];
        TrainingEpoch actual = Autoencoder.Fit(Fits.Rows, Options(new TorchSharpEngine("cpu"))).History.Epochs[^1];

        // The units of the projection head have kinks, so that rounding lets the fits drift apart, but to almost the same loss.
        string term = LossTerm.RowContrast.Name;
        Assert.True(expected.Training[term] > 0.01);
        Assert.Equal(expected.Training[term], actual.Training[term], 0.05);
        Assert.Equal(expected.Validation![term], actual.Validation![term], 0.05);
        Assert.Equal(expected.Training.SquaredError, actual.Training.SquaredError, 0.05);
    }

    [LibtorchFact]
    public void A_stopped_fit_resumes_from_its_checkpoint_to_the_same_model()
    {
        string directory = Directory.CreateTempSubdirectory().FullName;
        try
        {
            using var stop = new CancellationTokenSource();
            AutoencoderOptions options = Fits.Options();
            options.CheckpointPath = Path.Combine(directory, "checkpoint");
            options.CancellationToken = stop.Token;
            options.Progress = new Progress(epoch => StopAfter(20, epoch, stop));
            Assert.Throws<OperationCanceledException>(() => Autoencoder.Fit(Fits.Rows, options));

            int first = 0;
            options.CancellationToken = default;
            options.Progress = new Progress(epoch => first = first == 0 ? epoch.Epoch : first);
            AutoencoderModel model = Autoencoder.Fit(Fits.Rows, options);

            Assert.Equal(21, first);
            Assert.Equal(Fits.Fit().Encode([1f, 2f, 3f, -1f, 0.5f]), model.Encode([1f, 2f, 3f, -1f, 0.5f]));
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    [LibtorchFact]
    public void The_same_seed_gives_the_same_bytes_and_another_seed_does_not()
    {
        Assert.Equal(Fits.Bytes(Fits.Fit()), Fits.Bytes(Fits.Fit()));
        Assert.NotEqual(Fits.Bytes(Fits.Fit()), Fits.Bytes(Fits.Fit(seed: 2)));
    }

    [LibtorchFact]
    public void Fits_on_parallel_threads_do_not_affect_each_other()
    {
        int[] seeds = [1, 2, 3, 4];
        byte[][] expected = [.. seeds.Select(seed => Fits.Bytes(Fits.Fit(seed)))];
        byte[][] actual = new byte[seeds.Length][];

        // One engine for all fits, and a thread for each.
        var engine = new TorchSharpEngine("cpu");
        Thread[] threads = [.. seeds.Select((seed, i) => new Thread(() => actual[i] = Fits.Bytes(Fits.Fit(seed, engine))))];
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());

        Assert.Equal(expected, actual);
    }

    [LibtorchFact]
    public void Two_libtorch_threads_give_the_same_result_up_to_rounding()
    {
        var fit = new TestFit(new TestNetwork(Activation.Silu, new Variational(), new Gaussian(), [17, 4, 7], BatchParts.None), batchSize: 24);
        float[] expected = fit.Train(new TorchSharpEngine("cpu"), steps: 20).Parameters.ToArray();
        int before = torch.get_num_threads();
        torch.set_num_threads(2);
        try
        {
            float[] actual = fit.Train(new TorchSharpEngine("cpu"), steps: 20).Parameters.ToArray();

            Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, 1e-5));
        }
        finally
        {
            torch.set_num_threads(before);
        }
    }

    [LibtorchFact]
    public void Diverging_training_throws_instead_of_returning_a_model()
    {
        AutoencoderOptions options = Fits.Options();
        options.Scaling = Scaling.None;
        var rows = new InMemoryRows(new[] { 1e30f, -1e30f, 1e30f, 2e30f }, 2);

        var error = Assert.Throws<InvalidOperationException>(() => Autoencoder.Fit(rows, options));

        Assert.Contains("diverged", error.Message, StringComparison.Ordinal);
    }

    private static void StopAfter(int epochs, TrainingEpoch epoch, CancellationTokenSource stop)
    {
        if (epoch.Epoch == epochs)
        {
            stop.Cancel();
        }
    }

    private static void AssertClose(LossTerms expected, LossTerms actual)
    {
        AssertClose(expected.SquaredError, actual.SquaredError);
        AssertClose(expected.KlDivergence, actual.KlDivergence);
        AssertClose(expected.Penalty, actual.Penalty);
        AssertClose(expected.Total, actual.Total);
    }

    /// <summary>To 1%, or to 0.05% of 5, the variance of a row: rounding dominates what little a good fit leaves unexplained.</summary>
    private static void AssertClose(double expected, double actual) =>
        Assert.Equal(expected, actual, Math.Max(0.01 * Math.Abs(expected), 0.0025));
}
