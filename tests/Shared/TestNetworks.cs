using MLNet.Autoencoder.Networks;
using MLNet.Autoencoder.Numerics;
using MLNet.Autoencoder.Objectives;
using Xunit;

namespace MLNet.Autoencoder.Tests;

/// <summary>The networks on which gradients are verified, by finite differences and by comparing engines.</summary>
internal static class TestNetworks
{
    private static readonly AutoencoderKind[] Kinds =
    [
        new Plain(),
        new Denoising(),
        new Variational { KlWeight = 0, FreeBits = 0 },
        new Variational { KlWeight = 0.3f, FreeBits = 0 },
        new Variational { KlWeight = 2f, FreeBits = 0 },
        new Variational { KlWeight = 0.7f, FreeBits = 0.4f },
        new Sparse { Sparsity = new TopK { ActiveUnits = 3, AuxiliaryWeight = 0 } },
        new Sparse { Sparsity = new TopK { ActiveUnits = 2, AuxiliaryWeight = 0.6f } },
        new Sparse { Sparsity = new L1Penalty { Weight = 0.3f } },
        new Sparse { Sparsity = new KlSparsity { TargetActivation = 0.1f, Weight = 0.8f } },
    ];

    private static readonly SlotRange[] Slots = [SlotRange.Continuous(0, 2), SlotRange.Binary(2, 2), SlotRange.OneHot(4, 3), SlotRange.OneHot(8, 2)];

    private static readonly ReconstructionLoss[] Reconstructions =
    [
        new Gaussian(),
        new Gaussian { Variance = 0.3f },
        new Bernoulli(),
        new Mixed { Slots = Slots },
        new Mixed { Slots = Slots, Variance = 0.7f },
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

    /// <summary>Every kind with every reconstruction once, for slower tests.</summary>
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

/// <summary>A small network with reproducible parameters and batches.</summary>
public sealed class TestNetwork
{
    /// <summary>d, large enough for every kind of slot.</summary>
    public const int InputDimension = 10;

    internal TestNetwork(Activation activation, AutoencoderKind kind, ReconstructionLoss reconstruction, int[] hidden, BatchParts parts)
    {
        // Sparse kinds need many more units than half the slots, so that not all dead units are among those that explain the error.
        Architecture = new NetworkArchitecture(InputDimension, hidden, kind is Sparse ? 9 : 3, activation);
        Kind = kind;
        Reconstruction = reconstruction;
        Parts = parts | (kind.Definition.CorruptsInput ? BatchParts.Corrupted : BatchParts.None);
    }

    public NetworkArchitecture Architecture { get; }

    public AutoencoderKind Kind { get; }

    public ReconstructionLoss Reconstruction { get; }

    /// <summary>λ.</summary>
    public float KlWeight => (Kind as Variational)?.KlWeight ?? 0;

    internal BatchParts Parts { get; }

    /// <summary>Options that give this network.</summary>
    public AutoencoderOptions Options(int batchSize) => new()
    {
        LatentDimension = Architecture.LatentDimension,
        HiddenLayers = Architecture.HiddenLayers,
        Activation = Architecture.Activation,
        Kind = Kind,
        Reconstruction = Reconstruction,
        MissingValues = Parts.HasFlag(BatchParts.Missing) ? MissingValues.Mask : MissingValues.SkipRow,
        BatchSize = batchSize,
    };

    /// <summary>Parameters that are all different from 0, because a factor of 0 would hide errors.</summary>
    public NetworkParameters Parameters()
    {
        NetworkParameters parameters = ParameterInitialization.Create(Kind.Definition.LayoutOf(Architecture), seed: 1);
        float[] shift = Normal(seed: 2, step: 0, parameters.Values.Length);
        for (int i = 0; i < shift.Length; i++)
        {
            parameters.Values[i] += 0.2f * shift[i];
        }

        return parameters;
    }

    /// <summary>The batch of a step. Every step has different rows, noise, missing values and weights.</summary>
    /// <param name="capacity">The batch size of the engine.</param>
    /// <param name="count">The number of rows.</param>
    /// <param name="step">The number of the step.</param>
    public TrainingBatch Batch(int capacity, int count, int step = 0)
    {
        SlotRange[] slots = [.. Reconstruction.SlotsOf(InputDimension)];
        var batch = new TrainingBatch(capacity, Architecture.LatentDimension, slots, Kind.Terms(Reconstruction, InputDimension), Parts) { Count = count };
        batch.WithKlWeight(KlWeight);
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

        Normal(seed: 4, step, count * Architecture.LatentDimension).CopyTo(batch.NoiseBuffer);
        Uniform(seed: 6, step, batch.Weights.Length).CopyTo(batch.WeightBuffer);
        for (int i = 0; Parts.HasFlag(BatchParts.Corrupted) && i < batch.CorruptedBuffer.Length; i++)
        {
            batch.CorruptedBuffer[i] = i % 4 == 0 ? 0.3f - batch.Rows[i] : batch.Rows[i];
        }

        for (int unit = 0; Kind is Sparse && unit < batch.LatentDimension; unit++)
        {
            batch.DeadUnitBuffer[unit] = unit % 3 != 1;
        }

        return batch;
    }

    public override string ToString() =>
        $"{Kind} | {Reconstruction.GetType().Name} {Reconstruction.NoiseVariance} | {Architecture} | {Parts}";

    private static void Fill(SlotRange range, ReadOnlySpan<float> draws, Span<float> values)
    {
        switch (range.Kind)
        {
            case SlotKind.Continuous:
                draws.CopyTo(values);
                break;
            case SlotKind.Binary:
                // Most are 0 or 1; some are probabilities.
                for (int j = 0; j < draws.Length; j++)
                {
                    values[j] = draws[j] < 0.3f ? draws[j] : MathF.Round(draws[j]);
                }

                break;
            default:
                // In some rows the category is unknown, and in others the slot is only ½.
                values[..range.Count].Clear();
                int category = (int)(draws[0] * (range.Count + 1));
                if (category < range.Count)
                {
                    values[category] = draws[1] < 0.3f ? 0.5f : 1;
                }

                break;
        }
    }

    /// <summary>Makes some values missing, including some in the middle of a group.</summary>
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
