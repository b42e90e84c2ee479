using MLNet.Autoencoder.Networks;
using MLNet.Autoencoder.Objectives;

namespace MLNet.Autoencoder.Tests.Engines;

/// <summary>The loss that compares rows with their second views.</summary>
public abstract partial class EngineConformance
{
    /// <summary>The number of hidden units of a projection head, and of its outputs.</summary>
    private const int ProjectionWidth = 64;

    /// <summary>
    /// The first four hidden units are max(0, ±x) and max(0, ±y), from which the first two outputs are x and y again. So the directions of the rows are
    /// (1, 0), (0, 1), (−1, 0) and none, and those of their views (0, 1), (0, 1), (−1, 0) and (1, 0). With τ = ½, similarities are ±2 or 0. The losses are
    /// log(2 + e⁻² + e²) = 2.253856, log(2 + 2e²) − 2 = 0.820075, 2.253856 − 2, and log 4 = 1.386294. If the views chose among the rows instead, the first
    /// would be 2.340753.
    /// </summary>
    [EngineFact]
    public void The_contrast_of_rows_compares_directions_of_projections()
    {
        var loss = new RowContrast { Weight = 3, Temperature = 0.5f };
        var batch = new TrainingBatch(4, 2, [SlotRange.Continuous(0, 2)], [LossTerm.SquaredError, LossTerm.RowContrast], BatchParts.Viewed) { Count = 4 };
        ((ReadOnlySpan<float>)[2, 0, 0, 3, -1, 0, 0, 0]).CopyTo(batch.RowBuffer);
        ((ReadOnlySpan<float>)[0, 4, 0, 1, -3, 0, 2, 0]).CopyTo(batch.SecondViewBuffer);
        batch.WithWeight(LossTerm.RowContrast, loss.Weight);

        float[] gradient = HandWorkedGradient(loss, labels: null, ProjectionTensors(), IdentityProjection(), batch);

        AssertLoss(2.253856 + 0.820075 + 0.253856 + 1.386294, batch.Loss[LossTerm.RowContrast], "loss");
        AssertValues([3 * 2.253856, 3 * 0.820075, 3 * 0.253856, 3 * 1.386294], batch.RowNats, "nats of row");

        // By the length of a projection that is almost 0, the derivative would be divided.
        Assert.All(gradient, derivative => Assert.InRange(derivative, -20, 20));
    }

    /// <summary>Two groups of rows, the second of which may be a single row, which has nothing to be told apart from.</summary>
    [EngineTheory]
    [InlineData(129)]
    [InlineData(200)]
    public void Rows_are_contrasted_in_groups(int count)
    {
        var network = new TestNetwork(Activation.Tanh, new Plain(), new Gaussian(), [], BatchParts.Weighted, new TestLabels(null, new RowContrast()));
        var fit = new TestFit(network, batchSize: 250);
        using ITrainingSession session = fit.Start(Create());
        session.EvaluateBatch(fit.Batch(0, 250));
        TrainingBatch batch = fit.Batch(1, count);

        session.EvaluateBatch(batch);

        AssertReported(network, fit, batch);
        AssertValues(Reference(network).RowNats(InDouble(fit.Initial.Values), batch), batch.RowNats, "nats of row");
    }

    /// <summary>The gradient of a batch with two groups is that of the same rows in two batches.</summary>
    [EngineFact]
    public void Groups_of_rows_have_gradients_of_their_own()
    {
        const int First = 128, Second = 40;
        var network = new TestNetwork(Activation.Tanh, new Plain(), new Gaussian(), [6], BatchParts.Weighted, new TestLabels(null, new RowContrast()));
        var fit = new TestFit(network, batchSize: First + Second);
        TrainingBatch both = fit.Batch(0);
        float[] first = fit.Gradient(Create(), Part(0, First)), second = fit.Gradient(Create(), Part(First, Second));

        float[] gradient = fit.Gradient(Create(), both);

        for (int i = 0; i < gradient.Length; i++)
        {
            double expected = (((double)First * first[i]) + (Second * second[i])) / (First + Second);
            AssertClose(expected, gradient[i], Tolerances.Gradient, floor: 0.2, $"derivative by parameter {i}");
        }

        TrainingBatch Part(int start, int count)
        {
            const int D = TestNetwork.InputDimension;
            TrainingBatch part = fit.Batch(0);
            part.Count = count;
            both.Rows.Slice(start * D, count * D).CopyTo(part.RowBuffer);
            both.SecondView.Slice(start * D, count * D).CopyTo(part.SecondViewBuffer);
            both.Weights.Slice(start, count).CopyTo(part.WeightBuffer);
            return part;
        }
    }

    [EngineTheory]
    [InlineData(0f)]
    [InlineData(0.3f)]
    [InlineData(40f)]
    public void The_contrast_of_rows_counts_by_its_weight_in_the_batch(float weight)
    {
        var losses = new TestLabels(null, new RowContrast { Temperature = 0.7f });
        var network = new TestNetwork(Activation.Tanh, new Variational { FreeBits = 0 }, TestNetworks.Mixed(), [6], BatchParts.Weighted, losses);
        var fit = new TestFit(network);
        TrainingBatch batch = fit.Batch(0).WithWeight(LossTerm.RowContrast, weight);

        float[] gradient = TrainPoisoned(fit, batch);

        AssertReported(network, fit, batch);
        AssertGradient(network, fit, batch, gradient);
    }

    private static TensorSpec[] ProjectionTensors() =>
    [
        new("row_contrast.hidden.weight", ProjectionWidth, 2, TensorRole.HiddenWeight, LatentAxis.Columns),
        new("row_contrast.hidden.bias", 1, ProjectionWidth, TensorRole.Bias),
        new("row_contrast.output.weight", ProjectionWidth, ProjectionWidth, TensorRole.Weight),
        new("row_contrast.output.bias", 1, ProjectionWidth, TensorRole.Bias),
    ];

    private static float[] IdentityProjection()
    {
        float[] hidden = new float[3 * ProjectionWidth], output = new float[ProjectionWidth * (ProjectionWidth + 1)];
        (hidden[0], hidden[3], hidden[4], hidden[7]) = (1, 1, -1, -1);
        (output[0], output[2], output[ProjectionWidth + 1], output[ProjectionWidth + 3]) = (1, -1, 1, -1);
        return [.. hidden, .. output];
    }
}
