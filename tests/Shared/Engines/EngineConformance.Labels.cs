using MLNet.Autoencoder.Networks;
using MLNet.Autoencoder.Objectives;

namespace MLNet.Autoencoder.Tests.Engines;

/// <summary>The losses that read the labels of rows.</summary>
public abstract partial class EngineConformance
{
    /// <summary>Four rows of a batch, the third of which has no label.</summary>
    private const double HandWorkedFactor = 4.0 / 3;

    /// <summary>
    /// W is the identity and b = 0, so the outputs of a row are its values: (2, 0) and (0, 3) of class 0, and (−1, 0) of class 1. Their losses are
    /// log(1 + e⁻²) = 0.126928, log(1 + e³) = 3.048587 and log(1 + e⁻¹) = 0.313262. The softmax of the first output is σ(2) = 0.880797, σ(−3) = 0.047426
    /// and σ(−1) = 0.268941, so the derivative by the first bias is 0.880797 − 1 + 0.047426 − 1 + 0.268941 = −0.802836, times the factor 4/3 and the weight
    /// 3 of the term, divided by 4 rows; 2v = 1. The second is the opposite.
    /// </summary>
    [EngineFact]
    public void The_loss_of_a_head_for_classes_is_the_cross_entropy()
    {
        var loss = new LabelHead();
        TrainingBatch batch = HandWorkedBatch(loss, [2, 0, 0, 3, 5, 5, -1, 0], [0, 0, float.NaN, 1]);

        float[] gradient = HandWorkedGradient(loss, LabelKind.Class, [1, 0, 0, 1, 0, 0], batch);

        AssertLoss(HandWorkedFactor * (0.126928 + 3.048587 + 0.313262), batch.Loss[LossTerm.LabelHead], "loss");
        AssertValues([4 * 0.126928, 4 * 3.048587, 0, 4 * 0.313262], batch.RowNats, "nats of row");
        AssertHandWorked([-0.802836f, 0.802836f], gradient.AsSpan(^2));
    }

    /// <summary>
    /// W = (1, 0) and b = ½, so the predictions of the labeled rows are 2.5, 0.5 and −0.5. The labels are 1.5, 2 and −0.5, the errors 1, −1.5 and 0, and the
    /// losses ½, 1.125 and 0. The derivative by the bias is −0.5, times 4/3 · 3 / 4 = 1.
    /// </summary>
    [EngineFact]
    public void The_loss_of_a_head_for_numbers_is_half_the_squared_error()
    {
        var loss = new LabelHead();
        TrainingBatch batch = HandWorkedBatch(loss, [2, 0, 0, 3, 5, 5, -1, 0], [1.5f, 2, float.NaN, -0.5f]);

        float[] gradient = HandWorkedGradient(loss, LabelKind.Number, [1, 0, 0.5f], batch);

        AssertLoss(HandWorkedFactor * 1.625, batch.Loss[LossTerm.LabelHead], "loss");
        AssertValues([4 * 0.5, 4 * 1.125, 0, 0], batch.RowNats, "nats of row");
        AssertHandWorked([-0.5f], gradient.AsSpan(^1));
    }

    /// <summary>
    /// The directions are (1, 0) and (0, 1) in class 0, and (−1, 0) in class 1. The similarities are 0 between the first two, −1 between the first and the
    /// last, and 0 between the other two; τ = ½ doubles them. The losses are log(1 + e⁻²) = 0.126928 for the first row, log 2 = 0.693147 for the second, and
    /// 0 for the last, which is alone in its class.
    /// </summary>
    [EngineFact]
    public void The_supervised_contrastive_loss_compares_directions()
    {
        var loss = new SupervisedContrastive { Weight = 3, Temperature = 0.5f };
        TrainingBatch batch = HandWorkedBatch(loss, [2, 0, 0, 3, 5, 5, -1, 0], [0, 0, float.NaN, 1]);

        HandWorkedGradient(loss, LabelKind.Class, [], batch);

        AssertLoss(HandWorkedFactor * (0.126928 + 0.693147), batch.Loss[LossTerm.SupervisedContrastive], "loss");
        AssertValues([4 * 0.126928, 4 * 0.693147, 0, 0], batch.RowNats, "nats of row");
    }

    /// <summary>
    /// The directions are those above. σ = 2 is the distance from the second label to each of the others, and half the distance between these, so the kernel
    /// is e^−½ = 0.606531 and e⁻² = 0.135335. Divided by their sum, the weights are 0.817574 and 0.182426 for the first row and the last, and ½ for the
    /// second. The losses are log(1 + e⁻²) + 2 · 0.182426 = 0.491780 for the first and the last, which have a similarity of −1 to each other and of 0 to the
    /// second; and log 2 = 0.693147 for the second.
    /// </summary>
    [EngineFact]
    public void The_supervised_contrastive_loss_of_numbers_weights_rows_by_the_distance_of_their_labels()
    {
        var loss = new SupervisedContrastive { Weight = 3, Temperature = 0.5f, Bandwidth = 2 };
        TrainingBatch batch = HandWorkedBatch(loss, [2, 0, 0, 3, 5, 5, -1, 0], [-1, 1, float.NaN, 3]);

        HandWorkedGradient(loss, LabelKind.Number, [], batch);

        AssertLoss(HandWorkedFactor * ((2 * 0.491780) + 0.693147), batch.Loss[LossTerm.SupervisedContrastive], "loss");
        AssertValues([4 * 0.491780, 4 * 0.693147, 0, 4 * 0.491780], batch.RowNats, "nats of row");
    }

    /// <summary>
    /// The kernel of the first two rows is e^−½, practically the only weight of either, so the losses are log(1 + e⁻²) and log 2, as if they were of one
    /// class. The label of the last row is 6 σ and more away from them: its weights, e⁻¹⁸ = 1.5e-8 and e^−24.5, add up to less than 1e-6.
    /// </summary>
    [EngineFact]
    public void A_number_far_from_all_others_takes_no_part()
    {
        var loss = new SupervisedContrastive { Weight = 3, Temperature = 0.5f, Bandwidth = 0.5f };
        TrainingBatch batch = HandWorkedBatch(loss, [2, 0, 0, 3, 5, 5, -1, 0], [-1, -0.5f, float.NaN, 2.5f]);

        HandWorkedGradient(loss, LabelKind.Number, [], batch);

        AssertValues([4 * 0.126928, 4 * 0.693147, 0, 0], batch.RowNats, "nats of row");
    }

    /// <summary>
    /// The directions are (1, 0) and none in class 0, and (0, 1) in class 1. Every similarity is 0, so the losses of the first two rows are log 2. The second
    /// would move away from the last one if it had a direction.
    /// </summary>
    [EngineFact]
    public void A_code_without_a_direction_is_similar_to_none_and_has_no_gradient()
    {
        var loss = new SupervisedContrastive { Weight = 3, Temperature = 0.5f };
        TrainingBatch batch = HandWorkedBatch(loss, [2, 0, 0, 0, 5, 5, 0, 3], [0, 0, float.NaN, 1]);

        float[] gradient = HandWorkedGradient(loss, LabelKind.Class, [], batch);

        AssertValues([4 * 0.693147, 4 * 0.693147, 0, 0], batch.RowNats, "nats of row");

        // Divided by the length of the code, the derivative would be huge.
        Assert.All(gradient, derivative => Assert.InRange(derivative, -20, 20));
    }

    [EngineTheory]
    [MemberData(nameof(TestNetworks.Labeled), MemberType = typeof(TestNetworks))]
    public void A_row_without_a_label_takes_no_part_in_losses_that_read_labels(TestNetwork network)
    {
        var fit = new TestFit(network);
        TrainingBatch batch = fit.Batch(0), other = fit.Batch(0);
        int row = batch.Labels.ToArray().AsSpan().IndexOf(float.NaN);
        foreach (ref float value in other.RowBuffer.Slice(row * TestNetwork.InputDimension, TestNetwork.InputDimension))
        {
            value = 1 - value;
        }

        using ITrainingSession session = fit.Start(Create());
        LossValues expected = session.Evaluate(batch), actual = session.Evaluate(other);

        Assert.NotEqual(0, expected.LabelHead + expected.SupervisedContrastive);
        AssertLoss(expected.LabelHead, actual.LabelHead, "loss of the label head");
        AssertLoss(expected.SupervisedContrastive, actual.SupervisedContrastive, "supervised contrastive loss");
    }

    [EngineTheory]
    [InlineData(new[] { float.NaN, float.NaN, float.NaN, float.NaN, float.NaN })]
    [InlineData(new[] { float.NaN, 1, float.NaN, float.NaN, float.NaN })]
    [InlineData(new[] { 0f, 1, 2, float.NaN, float.NaN })]
    [InlineData(new[] { 0f, 1, 2, 1, float.NaN })]
    [InlineData(new[] { 2f, 2, 2, 2, 2 })]
    public void Classes_may_have_any_number_of_rows_in_a_batch(float[] labels) =>
        AssertLossAndGradient(TestLabels.HeadAndContrast(LabelKind.Class), labels);

    [EngineTheory]
    [InlineData(new[] { float.NaN, 1, float.NaN, float.NaN, float.NaN })]
    [InlineData(new[] { 0.5f, 0.5f, 0.5f, 0.5f, 0.5f })]
    [InlineData(new[] { -9f, 0, 9, 18, float.NaN })]
    [InlineData(new[] { 1e30f, 0, 0.2f, 1e-30f, -1e30f })]
    public void Numbers_may_be_equal_or_far_apart(float[] labels) =>

        // Without a head, whose squared errors would be infinite.
        AssertLossAndGradient(new TestLabels(LabelKind.Number, new SupervisedContrastive { Weight = 1.1f, Temperature = 0.3f }), labels);

    /// <summary>128, 129 and 178 labeled rows: one group, another with a single row, and another of some rows.</summary>
    [EngineTheory]
    [InlineData(10, 178, LabelKind.Class)]
    [InlineData(200, 181, LabelKind.Class)]
    [InlineData(10, 250, LabelKind.Class)]
    [InlineData(10, 250, LabelKind.Number)]
    public void Labeled_rows_are_compared_in_groups(int before, int count, LabelKind kind)
    {
        var labels = TestLabels.HeadAndContrast(kind);
        var network = new TestNetwork(Activation.Tanh, new Plain(), new Gaussian(), [], BatchParts.Weighted, labels);
        var fit = new TestFit(network, batchSize: 250);
        using ITrainingSession session = fit.Start(Create());
        session.EvaluateBatch(fit.Batch(0, before));
        TrainingBatch batch = fit.Batch(1, count);

        session.EvaluateBatch(batch);

        AssertReported(network, fit, batch);
        AssertValues(Reference(network).RowNats(InDouble(fit.Initial.Values), batch), batch.RowNats, "nats of row");
    }

    [EngineTheory]
    [InlineData(0f)]
    [InlineData(0.3f)]
    [InlineData(40f)]
    public void Losses_of_labels_count_by_their_weights_in_the_batch(float weight)
    {
        var labels = TestLabels.HeadAndContrast(LabelKind.Class);
        var network = new TestNetwork(Activation.Tanh, new Variational { FreeBits = 0 }, TestNetworks.Mixed(), [6], BatchParts.Weighted, labels);
        var fit = new TestFit(network);
        TrainingBatch batch = fit.Batch(0).WithWeight(LossTerm.LabelHead, weight).WithWeight(LossTerm.SupervisedContrastive, 2 * weight);

        float[] gradient = TrainPoisoned(fit, batch);

        AssertReported(network, fit, batch);
        AssertGradient(network, fit, batch, gradient);
    }

    private void AssertLossAndGradient(TestLabels losses, float[] labels)
    {
        var network = new TestNetwork(Activation.Tanh, new Plain(), new Gaussian(), [6], BatchParts.Weighted, losses);
        var fit = new TestFit(network);
        TrainingBatch batch = fit.Batch(0);
        labels.CopyTo(batch.LabelBuffer);

        float[] gradient = TrainPoisoned(fit, batch);

        AssertReported(network, fit, batch);
        AssertGradient(network, fit, batch, gradient);
    }

    /// <summary>Evaluates a batch with a network whose codes are its rows, d = q = 2, and returns the gradient.</summary>
    private float[] HandWorkedGradient(AuxiliaryLoss loss, LabelKind labels, float[] parametersOfLoss, TrainingBatch batch)
    {
        IReadOnlyList<TensorSpec> tensors = parametersOfLoss.Length == 0 ? [] :
        [
            new("label_head.weight", parametersOfLoss.Length / 3, 2, TensorRole.Weight, LatentAxis.Columns),
            new("label_head.bias", 1, parametersOfLoss.Length / 3, TensorRole.Bias),
        ];
        return HandWorkedGradient(loss, labels, tensors, parametersOfLoss, batch);
    }

    private float[] HandWorkedGradient(
        AuxiliaryLoss loss, LabelKind? labels, IReadOnlyList<TensorSpec> tensors, float[] parametersOfLoss, TrainingBatch batch)
    {
        var options = new AutoencoderOptions { LatentDimension = 2, HiddenLayers = [], Kind = new Plain(), BatchSize = 4, WeightDecay = 0, GradientClipping = null };
        var layout = options.Kind.Definition.LayoutOf(new NetworkArchitecture(2, [], 2, Activation.Relu), tensors);

        // mean.weight, log_variance.weight, mean.bias and log_variance.bias, then output.weight and output.bias.
        float[] values = [1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 1, 0, 0, .. parametersOfLoss];
        var request = new TrainingRequest(options, new NetworkParameters(layout, values), gpu: default, rows: 1_000, [loss], labels);
        var state = new TrainingState(values.Length);
        values.CopyTo(state.Parameters);
        using ITrainingSession session = Create().Start(request);
        session.Restore(state);
        session.EvaluateBatch(batch);
        session.TrainBatch(batch, learningRate: 0);
        Assert.True(session.TrySave(state));
        return Array.ConvertAll(state.FirstMoment.ToArray(), mean => 10 * mean);
    }

    private static TrainingBatch HandWorkedBatch(AuxiliaryLoss loss, float[] rows, float[] labels)
    {
        LossTerm term = loss.Definition.Term;
        var batch = new TrainingBatch(4, 2, [SlotRange.Continuous(0, 2)], [LossTerm.SquaredError, term], BatchParts.Labeled) { Count = 4 };
        rows.CopyTo(batch.RowBuffer);
        labels.CopyTo(batch.LabelBuffer);
        batch.LabelFactor = HandWorkedFactor;
        return batch.WithWeight(term, loss.Weight);
    }
}
