using MLNet.Autoencoder.Networks;
using MLNet.Autoencoder.Numerics;
using MLNet.Autoencoder.Objectives;

namespace MLNet.Autoencoder.Tests;

/// <summary>The networks that every engine is tested on: each kind with each reconstruction, and what a batch can hold.</summary>
internal static class TestNetworks
{
    private static readonly AutoencoderKind[] Kinds =
    [
        .. TestKinds.All,
        new Variational { KlWeight = 0, FreeBits = 0 },
        new Variational { KlWeight = 0.3f, FreeBits = 0 },
        new Variational { KlWeight = 2f, FreeBits = 0 },
        new Sparse { Sparsity = new TopK { ActiveUnits = 3, AuxiliaryWeight = 0 } },
        new Sparse { Sparsity = new TopK { ActiveUnits = 3, MatryoshkaLevels = 3 } },
        new Sparse { Sparsity = new BatchTopK { ActiveUnits = 3, AuxiliaryWeight = 0 } },
        new Sparse { Sparsity = new JumpRelu { ActiveUnits = 3, AuxiliaryWeight = 0, MatryoshkaLevels = 2 } },
        new Sparse { Sparsity = new Gated { AuxiliaryWeight = 0 } },
        new Sparse { Sparsity = new L1Penalty { AuxiliaryWeight = 0 } },
    ];

    private static readonly SlotRange[] Slots = [SlotRange.Continuous(0, 2), SlotRange.Binary(2, 2), SlotRange.OneHot(4, 3), SlotRange.OneHot(8, 2)];

    private static readonly ReconstructionLoss[] Reconstructions =
    [
        new Gaussian(),
        new Gaussian { Variance = 0.3f },
        new Bernoulli(),
        Mixed(),
        Mixed(0.7f),
    ];

    /// <summary>
    /// Every kind with every reconstruction, with and without hidden layers, missing values and weights; activation functions alternate.
    /// </summary>
    public static TheoryData<TestNetwork> All()
    {
        var networks = new TheoryData<TestNetwork>();
        foreach (AutoencoderKind kind in Kinds)
        {
            foreach (ReconstructionLoss reconstruction in Reconstructions)
            {
                foreach ((int[] hidden, BatchParts parts) in Shapes())
                {
                    networks.Add(new TestNetwork((Activation)(networks.Count % 4), kind, reconstruction, hidden, parts));
                }
            }
        }

        return networks;
    }

    /// <summary>Every kind with every reconstruction once, with missing values and weights: for tests that need no more or take longer.</summary>
    public static TheoryData<TestNetwork> Few()
    {
        var networks = new TheoryData<TestNetwork>();
        foreach (AutoencoderKind kind in Kinds)
        {
            foreach (ReconstructionLoss reconstruction in Reconstructions)
            {
                networks.Add(new TestNetwork((Activation)(networks.Count % 4), kind, reconstruction, [9, 5], BatchParts.Missing | BatchParts.Weighted));
            }
        }

        return networks;
    }

    /// <summary>Every kind once, with slots of every kind, missing values and weights.</summary>
    public static TheoryData<TestNetwork> OfEveryKind() => [.. Kinds.Select(kind =>
        new TestNetwork(Activation.Tanh, kind, Mixed(), [6], BatchParts.Missing | BatchParts.Weighted))];

    /// <summary>Every kind with every auxiliary loss, the reconstructions and shapes in turn.</summary>
    public static TheoryData<TestNetwork> WithAuxiliaryLosses() => [.. LossesInTurn()];

    /// <summary>The same for losses that read labels.</summary>
    public static TheoryData<TestNetwork> Labeled() => [.. LossesInTurn().Where(network => network.Parts.HasFlag(BatchParts.Labeled))];

    /// <summary>
    /// Every kind that is told how many units fire, with every reconstruction and every auxiliary loss, in the part of the fit in which all of them keep
    /// the largest activations of a row.
    /// </summary>
    public static TheoryData<TestNetwork> WarmingUp() =>
    [
        .. InTurn().Concat(LossesInTurn()).Where(network => network.Kind is Sparse { Sparsity: TargetedSparsity }).Select(network => network.At(progress: 0.2)),
    ];

    /// <summary>Every kind with every reconstruction, and with every auxiliary loss, if two engines follow the same path for hundreds of steps.</summary>
    public static TheoryData<TestNetwork> Smooth() => [.. InTurn().Concat(LossesInTurn()).Where(network => !network.HasKinks)];

    /// <summary>The same for networks on which a rounding error can separate two engines.</summary>
    public static TheoryData<TestNetwork> Kinked() => [.. InTurn().Concat(LossesInTurn()).Where(network => network.HasKinks)];

    /// <summary>Every activation with every depth.</summary>
    public static TheoryData<TestNetwork> Activations()
    {
        var networks = new TheoryData<TestNetwork>();
        foreach (Activation activation in Enum.GetValues<Activation>())
        {
            foreach (int[] hidden in (int[][])[[], [6], [9, 5], [17, 4, 7]])
            {
                networks.Add(new TestNetwork(
                    activation, new Variational { FreeBits = 0 }, new Gaussian { Variance = 0.5f }, hidden, BatchParts.None));
            }
        }

        return networks;
    }

    /// <summary>Slots of every kind.</summary>
    public static Mixed Mixed(float? variance = null) => new() { Slots = Slots, Variance = variance };

    private static IEnumerable<TestNetwork> InTurn()
    {
        (int[] Hidden, BatchParts Parts)[] shapes = [.. Shapes()];
        int turn = 0;
        foreach (AutoencoderKind kind in Kinds)
        {
            foreach (ReconstructionLoss reconstruction in Reconstructions)
            {
                (int[] hidden, BatchParts parts) = shapes[turn % shapes.Length];
                yield return new TestNetwork((Activation)(turn % 4), kind, reconstruction, hidden, parts);
                turn++;
            }
        }
    }

    private static IEnumerable<TestNetwork> LossesInTurn()
    {
        (int[] Hidden, BatchParts Parts)[] shapes = [.. Shapes()];
        int turn = 0;
        foreach (AutoencoderKind kind in Kinds)
        {
            foreach (TestLabels labels in TestLabels.All)
            {
                // Strides without a common divisor, so that every loss meets every shape and reconstruction.
                (int[] hidden, BatchParts parts) = shapes[turn * 3 % shapes.Length];
                ReconstructionLoss reconstruction = Reconstructions[turn % Reconstructions.Length];
                yield return new TestNetwork((Activation)((turn / 3) % 4), kind, reconstruction, hidden, parts, labels);
                turn++;
            }
        }
    }

    private static IEnumerable<(int[] Hidden, BatchParts Parts)> Shapes()
    {
        const BatchParts Both = BatchParts.Missing | BatchParts.Weighted;
        return
        [
            ([], BatchParts.None), ([], Both),
            ([6], BatchParts.None), ([6], BatchParts.Missing), ([6], BatchParts.Weighted), ([6], Both),
            ([9, 5], BatchParts.None), ([9, 5], Both),
        ];
    }
}

/// <summary>A small network with its parameters and batches.</summary>
public sealed class TestNetwork
{
    /// <summary>d, large enough for every kind of slot.</summary>
    public const int InputDimension = 10;

    /// <summary>v of a calibrated decoder in the middle of a fit.</summary>
    private const double CalibratedVariance = 0.4;

    private readonly TestLabels? _labels;

    internal TestNetwork(
        Activation activation, AutoencoderKind kind, ReconstructionLoss reconstruction, int[] hidden, BatchParts parts, TestLabels? labels = null)
    {
        _labels = labels;
        // More units than half the slots: otherwise every dead unit would be among those that are revived.
        Architecture = new NetworkArchitecture(InputDimension, hidden, kind is Sparse ? 9 : 3, activation);
        Kind = kind;
        Reconstruction = reconstruction;
        Parts = parts
            | (kind.Definition.CorruptsInput ? BatchParts.Corrupted : BatchParts.None)
            | (kind.Definition.HasDictionary ? BatchParts.SparseCodes : BatchParts.None)
            | (labels?.Kind is null ? BatchParts.None : BatchParts.Labeled)
            | (labels?.CompareViews ?? false ? BatchParts.Viewed : BatchParts.None);
    }

    public NetworkArchitecture Architecture { get; }

    public AutoencoderKind Kind { get; }

    public ReconstructionLoss Reconstruction { get; }

    public IReadOnlyList<AuxiliaryLoss> AuxiliaryLosses => _labels?.Losses ?? [];

    /// <summary>What the labels of rows are; <see langword="null"/> if no loss reads any.</summary>
    public LabelKind? Labels => _labels?.Kind;

    /// <summary>λ.</summary>
    public float KlWeight => Kind is Variational variational ? variational.KlWeight ?? 1 : 0;

    internal BatchParts Parts { get; }

    /// <summary>The share of the fit that is done.</summary>
    internal double Progress { get; private init; } = 1;

    /// <summary>Whether every other continuous slot is on the scale for heavy tails.</summary>
    internal bool HasTails { get; init; }

    /// <summary>Whether a rounding error can decide on which side of a kink a value lies. Two engines then drift apart, though not far.</summary>
    internal bool HasKinks => Architecture.Activation == Activation.Relu || TestKinds.HasKinks(Kind) || Parts.HasFlag(BatchParts.Viewed);

    /// <summary>This network at another point of the fit.</summary>
    public TestNetwork At(double progress) =>
        new(Architecture.Activation, Kind, Reconstruction, [.. Architecture.HiddenLayers], Parts, _labels) { HasTails = HasTails, Progress = progress };

    /// <summary>Options that describe this network.</summary>
    public AutoencoderOptions Options(int batchSize) => new()
    {
        LatentDimension = Architecture.LatentDimension,
        HiddenLayers = Architecture.HiddenLayers,
        Activation = Architecture.Activation,
        Kind = Kind,
        Reconstruction = Reconstruction,
        MissingValues = Parts.HasFlag(BatchParts.Missing) ? MissingValues.Mask : MissingValues.SkipRow,
        BatchSize = batchSize,
        WeightDecay = 0.15f,
        GradientClipping = null,
    };

    /// <summary>Parameters, none of them zero: a zero would hide an error in whatever it multiplies.</summary>
    public NetworkParameters Parameters()
    {
        ParameterLayout layout = Kind.Definition.LayoutOf(Architecture, _labels?.Tensors(Architecture));
        NetworkParameters parameters = ParameterInitialization.Create(layout, seed: 1);
        float[] shift = Normal(seed: 2, step: 0, parameters.Values.Length);
        for (int i = 0; i < shift.Length; i++)
        {
            parameters.Values[i] += 0.2f * shift[i];
        }

        foreach (ParameterTensor tensor in layout.Tensors)
        {
            if (tensor.Role == TensorRole.Threshold)
            {
                MakeUsable(parameters[tensor]);
            }
            else if (tensor.Role == TensorRole.Dictionary)
            {
                Normalize(parameters[tensor], tensor.Columns);
            }
        }

        return parameters;
    }

    /// <summary>Thresholds as a fit has them.</summary>
    private void MakeUsable(Span<float> thresholds)
    {
        foreach (ref float threshold in thresholds)
        {
            threshold = Kind switch
            {
                // One for all units.
                Sparse { Sparsity: BatchTopK } => 0.35f,
                // Low enough for a unit to fire for each row: losses that compare directions of codes have no derivative at 0.
                Sparse { Sparsity: JumpRelu } => 0.05f + Math.Abs(threshold),
                _ => threshold,
            };
        }
    }

    /// <summary>Sets the length of each column to 1.</summary>
    private static void Normalize(Span<float> atoms, int units)
    {
        for (int unit = 0; unit < units; unit++)
        {
            double square = 0;
            for (int i = unit; i < atoms.Length; i += units)
            {
                square += (double)atoms[i] * atoms[i];
            }

            for (int i = unit; i < atoms.Length; i += units)
            {
                atoms[i] /= (float)Math.Sqrt(square);
            }
        }
    }

    /// <summary>The batch of a step. Every step has different rows, noise, missing values and weights.</summary>
    /// <param name="capacity">The batch size that the engine was started with.</param>
    /// <param name="count">The number of rows.</param>
    /// <param name="step">The number of the step.</param>
    public TrainingBatch Batch(int capacity, int count, int step = 0)
    {
        SlotRange[] slots = [.. Reconstruction.SlotsOf(InputDimension)];
        IReadOnlyList<LossTerm> terms = Kind.Terms(Reconstruction, InputDimension, AuxiliaryLosses);
        var batch = new TrainingBatch(capacity, Architecture.LatentDimension, slots, terms, Parts) { Count = count, Progress = Progress };
        batch.WithKlWeight(KlWeight).WithWeight(LossTerm.Penalty, 0.7f);
        batch.NoiseVariance = slots.Any(range => range.Kind == SlotKind.Continuous) ? Reconstruction.NoiseVariance ?? CalibratedVariance : 0.5;
        float[] draws = Uniform(seed: 3, step, count * InputDimension);
        float[] gaps = Uniform(seed: 5, step, count * InputDimension);
        for (int row = 0; row < count; row++)
        {
            foreach (SlotRange range in slots)
            {
                Fill(range, draws.AsSpan((row * InputDimension) + range.Start, range.Count), batch.RowBuffer[((row * InputDimension) + range.Start)..]);
                AddGaps(range, gaps.AsSpan((row * InputDimension) + range.Start, range.Count), batch, (row * InputDimension) + range.Start);
            }
        }

        Normal(seed: 4, step, batch.NoiseBuffer.Length).CopyTo(batch.NoiseBuffer);
        Uniform(seed: 6, step, batch.Weights.Length).CopyTo(batch.WeightBuffer);
        _labels?.WriteTo(batch, step);
        for (int i = 0; Parts.HasFlag(BatchParts.Corrupted) && i < batch.CorruptedBuffer.Length; i++)
        {
            batch.CorruptedBuffer[i] = i % 4 == 0 ? 0.3f - batch.Rows[i] : batch.Rows[i];
        }

        for (int i = 0; Parts.HasFlag(BatchParts.Viewed) && i < batch.SecondViewBuffer.Length; i++)
        {
            // Coprime to the dimension, so that every slot is swapped in some rows.
            batch.SecondViewBuffer[i] = i % 3 == 0 ? batch.Rows[(i + InputDimension) % batch.Rows.Length] : batch.Rows[i];
        }

        for (int unit = 0; Kind is Sparse && unit < batch.LatentDimension; unit++)
        {
            batch.DeadUnitBuffer[unit] = unit % 3 != 1;
        }

        return batch;
    }

    public override string ToString() =>
        $"{Kind} | {Reconstruction.GetType().Name} {Reconstruction.NoiseVariance} | {Architecture} | {Parts}{(HasTails ? " | heavy tails" : string.Empty)}"
        + (Progress < 1 ? $" | at {Progress}" : string.Empty)
        + (_labels is null ? string.Empty : $" | {_labels}");

    private static void Fill(SlotRange range, ReadOnlySpan<float> draws, Span<float> values)
    {
        switch (range.Kind)
        {
            case SlotKind.Continuous:
                draws.CopyTo(values);
                break;
            case SlotKind.Binary:
                // Most values are 0 or 1, some are a probability.
                for (int j = 0; j < draws.Length; j++)
                {
                    values[j] = draws[j] < 0.3f ? draws[j] : MathF.Round(draws[j]);
                }

                break;
            case SlotKind.OneHot:
                // The category is unknown in some rows, and only half known in others.
                values[..range.Count].Clear();
                int category = (int)(draws[0] * (range.Count + 1));
                if (category < range.Count)
                {
                    values[category] = draws[1] < 0.3f ? 0.5f : 1;
                }

                break;
            default:
                throw new ArgumentException($"Tests have no values for {range}.", nameof(range));
        }
    }

    /// <summary>Marks values as missing, within groups too.</summary>
    private static void AddGaps(SlotRange range, ReadOnlySpan<float> draws, TrainingBatch batch, int start)
    {
        for (int j = 0; j < range.Count && !batch.ObservedBuffer.IsEmpty; j++)
        {
            bool isMissing = draws[j] < 0.25f;
            batch.ObservedBuffer[start + j] = isMissing ? 0 : 1;
            batch.RowBuffer[start + j] = isMissing ? 0.4f : batch.RowBuffer[start + j];
        }
    }

    private static float[] Uniform(ulong seed, int step, int count)
    {
        float[] values = new float[count];
        new RandomStream(seed, 99, (ulong)step).FillUniform(values, 0);
        return values;
    }

    private static float[] Normal(ulong seed, int step, int count)
    {
        float[] values = new float[count];
        new RandomStream(seed, 99, (ulong)step).FillNormal(values, 0);
        return values;
    }
}
