using MLNet.Autoencoder.Objectives;

namespace MLNet.Autoencoder.Tests.Engines;

/// <summary>Dead units, and ties between units.</summary>
public abstract partial class EngineConformance
{
    [EngineFact]
    public void Of_equal_units_the_first_ones_are_kept()
    {
        TestFit fit = FitWithEqualUnits(new TopK { ActiveUnits = 4 });
        using ITrainingSession session = fit.Start(Create());
        TrainingBatch batch = fit.Batch(0);

        session.EvaluateBatch(batch);

        float[][] codes = [.. batch.Codes.ToArray().Chunk(batch.LatentDimension)];
        Assert.Contains(codes, code => code[0] > 0);
        Assert.All(codes, code => Assert.All(code, (value, unit) => Assert.Equal(unit < 4 ? code[0] : 0, value)));
    }

    /// <summary>All units of the rows with the largest activations, in the order of the rows.</summary>
    [EngineFact]
    public void Of_equal_activations_in_a_batch_those_of_the_first_rows_are_kept()
    {
        TestFit fit = FitWithEqualUnits(new BatchTopK { ActiveUnits = 4, AuxiliaryWeight = 0 });
        using ITrainingSession session = fit.Start(Create());
        TrainingBatch batch = fit.Batch(0);
        for (int row = 1; row < batch.Count; row++)
        {
            batch.Rows[..TestNetwork.InputDimension].CopyTo(batch.RowBuffer[(row * TestNetwork.InputDimension)..]);
        }

        fit.Initial[fit.Tensor("encoder.mean.bias")].Fill(5);
        session.Restore(fit.StartState());
        session.TrainBatch(batch, 0f);

        Assert.All(batch.Codes.ToArray(), (code, i) => Assert.Equal(i < 4 * batch.Count ? batch.Codes[0] : 0, code));
        Assert.True(batch.Codes[0] > 0);
    }

    [EngineFact]
    public void Of_equal_dead_units_the_first_ones_are_revived()
    {
        // Unit 0 makes the code, and of the others d/2 = 5 explain its error.
        TestFit fit = FitWithEqualUnits(new TopK { ActiveUnits = 1, AuxiliaryWeight = 0.5f });
        TrainingBatch batch = fit.Batch(0);
        batch.DeadUnitBuffer.Fill(true);
        batch.DeadUnitBuffer[0] = false;

        float[] gradient = BiasGradient(fit, batch);

        Assert.All(gradient[1..6], derivative => Assert.NotEqual(0, derivative));
        Assert.All(gradient[6..], derivative => Assert.Equal(0, derivative));
    }

    public static TheoryData<Sparsity> Reviving() =>
    [
        new TopK { ActiveUnits = 2, AuxiliaryWeight = 0.5f },
        new BatchTopK { ActiveUnits = 2, AuxiliaryWeight = 0.5f },
        new JumpRelu { ActiveUnits = 2, AuxiliaryWeight = 0.5f },

        // By default, the penalty on an open gate is more than the unit gains.
        new Gated { Weight = 0.05f, AuxiliaryWeight = 0.5f },
        new L1Penalty { AuxiliaryWeight = 0.5f },
    ];

    [EngineTheory]
    [MemberData(nameof(Reviving))]
    public void A_unit_that_never_fires_learns_only_if_it_is_marked_as_dead(Sparsity sparsity)
    {
        var fit = new TestFit(SparseNetwork(sparsity));
        fit.Initial[fit.Tensor("encoder.mean.bias")][4] = -100;
        TrainingBatch alive = fit.Batch(0), dead = fit.Batch(0);
        alive.DeadUnitBuffer.Clear();
        dead.DeadUnitBuffer.Clear();
        dead.DeadUnitBuffer[4] = true;

        Assert.Equal(0, BiasGradient(fit, alive)[4]);
        Assert.NotEqual(0, BiasGradient(fit, dead)[4]);
    }

    [EngineTheory]
    [MemberData(nameof(Reviving))]
    public void A_dead_unit_fires_after_it_has_been_revived(Sparsity sparsity)
    {
        // Slightly below zero for every row, and nothing but the auxiliary loss to change that.
        var fit = new TestFit(SparseNetwork(sparsity));
        fit.Initial[fit.Tensor("encoder.mean.bias")][4] = -4;
        using ITrainingSession session = fit.Start(Create());
        TrainingBatch batch = fit.Batch(0);
        batch.DeadUnitBuffer.Clear();
        batch.DeadUnitBuffer[4] = true;
        session.EvaluateBatch(batch);
        Assert.DoesNotContain(CodesOf(batch, unit: 4), code => code != 0);

        for (int step = 0; step < 300; step++)
        {
            session.TrainBatch(batch, 0.02f);
        }

        Assert.Contains(CodesOf(batch, unit: 4), code => code > 0);
    }

    [EngineFact]
    public void Units_that_hardly_ever_fire_are_still_pulled_towards_their_target()
    {
        // The sigmoid of −16 is below the smallest mean at which the divergence is computed.
        var fit = new TestFit(SparseNetwork(new KlSparsity { Weight = 1 }));
        fit.Initial[fit.Tensor("encoder.mean.weight")].Clear();
        fit.Initial[fit.Tensor("encoder.linear.weight")].Clear();
        fit.Initial[fit.Tensor("decoder.output.weight")].Clear();
        fit.Initial[fit.Tensor("decoder.linear.weight")].Clear();
        fit.Initial[fit.Tensor("decoder.hidden.0.weight")].Clear();
        fit.Initial[fit.Tensor("encoder.mean.bias")].Fill(-16f);
        var kl = (KlSparsity)((Sparse)fit.Options.Kind).Sparsity;

        float[] gradient = BiasGradient(fit, fit.Batch(0).WithWeight(LossTerm.Penalty, 1));

        // The slope of ρ log(ρ/ρ̂) + (1 − ρ) log((1 − ρ)/(1 − ρ̂)) at the bound, times that of the sigmoid.
        double mean = KlSparsity.MinMean, slope = ((1 - kl.TargetActivation) / (1 - mean)) - (kl.TargetActivation / mean);
        double expected = slope * Math.Exp(-16);
        Assert.All(gradient, derivative => AssertClose(expected, derivative, 1e-3, floor: 0, "derivative"));
    }

    private static TestNetwork SparseNetwork(Sparsity sparsity) =>
        new(Activation.Tanh, new Sparse { Sparsity = sparsity }, new Gaussian(), [6], BatchParts.None);

    private static IEnumerable<float> CodesOf(TrainingBatch batch, int unit) =>
        batch.Codes.ToArray().Chunk(batch.LatentDimension).Select(code => code[unit]);

    /// <summary>A network in which every unit is a copy of the first.</summary>
    private static TestFit FitWithEqualUnits(TargetedSparsity sparsity)
    {
        var fit = new TestFit(SparseNetwork(sparsity));
        foreach (string name in (string[])["encoder.linear.weight", "encoder.mean.weight", "encoder.mean.bias"])
        {
            Span<float> values = fit.Initial[fit.Tensor(name)];
            int length = values.Length / fit.Initial.Architecture.LatentDimension;
            for (int start = length; start < values.Length; start += length)
            {
                values[..length].CopyTo(values[start..]);
            }
        }

        return fit;
    }

    /// <summary>The derivative by the bias of each unit.</summary>
    private float[] BiasGradient(TestFit fit, TrainingBatch batch)
    {
        ParameterTensor bias = fit.Tensor("encoder.mean.bias");
        return fit.Gradient(Create(), batch)[bias.Offset..(bias.Offset + bias.Length)];
    }
}
