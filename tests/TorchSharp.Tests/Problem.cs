using MLNet.Autoencoder.Networks;
using MLNet.Autoencoder.Numerics;
using MLNet.Autoencoder.Objectives;

namespace MLNet.Autoencoder.Tests.Torch;

/// <summary>A small network with random parameters, and random batches for it, the same for both engines.</summary>
public sealed class Problem
{
    /// <summary>The maximum number of rows in a batch.</summary>
    public const int BatchSize = 24;

    private const int InputDimension = 11;

    private readonly BatchParts _parts;

    internal Problem(AutoencoderKind kind, ReconstructionLoss reconstruction, BatchParts parts, int[] hidden, Activation activation)
    {
        _parts = parts | (kind is Denoising ? BatchParts.Corrupted : BatchParts.None);
        Options = new AutoencoderOptions
        {
            // Enough units that not every dead unit is among those revived.
            LatentDimension = kind is Sparse ? 12 : 3,
            HiddenLayers = hidden,
            Activation = activation,
            Kind = kind,
            Reconstruction = reconstruction,
            BatchSize = BatchSize,
            LearningRate = 1e-3f,
        };
        Initial = CreateParameters(new NetworkArchitecture(InputDimension, hidden, Options.LatentDimension, activation));
    }

    /// <summary>Slot ranges of every kind, some kinds twice.</summary>
    internal static SlotRange[] MixedSlots { get; } =
        [SlotRange.Continuous(0, 2), SlotRange.OneHot(2, 3), SlotRange.Binary(5, 2), SlotRange.OneHot(7, 2), SlotRange.Continuous(9, 2)];

    internal AutoencoderOptions Options { get; }

    internal NetworkParameters Initial { get; }

    internal TrainingRequest Request => new(Options, Initial, gpu: default);

    /// <summary>λ.</summary>
    internal float KlWeight => (Options.Kind as Variational)?.KlWeight ?? 0;

    /// <summary>An ordinary variational autoencoder.</summary>
    internal static Problem Everyday(Activation activation = Activation.Silu) =>
        new(new Variational(), new Gaussian(), BatchParts.None, [6], activation);

    /// <summary>Whether rounding can decide on which side of a kink a value lies. Two engines then drift apart, but not far.</summary>
    internal bool HasKinks => Options.Activation == Activation.Relu || Options.Kind is Sparse { Sparsity: TopK or L1Penalty };

    public override string ToString() =>
        $"{Options.Kind}, {Options.Reconstruction.GetType().Name} {Options.Reconstruction.NoiseVariance}, {_parts}, {Initial.Architecture}";

    /// <summary>The batch of a step, with its own values, noise, missing values and weights.</summary>
    internal TrainingBatch Batch(int step, int count = BatchSize)
    {
        var batch = new TrainingBatch(BatchSize, Options.LatentDimension, Request.Slots, Request.Terms, _parts) { Count = count };
        new RandomStream(3, 99, (ulong)step).FillUniform(batch.RowBuffer[..(count * InputDimension)], 0);
        new RandomStream(4, 99, (ulong)step).FillNormal(batch.NoiseBuffer, 0);
        new RandomStream(5, 99, (ulong)step).FillUniform(batch.WeightBuffer, 0);
        new RandomStream(6, 99, (ulong)step).FillUniform(batch.ObservedBuffer, 0);
        for (int row = 0; row < count; row++)
        {
            foreach (SlotRange range in Request.Slots.Where(range => range.Kind == SlotKind.OneHot))
            {
                ChooseCategory(batch, (row * InputDimension) + range.Start, range.Count);
            }
        }

        foreach (ref float observed in batch.ObservedBuffer)
        {
            observed = observed < 0.3f ? 0 : 1;
        }

        if (_parts.HasFlag(BatchParts.Corrupted))
        {
            new RandomStream(7, 99, (ulong)step).FillNormal(batch.CorruptedBuffer, 0);
        }

        for (int unit = 0; unit < batch.DeadUnits.Length; unit++)
        {
            batch.DeadUnitBuffer[unit] = unit % 4 != step % 4;
        }

        return batch;
    }

    /// <summary>Starts a session and takes some steps.</summary>
    internal ITrainingSession Start(ITrainingEngine engine, int steps = 0)
    {
        ITrainingSession session = engine.Start(Request);
        for (int step = 0; step < steps; step++)
        {
            Step(session, step);
        }

        return session;
    }

    /// <summary>Takes a step on the batch of that step.</summary>
    internal LossValues Step(ITrainingSession session, int step) => session.TrainBatch(Batch(step), Options.LearningRate, KlWeight);

    /// <summary>The state after some steps.</summary>
    internal TrainingState Train(ITrainingEngine engine, int steps)
    {
        using ITrainingSession session = Start(engine, steps);
        return StateOf(session);
    }

    internal TrainingState StateOf(ITrainingSession session)
    {
        var state = new TrainingState(Initial.Values.Length);
        Assert.True(session.TrySave(state));
        return state;
    }

    /// <summary>Parameters without zeros, because an error in a factor of zero would not show.</summary>
    private static NetworkParameters CreateParameters(NetworkArchitecture architecture)
    {
        NetworkParameters parameters = ParameterInitialization.Create(new Variational().Definition.LayoutOf(architecture), seed: 1);
        float[] shift = new float[parameters.Values.Length];
        new RandomStream(2, 99, 0).FillNormal(shift, 0);
        for (int i = 0; i < shift.Length; i++)
        {
            parameters.Values[i] += 0.2f * shift[i];
        }

        return parameters;
    }

    /// <summary>Turns a group of random values into a category or none, observed or missing as a whole.</summary>
    private static void ChooseCategory(TrainingBatch batch, int start, int count)
    {
        int category = (int)(batch.RowBuffer[start] * (count + 1));
        batch.RowBuffer.Slice(start, count).Clear();
        if (category < count)
        {
            batch.RowBuffer[start + category] = 1;
        }

        if (!batch.ObservedBuffer.IsEmpty)
        {
            batch.ObservedBuffer.Slice(start, count).Fill(batch.ObservedBuffer[start]);
        }
    }
}
