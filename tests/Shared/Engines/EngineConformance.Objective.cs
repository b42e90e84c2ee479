using MLNet.Autoencoder.Objectives;

namespace MLNet.Autoencoder.Tests.Engines;

/// <summary>Loss, codes, divergences and gradient of a batch.</summary>
public abstract partial class EngineConformance
{
    [EngineTheory]
    [MemberData(nameof(TestNetworks.All), MemberType = typeof(TestNetworks))]
    [MemberData(nameof(TestNetworks.Activations), MemberType = typeof(TestNetworks))]
    [MemberData(nameof(TestNetworks.WithAuxiliaryLosses), MemberType = typeof(TestNetworks))]
    [MemberData(nameof(TestNetworks.WarmingUp), MemberType = typeof(TestNetworks))]
    public void A_step_reports_and_descends_the_published_objective(TestNetwork network)
    {
        var fit = new TestFit(network);
        TrainingBatch batch = fit.Batch(0);

        float[] gradient = TrainPoisoned(fit, batch);

        AssertReported(network, fit, batch);
        AssertGradient(network, fit, batch, gradient);
    }

    [EngineTheory]
    [MemberData(nameof(TestNetworks.Few), MemberType = typeof(TestNetworks))]
    [MemberData(nameof(TestNetworks.WithAuxiliaryLosses), MemberType = typeof(TestNetworks))]
    [MemberData(nameof(TestNetworks.WarmingUp), MemberType = typeof(TestNetworks))]
    public void An_evaluation_reports_the_published_objective_of_served_codes(TestNetwork network)
    {
        var fit = new TestFit(network);
        using ITrainingSession session = fit.Start(Create());
        TrainingBatch evaluated = Poisoned(fit.Batch(0));

        session.EvaluateBatch(evaluated);

        AssertReported(network, fit, evaluated, isServed: true);
        ReferenceAutoencoder reference = Reference(network, isServed: true);
        double[] parameters = InDouble(fit.Initial.Values);
        AssertValues(reference.RowSquaredErrors(parameters, evaluated), evaluated.RowSquaredErrors, "squared error of row");
        AssertValues(reference.RowPenalties(parameters, evaluated), evaluated.RowPenalties, "penalty of row");
        AssertValues(reference.RowNats(parameters, evaluated), evaluated.RowNats, "nats of row");
    }

    [EngineTheory]
    [MemberData(nameof(TestNetworks.Few), MemberType = typeof(TestNetworks))]
    [MemberData(nameof(TestNetworks.WithAuxiliaryLosses), MemberType = typeof(TestNetworks))]
    [MemberData(nameof(TestNetworks.WarmingUp), MemberType = typeof(TestNetworks))]
    public void A_short_batch_after_a_longer_one_is_not_affected_by_its_rows(TestNetwork network)
    {
        var fit = new TestFit(network);
        using ITrainingSession used = fit.Start(Create(), steps: 1);
        used.Restore(fit.StartState());
        using ITrainingSession fresh = fit.Start(Create());
        TrainingBatch expected = fit.Batch(1, count: 2), actual = fit.Batch(1, count: 2);

        fresh.TrainBatch(expected, 1e-3f);
        used.TrainBatch(actual, 1e-3f);

        AssertReported(network, fit, actual);
        AssertRepeated(expected.Codes, actual.Codes);
        AssertSame(fit.StateOf(fresh), fit.StateOf(used));
    }

    [EngineTheory]
    [MemberData(nameof(TestNetworks.OfEveryKind), MemberType = typeof(TestNetworks))]
    public void What_one_batch_reports_does_not_carry_over_to_the_next(TestNetwork network)
    {
        var fit = new TestFit(network);
        using ITrainingSession session = fit.Start(Create());
        TrainingBatch batch = fit.Batch(0);

        // The loop reuses one batch object for all steps.
        session.EvaluateBatch(batch);
        session.EvaluateBatch(batch);

        AssertReported(network, fit, batch, isServed: true);
    }

    [EngineTheory]
    [InlineData(new int[0])]
    [InlineData(new[] { 6 })]
    [InlineData(new[] { 9, 5 })]
    public void Only_units_above_their_free_bits_are_pulled_towards_the_prior(int[] hidden)
    {
        TestNetwork Network(float freeBits) =>
            new(Activation.Silu, new Variational { FreeBits = freeBits }, new Gaussian(), hidden, BatchParts.None);

        var bare = new TestFit(Network(0));
        double[] units =
        [
            .. Reference(Network(0)).UnitDivergences(InDouble(bare.Initial.Values), bare.Batch(0)).Select(sum => sum / TestFit.SmallBatch).Order(),
        ];
        TestNetwork network = Network((float)(units[0] + units[1]) / 2);
        var fit = new TestFit(network);
        TrainingBatch batch = fit.Batch(0);

        float[] gradient = TrainPoisoned(fit, batch);

        Assert.True(units[1] - units[0] > 1e-3, "No threshold separates the units.");
        Assert.True(batch.Loss.Charged(LossTerm.KlDivergence) > batch.Loss[LossTerm.KlDivergence] * 1.0001);
        AssertReported(network, fit, batch);
        AssertGradient(network, fit, batch, gradient);
    }

    [EngineTheory]
    [InlineData(0f)]
    [InlineData(0.4f)]
    [InlineData(3f)]
    public void The_divergence_counts_by_its_weight_in_the_batch(float weight)
    {
        // Not by KlWeight, which a schedule may not have reached.
        TestNetwork network = new(Activation.Silu, new Variational { KlWeight = 1, FreeBits = 0 }, new Gaussian { Variance = 0.5f }, [6], BatchParts.Weighted);
        var fit = new TestFit(network);
        TrainingBatch batch = fit.Batch(0).WithKlWeight(weight);

        float[] gradient = TrainPoisoned(fit, batch);

        AssertReported(network, fit, batch);
        AssertGradient(network, fit, batch, gradient);
    }

    [EngineTheory]
    [InlineData(1e-8)]
    [InlineData(0.1)]
    [InlineData(30.0)]
    public void Nats_count_by_the_noise_variance_of_the_batch(double variance)
    {
        // Not by the error of the batch, which says little about the next one.
        TestNetwork network = new(Activation.Silu, new Variational { FreeBits = 0 }, TestNetworks.Mixed(), [6], BatchParts.None);
        var fit = new TestFit(network);
        TrainingBatch batch = fit.Batch(0);
        batch.NoiseVariance = variance;

        float[] gradient = TrainPoisoned(fit, batch);

        AssertReported(network, fit, batch);
        AssertGradient(network, fit, batch, gradient);
    }

    [EngineTheory]
    [InlineData(-50f, -12f)]
    [InlineData(30f, 4f)]
    public void A_log_variance_is_bounded(float bias, float expected)
    {
        TestNetwork network = new(Activation.Silu, new Variational { FreeBits = 0 }, new Gaussian(), [6], BatchParts.None);
        var fit = new TestFit(network);
        fit.Initial[fit.Tensor("encoder.log_variance.weight")].Clear();
        fit.Initial[fit.Tensor("encoder.log_variance.bias")].Fill(bias);
        TrainingBatch batch = fit.Batch(0);

        float[] gradient = TrainPoisoned(fit, batch);

        double[] codes = InDouble(batch.Codes);
        double divergence = codes.Sum(mean => 0.5 * (Math.Exp(expected) - expected - 1 + (mean * mean)));
        AssertLoss(divergence, batch.Loss[LossTerm.KlDivergence], "KL divergence");

        // The divergence pulls it back.
        ParameterTensor pulled = fit.Tensor("encoder.log_variance.bias");
        Assert.All(gradient[pulled.Offset..(pulled.Offset + pulled.Length)], slope => Assert.Equal(Math.Sign(bias), Math.Sign(slope)));
    }

    /// <summary>
    /// Fills everything that an engine must write with NaN. Divergences and penalties start at 0, and stay there if codes have no distribution or the loss has
    /// no penalty.
    /// </summary>
    private static TrainingBatch Poisoned(TrainingBatch batch)
    {
        batch.Codes.Fill(float.NaN);
        batch.RowSquaredErrors.Fill(float.NaN);
        batch.RowPenalties.Fill(batch.Loss.Terms.Contains(LossTerm.Penalty) ? float.NaN : 0);
        batch.RowNats.Fill(float.NaN);
        batch.UnitDivergences.Fill(batch.Loss.Terms.Contains(LossTerm.KlDivergence) ? float.NaN : 0);
        foreach (LossTerm term in batch.Loss.Terms)
        {
            batch.Loss.Set(term, double.NaN);
        }

        return batch;
    }

    private static ReferenceAutoencoder Reference(TestNetwork network, bool isServed = false) =>
        new(network.Architecture, network.Kind, network.Reconstruction, network.AuxiliaryLosses, network.Labels, isServed);

    /// <summary>
    /// The derivatives of the reference, from finite differences, by every parameter of the network and every few of auxiliary losses, which can have
    /// thousands.
    /// </summary>
    private static Dictionary<int, double> Derivatives(TestNetwork network, TestFit fit, TrainingBatch batch)
    {
        // So short that it hardly ever crosses a kink.
        const double Step = 1e-6;
        ReferenceAutoencoder reference = Reference(network);
        double[] parameters = InDouble(fit.Initial.Values);
        ReferencePoint point = reference.PointAt(parameters, batch);
        int ofNetwork = network.Kind.Definition.LayoutOf(network.Architecture).Count;

        // Coprime to the widths of layers, so that every row and column has its turn.
        int stride = parameters.Length - ofNetwork > 1_000 ? 13 : 1;
        var derivatives = Enumerable.Range(0, parameters.Length).Where(i => i < ofNetwork || (parameters.Length - 1 - i) % stride == 0)
            .ToDictionary(i => i, i => (LossAt(i, Step) - LossAt(i, -Step)) / (2 * Step));
        RemoveAlongAtoms(fit, derivatives);
        return derivatives;

        double LossAt(int index, double step)
        {
            double value = parameters[index];
            parameters[index] = value + step;
            double loss = reference.Loss(parameters, batch, point);
            parameters[index] = value;
            return loss;
        }
    }

    /// <summary>An engine leaves out what would only change the lengths of atoms, the columns of a dictionary.</summary>
    private static void RemoveAlongAtoms(TestFit fit, Dictionary<int, double> derivatives)
    {
        if (fit.Initial.Tensors.SingleOrDefault(tensor => tensor.Role == TensorRole.Dictionary) is not { } dictionary)
        {
            return;
        }

        for (int unit = 0; unit < dictionary.Columns; unit++)
        {
            int[] atom = [.. Enumerable.Range(0, dictionary.Rows).Select(slot => dictionary.Offset + (slot * dictionary.Columns) + unit)];
            double along = atom.Sum(i => derivatives[i] * fit.Initial.Values[i]) / atom.Sum(i => Math.Pow(fit.Initial.Values[i], 2));
            foreach (int i in atom)
            {
                derivatives[i] -= along * fit.Initial.Values[i];
            }
        }
    }

    /// <summary>Takes a step from the start and returns the gradient.</summary>
    private float[] TrainPoisoned(TestFit fit, TrainingBatch batch) => fit.Gradient(Create(), Poisoned(batch));

    /// <summary>Compares everything that an engine writes to a batch with the reference.</summary>
    private void AssertReported(TestNetwork network, TestFit fit, TrainingBatch batch, bool isServed = false)
    {
        ReferenceAutoencoder reference = Reference(network, isServed);
        double[] parameters = InDouble(fit.Initial.Values);
        LossValues expected = reference.Terms(parameters, batch, reference.PointAt(parameters, batch)), actual = LossValues.Of(batch);
        AssertLoss(expected.SquaredError, actual.SquaredError, "squared error");
        AssertLoss(expected.CrossEntropy, actual.CrossEntropy, "cross-entropy");
        AssertLoss(expected.KlDivergence, actual.KlDivergence, "KL divergence");
        AssertLoss(expected.ChargedDivergence, actual.ChargedDivergence, "KL divergence in the objective");
        AssertLoss(expected.Penalty, actual.Penalty, "penalty");
        AssertLoss(expected.LabelHead, actual.LabelHead, "loss of the label head");
        AssertLoss(expected.SupervisedContrastive, actual.SupervisedContrastive, "supervised contrastive loss");
        AssertLoss(expected.RowContrast, actual.RowContrast, "contrast of rows");
        AssertLoss(expected.Weight, actual.Weight, "total weight");
        AssertLoss(expected.ContinuousWeight, actual.ContinuousWeight, "weight of continuous values");
        AssertValues(reference.Codes(parameters, batch), batch.Codes, "code");
        AssertValues(reference.UnitDivergences(parameters, batch), batch.UnitDivergences, "KL divergence of unit");
    }

    private void AssertValues(double[] expected, ReadOnlySpan<float> actual, string what)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
        {
            AssertLoss(expected[i], actual[i], $"{what} {i}");
        }
    }

    private void AssertLoss(double expected, double actual, string what) => AssertClose(expected, actual, Tolerances.Loss, floor: 0.1, what);

    private void AssertGradient(TestNetwork network, TestFit fit, TrainingBatch batch, float[] gradient)
    {
        foreach ((int i, double expected) in Derivatives(network, fit, batch))
        {
            AssertClose(expected, gradient[i], Tolerances.Gradient, floor: 0.2, $"derivative by parameter {i}");
        }
    }
}
