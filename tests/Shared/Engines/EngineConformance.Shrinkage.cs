using MLNet.Autoencoder.Objectives;

namespace MLNet.Autoencoder.Tests.Engines;

/// <summary>What a penalty does to the size of codes: rows that are multiples of one direction, a dictionary of one atom.</summary>
public abstract partial class EngineConformance
{
    private const float GateWeight = 0.4f;

    // Most rows are 0, as for a unit among many.
    private static readonly float[] Multiples = [0, 2, 0, 1.5f, 0, 2.5f, 0, 0];

    /// <summary>(z + b − x)² + w·z is smallest if w/2 of x is missing.</summary>
    [EngineTheory]
    [InlineData(0.4f)]
    [InlineData(1f)]
    public void Codes_with_an_L1_penalty_are_too_small_by_half_of_its_weight(float weight)
    {
        double[] missing = Missing(new L1Penalty { Weight = weight });

        Assert.All(missing, length => Assert.Equal(weight / 2, length, 0.01));
    }

    public static TheoryData<Sparsity> Unbiased() => [new Gated { Weight = GateWeight }, new JumpRelu { ActiveUnits = 1 }, new TopK { ActiveUnits = 1 }];

    [EngineTheory]
    [MemberData(nameof(Unbiased))]
    public void Codes_of_kinds_that_decide_apart_from_their_size_whether_a_unit_fires_are_not_too_small(Sparsity sparsity)
    {
        double[] missing = Missing(sparsity);

        Assert.All(missing, length => Assert.Equal(0, length, 0.01));
    }

    /// <summary>How much of each row that is not 0 its reconstruction lacks, once the session has converged.</summary>
    private double[] Missing(Sparsity sparsity)
    {
        double[] direction = [0.6, 0.8];
        var kind = new Sparse { Sparsity = sparsity };
        var options = new AutoencoderOptions
        {
            LatentDimension = 1, HiddenLayers = [], Kind = kind, BatchSize = Multiples.Length, WeightDecay = 0, GradientClipping = null,
        };
        var initial = new NetworkParameters(kind.Definition.LayoutOf(new NetworkArchitecture(2, [], 1, Activation.Relu)));
        ParameterTensor atom = initial.Tensors.Single(tensor => tensor.Role == TensorRole.Dictionary);
        ((ReadOnlySpan<float>)[0.8f, 0.6f]).CopyTo(initial[atom]);
        initial[atom].CopyTo(initial[initial.Tensors[0]]);
        foreach (ParameterTensor threshold in initial.Tensors.Where(tensor => tensor.Role == TensorRole.Threshold))
        {
            initial[threshold].Fill(0.3f);
        }

        var request = new TrainingRequest(options, initial, gpu: default, rows: 1_000);
        var batch = new TrainingBatch(Multiples.Length, 1, request.Slots, request.Terms, BatchParts.SparseCodes) { Count = Multiples.Length };
        for (int i = 0; i < batch.RowBuffer.Length; i++)
        {
            batch.RowBuffer[i] = (float)(Multiples[i / 2] * direction[i % 2]);
        }

        var state = new TrainingState(initial.Values.Length);
        initial.Values.CopyTo(state.Parameters);
        using ITrainingSession session = Create().Start(request);
        session.Restore(state);
        for (int step = 0; step < 1_500; step++)
        {
            session.TrainBatch(batch, learningRate: step < 1_000 ? 0.01f : 0.001f);
        }

        session.EvaluateBatch(batch);
        Assert.True(session.TrySave(state));
        float[] codes = batch.Codes.ToArray(), parameters = state.Parameters.ToArray();
        double Output(int row, int slot) => parameters[^(2 - slot)] + (parameters[atom.Offset + slot] * codes[row]);
        return
        [
            .. Enumerable.Range(0, Multiples.Length).Where(row => Multiples[row] > 0)
                .Select(row => Multiples[row] - direction.Select((value, slot) => value * Output(row, slot)).Sum()),
        ];
    }
}
