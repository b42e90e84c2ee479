using MLNet.Autoencoder.Kinds;
using MLNet.Autoencoder.Objectives;

namespace MLNet.Autoencoder.Tests.Engines;

/// <summary>Sparse codes with a dictionary: atoms, thresholds, and codes that depend on a whole batch.</summary>
public abstract partial class EngineConformance
{
    /// <summary>Every kind with a dictionary, with and without hidden layers.</summary>
    public static TheoryData<TestNetwork> NetworksWithDictionary() =>
    [
        .. TestKinds.All.Where(kind => kind.Definition.HasDictionary).SelectMany(kind => (TestNetwork[])
        [
            new(Activation.Tanh, kind, new Gaussian(), [], BatchParts.None),
            new(Activation.Tanh, kind, TestNetworks.Mixed(), [6], BatchParts.Missing | BatchParts.Weighted),
        ]),
    ];

    [EngineTheory]
    [MemberData(nameof(NetworksWithDictionary))]
    public void Atoms_have_length_1_after_every_step(TestNetwork network)
    {
        var fit = new TestFit(network);
        using ITrainingSession session = fit.Start(Create());
        ParameterTensor dictionary = fit.Initial.Tensors.Single(tensor => tensor.Role == TensorRole.Dictionary);

        for (int step = 0; step < 5; step++)
        {
            session.TrainBatch(fit.Batch(step), learningRate: 0.1f);

            float[] atoms = fit.StateOf(session).Parameters.Slice(dictionary.Offset, dictionary.Length).ToArray();
            for (int unit = 0; unit < dictionary.Columns; unit++)
            {
                double square = atoms.Where((_, i) => i % dictionary.Columns == unit).Sum(value => (double)value * value);
                Assert.Equal(1, square, 1e-6);
            }
        }
    }

    /// <summary>Not even Adam's moments, in which a part along the atom would slow the rest down.</summary>
    [EngineTheory]
    [MemberData(nameof(NetworksWithDictionary))]
    public void The_gradient_of_an_atom_is_at_right_angles_to_it(TestNetwork network)
    {
        var fit = new TestFit(network);
        ParameterTensor dictionary = fit.Initial.Tensors.Single(tensor => tensor.Role == TensorRole.Dictionary);

        float[] gradient = fit.Gradient(Create(), fit.Batch(0))[dictionary.Offset..(dictionary.Offset + dictionary.Length)];

        float[] atoms = fit.Initial[dictionary].ToArray();
        Assert.Contains(gradient, derivative => Math.Abs(derivative) > 1e-3);
        for (int unit = 0; unit < dictionary.Columns; unit++)
        {
            Assert.Equal(0, atoms.Zip(gradient).Where((_, i) => i % dictionary.Columns == unit).Sum(pair => pair.First * pair.Second), 1e-5);
        }
    }

    [EngineTheory]
    [MemberData(nameof(NetworksWithDictionary))]
    public void What_is_along_atoms_does_not_count_when_a_gradient_is_clipped(TestNetwork network)
    {
        var fit = new TestFit(network);
        fit.Options.GradientClipping = null;
        double norm = Norm(fit.Gradient(Create(), fit.Batch(0)));
        fit.Options.GradientClipping = (float)(0.5 * norm);

        float[] clipped = fit.Gradient(Create(), fit.Batch(0));

        Assert.Equal(0.5 * norm, Norm(clipped), 1e-4 * norm);
    }

    [EngineFact]
    public void A_threshold_of_BatchTopK_follows_the_smallest_activation_that_the_batch_keeps()
    {
        var fit = new TestFit(SparseNetwork(new BatchTopK { ActiveUnits = 2, AuxiliaryWeight = 0 }));
        ParameterTensor threshold = fit.Tensor("encoder.threshold");
        using ITrainingSession session = fit.Start(Create());
        float before = fit.Initial[threshold][0];

        float smallest = fit.Step(session, 0).Codes.ToArray().Where(code => code > 0).Min();

        float expected = before + (ThresholdRules.FollowingRate * (smallest - before));
        Assert.True(Math.Abs(smallest - before) > 0.01, "The threshold has nowhere to go.");
        Assert.All(
            fit.StateOf(session).Parameters.Slice(threshold.Offset, threshold.Length).ToArray(), value => AssertClose(expected, value, 1e-6, floor: 1, "threshold"));
    }

    [EngineFact]
    public void A_threshold_of_BatchTopK_starts_at_the_smallest_activation_that_the_first_batch_keeps()
    {
        var fit = new TestFit(SparseNetwork(new BatchTopK { ActiveUnits = 2 }));
        ParameterTensor threshold = fit.Tensor("encoder.threshold");
        fit.Initial[threshold].Clear();
        using ITrainingSession session = fit.Start(Create());

        float smallest = fit.Step(session, 0).Codes.ToArray().Where(code => code > 0).Min();

        Assert.All(fit.StateOf(session).Parameters.Slice(threshold.Offset, threshold.Length).ToArray(), value => Assert.Equal(smallest, value));
    }

    public static TheoryData<TargetedSparsity> WithThresholds() => [new BatchTopK { ActiveUnits = 2 }, new JumpRelu { ActiveUnits = 2 }];

    [EngineTheory]
    [MemberData(nameof(WithThresholds))]
    public void In_the_first_half_of_a_fit_a_row_keeps_its_largest_activations_and_thresholds_follow_the_mean_of_the_smallest(TargetedSparsity sparsity)
    {
        const float Before = 0.4f;
        var fit = new TestFit(SparseNetwork(sparsity).At(progress: 0.49));
        var topK = new TestFit(SparseNetwork(new TopK { ActiveUnits = 2 }));
        ParameterTensor threshold = fit.Tensor("encoder.threshold");
        CopyWithoutThresholds(fit, topK);
        fit.Initial[threshold].Fill(Before);
        using ITrainingSession session = fit.Start(Create()), other = topK.Start(Create());

        TrainingBatch batch = fit.Step(session, 0);

        AssertRepeated(topK.Step(other, 0).Codes, batch.Codes);
        double smallest = batch.Codes.ToArray().Chunk(batch.LatentDimension).Average(code => code.Where(value => value > 0).DefaultIfEmpty(0).Min());
        Assert.True(Math.Abs(smallest - Before) > 0.01, "The threshold has nowhere to go.");
        double expected = Before + (ThresholdRules.FollowingRate * (smallest - Before));
        Assert.All(
            fit.StateOf(session).Parameters.Slice(threshold.Offset, threshold.Length).ToArray(), value => AssertClose(expected, value, 1e-6, floor: 1, "threshold"));
    }

    [EngineTheory]
    [MemberData(nameof(WithThresholds))]
    public void From_the_middle_of_a_fit_on_the_rule_itself_decides(TargetedSparsity sparsity)
    {
        TrainingBatch before = FirstStep(SparseNetwork(sparsity).At(progress: 0.49)), middle = FirstStep(SparseNetwork(sparsity).At(progress: 0.5));

        Assert.Equal(FirstStep(SparseNetwork(sparsity)).Codes.ToArray(), middle.Codes.ToArray());
        Assert.NotEqual(before.Codes.ToArray(), middle.Codes.ToArray());
    }

    [EngineTheory]
    [MemberData(nameof(WithThresholds))]
    public void An_evaluation_in_the_first_half_of_a_fit_has_the_codes_of_a_served_model(TargetedSparsity sparsity)
    {
        TestNetwork network = SparseNetwork(sparsity).At(progress: 0.2);
        var fit = new TestFit(network);
        using ITrainingSession session = fit.Start(Create());
        TrainingBatch batch = Poisoned(fit.Batch(0));

        session.EvaluateBatch(batch);

        AssertReported(network, fit, batch, isServed: true);
    }

    [EngineFact]
    public void A_batch_of_BatchTopK_keeps_k_activations_for_a_row_on_average()
    {
        var fit = new TestFit(SparseNetwork(new BatchTopK { ActiveUnits = 2 }));
        using ITrainingSession session = fit.Start(Create());

        float[][] codes = [.. fit.Step(session, 0).Codes.ToArray().Chunk(fit.Initial.Architecture.LatentDimension)];

        int[] active = [.. codes.Select(code => code.Count(value => value > 0))];
        Assert.Equal(2 * codes.Length, active.Sum());
        Assert.Contains(active, count => count != 2);
    }

    [EngineFact]
    public void A_served_code_of_BatchTopK_does_not_depend_on_the_other_rows()
    {
        const int D = TestNetwork.InputDimension;
        var fit = new TestFit(SparseNetwork(new BatchTopK { ActiveUnits = 1 }));
        using ITrainingSession session = fit.Start(Create());
        TrainingBatch batch = fit.Batch(0), other = fit.Batch(0);
        foreach (ref float value in other.RowBuffer[D..])
        {
            value *= 30;
        }

        session.EvaluateBatch(batch);
        session.EvaluateBatch(other);
        float[] served = batch.Codes[..batch.LatentDimension].ToArray(), besideOthers = other.Codes[..batch.LatentDimension].ToArray();
        session.TrainBatch(other, 0f);

        Assert.Contains(served, code => code > 0);
        AssertValues(InDouble(served), besideOthers, "code of unit");
        Assert.DoesNotContain(other.Codes[..batch.LatentDimension].ToArray(), code => code > 0);
    }

    private TrainingBatch FirstStep(TestNetwork network)
    {
        var fit = new TestFit(network);
        using ITrainingSession session = fit.Start(Create());
        return fit.Step(session, 0);
    }

    /// <summary>Gives one network the parameters of another, except for thresholds.</summary>
    private static void CopyWithoutThresholds(TestFit from, TestFit to)
    {
        foreach (ParameterTensor tensor in to.Initial.Tensors)
        {
            from.Initial[from.Tensor(tensor.Name)].CopyTo(to.Initial[tensor]);
        }
    }

    [EngineTheory]
    [InlineData(2)]
    [InlineData(4)]
    public void The_loss_of_nested_codes_is_what_is_left_when_only_their_units_are_decoded(int levels)
    {
        const int D = TestNetwork.InputDimension;
        var network = new TestNetwork(
            Activation.Tanh, new Sparse { Sparsity = new TopK { ActiveUnits = 4, AuxiliaryWeight = 0, MatryoshkaLevels = levels } }, new Gaussian(), [], BatchParts.None);
        var fit = new TestFit(network);
        using ITrainingSession session = fit.Start(Create());
        TrainingBatch batch = fit.Batch(0);

        session.EvaluateBatch(batch);

        int q = batch.LatentDimension;
        float[] atoms = fit.Initial[fit.Tensor("decoder.output.weight")].ToArray(), bias = fit.Initial[fit.Tensor("decoder.output.bias")].ToArray();
        double sum = 0;
        for (int level = 1; level < levels; level++)
        {
            for (int i = 0; i < batch.Rows.Length; i++)
            {
                (int row, int slot) = (i / D, i % D);
                double output = bias[slot];
                for (int unit = 0; unit < q >> level; unit++)
                {
                    output += atoms[(slot * q) + unit] * batch.Codes[(row * q) + unit];
                }

                sum += Math.Pow(batch.Rows[i] - output, 2);
            }
        }

        AssertLoss(sum / (levels - 1), batch.Loss[LossTerm.Penalty], "penalty");
    }

    [EngineFact]
    public void Thresholds_of_JumpRelu_learn_from_all_activations_within_the_bandwidth()
    {
        // It reaches below 0.
        TestNetwork network = SparseNetwork(new JumpRelu { ActiveUnits = 2, Weight = 0.2f, Bandwidth = 3 });
        var fit = new TestFit(network);
        TrainingBatch batch = fit.Batch(0);

        float[] gradient = TrainPoisoned(fit, batch);

        AssertReported(network, fit, batch);
        AssertGradient(network, fit, batch, gradient);
    }

    [EngineFact]
    public void Thresholds_of_JumpRelu_stay_above_0()
    {
        var fit = new TestFit(SparseNetwork(new JumpRelu { ActiveUnits = 2 }));
        ParameterTensor threshold = fit.Tensor("encoder.threshold");
        TrainingState state = fit.StartState();
        state.FirstMoment.Slice(threshold.Offset, threshold.Length).Fill(100);
        using ITrainingSession session = fit.Start(Create());
        session.Restore(state);

        session.TrainBatch(fit.Batch(0), learningRate: 0.1f);

        Assert.All(
            fit.StateOf(session).Parameters.Slice(threshold.Offset, threshold.Length).ToArray(), value => Assert.Equal(ThresholdRules.MinThreshold, value));
    }
}
