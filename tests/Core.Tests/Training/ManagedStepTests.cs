using MLNet.Autoencoder.Data;
using MLNet.Autoencoder.Model;
using MLNet.Autoencoder.Numerics;
using MLNet.Autoencoder.Objectives;
using MLNet.Autoencoder.Tests.Engines;
using MLNet.Autoencoder.Training.Managed;

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
        TrainingBatch batch = fit.Batch(0);

        // The codes of a batch depend on all of its rows; those that are served do not.
        if (network.Kind is Sparse { Sparsity: BatchTopK })
        {
            session.EvaluateBatch(batch);
        }
        else
        {
            session.TrainBatch(batch, TestFit.LearningRate);
        }

        Assert.Equal(Served(network, fit, batch), batch.Codes.ToArray(), (a, b) => Math.Abs(a - b) < 1e-5f);
    }

    [Theory]
    [MemberData(nameof(TestNetworks.Few), MemberType = typeof(TestNetworks))]
    public void An_evaluation_reports_the_codes_that_the_model_serves(TestNetwork network)
    {
        var fit = new TestFit(network);
        using ITrainingSession session = fit.Start(new ManagedEngine());
        TrainingBatch batch = fit.Batch(0);

        session.EvaluateBatch(batch);

        Assert.Equal(Served(network, fit, batch), batch.Codes.ToArray(), (a, b) => Math.Abs(a - b) < 1e-5f);
    }

    [Theory]
    [MemberData(nameof(TestNetworks.Few), MemberType = typeof(TestNetworks))]
    [MemberData(nameof(TestNetworks.WithAuxiliaryLosses), MemberType = typeof(TestNetworks))]
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

    /// <summary>A small network processes a large batch in blocks of rows.</summary>
    [Theory]
    [MemberData(nameof(TestNetworks.All), MemberType = typeof(TestNetworks))]
    public void Repeating_the_rows_of_a_batch_multiplies_the_loss_and_leaves_the_gradient_on_any_number_of_threads(TestNetwork network)
    {
        const int Times = 301;
        TrainingBatch few = new TestFit(network).Batch(0), many = Repeated(network, few, Times);
        float[] expected = Gradient(network, few, threads: 1), gradient = Gradient(network, many, threads: 1);

        float tolerance = 1e-4f * expected.Max(Math.Abs);
        Assert.Equal(expected, gradient, (a, b) => Math.Abs(a - b) <= tolerance);
        Assert.All(few.Loss.Terms, term => Assert.Equal(Times * few.Loss[term], many.Loss[term], 1e-4 * Times * Math.Abs(few.Loss[term])));
        Assert.Equal(gradient, Gradient(network, many, threads: 2));
        Assert.Equal(gradient, Gradient(network, many, threads: 5));
    }

    /// <summary>A small network processes the rows in blocks, and a large one shares each product; losses on codes see all rows at once.</summary>
    [Theory]
    [InlineData(6, LabelKind.Class)]
    [InlineData(7_000, LabelKind.Class)]
    [InlineData(6, LabelKind.Number)]
    public void Losses_of_labels_have_the_same_bits_on_any_number_of_threads(int hidden, LabelKind kind)
    {
        var labels = TestLabels.HeadAndContrast(kind);
        TestNetwork network = new(Activation.Tanh, new Variational(), new Gaussian(), [hidden], BatchParts.Weighted, labels);
        TrainingBatch one = network.Batch(1_000, 1_000);
        float[] expected = Gradient(network, one, threads: 1);

        Assert.All([2, 8], threads =>
        {
            TrainingBatch batch = network.Batch(1_000, 1_000);
            Assert.Equal(expected, Gradient(network, batch, threads));
            Assert.Equal(LossValues.Of(one), LossValues.Of(batch));
        });
    }

    private static float[] Gradient(TestNetwork network, TrainingBatch batch, int threads)
    {
        using var team = new ThreadTeam(threads);
        NetworkParameters parameters = network.Parameters();
        float[] gradient = new float[parameters.Values.Length];
        new TrainingStep(parameters, network.Kind, network.Reconstruction, batch.Count, team, network.AuxiliaryLosses, network.Labels).Run(batch, gradient);
        return gradient;
    }

    private static TrainingBatch Repeated(TestNetwork network, TrainingBatch batch, int times)
    {
        TrainingBatch many = network.Batch(times * batch.Count, times * batch.Count, 0);
        many.NoiseVariance = batch.NoiseVariance;
        batch.TermWeights.CopyTo(many.TermWeightBuffer);
        batch.DeadUnits.CopyTo(many.DeadUnitBuffer);
        Repeat(batch.Rows, many.RowBuffer);
        Repeat(batch.Noise, many.NoiseBuffer);
        Repeat(batch.Observed, many.ObservedBuffer);
        Repeat(batch.Weights, many.WeightBuffer);
        if (network.Kind.Definition.CorruptsInput)
        {
            Repeat(batch.Input, many.CorruptedBuffer);
        }

        return many;
    }

    private static void Repeat(ReadOnlySpan<float> values, Span<float> target)
    {
        for (int start = 0; start < target.Length; start += values.Length)
        {
            values.CopyTo(target[start..]);
        }
    }

    private static float[] Served(TestNetwork network, TestFit fit, TrainingBatch batch)
    {
        float[] codes = new float[batch.Count * network.Architecture.LatentDimension];
        new RowScorer(Model(network, fit.Initial)).Encode(batch.Input, codes, []);
        return codes;
    }

    private static AutoencoderModel Model(TestNetwork network, NetworkParameters parameters) => new(new ModelContent(
        parameters,
        InputScaling.Identity(TestNetwork.InputDimension),
        network.Kind,
        network.Reconstruction,
        1,
        new TrainingHistory { Epochs = [], BestEpoch = 0, RowCount = 1, ValidationRowCount = 0, SkippedRowCount = 0 }));
}
