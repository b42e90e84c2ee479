using MLNet.Autoencoder.Numerics;

namespace MLNet.Autoencoder.Tests.Torch;

/// <summary>Complete fits of a small table.</summary>
internal static class Fits
{
    private const int Dimension = 5;

    /// <summary>
    /// Rows near a plane. Exactly on a plane, a fit would start at its optimum, and its gradients would be pure rounding errors, which differ between
    /// engines.
    /// </summary>
    public static InMemoryRows Rows { get; } = new(NoisyPlaneRows(150), Dimension);

    /// <summary>The same rows with a class of three, or a number, that follows from the coordinates in the plane; every fifth row has none.</summary>
    public static InMemoryRows Labeled(LabelKind kind)
    {
        float[] values = NoisyPlaneRows(150), labels = new float[150];
        for (int row = 0; row < labels.Length; row++)
        {
            (float a, float b) = (values[Dimension * row], values[(Dimension * row) + 1]);
            labels[row] = row % 5 == 4 ? float.NaN : kind == LabelKind.Number ? a - (2 * b) : a > 0.5f ? 2 : b > 0 ? 1 : 0;
        }

        return new InMemoryRows(values, Dimension, labels: labels, labelKind: kind);
    }

    public static AutoencoderOptions Options(int seed = 1, ITrainingEngine? engine = null) => new()
    {
        LatentDimension = 2,
        HiddenLayers = [16],
        Epochs = 40,
        BatchSize = 16,
        LearningRate = 0.01f,
        LearningRateSchedule = LearningRateSchedule.Constant,
        Patience = 0,
        Seed = seed,
        Engine = engine ?? new TorchSharpEngine("cpu"),
    };

    public static AutoencoderModel Fit(int seed = 1, ITrainingEngine? engine = null) => Autoencoder.Fit(Rows, Options(seed, engine));

    public static byte[] Bytes(AutoencoderModel model)
    {
        using var stream = new MemoryStream();
        model.Save(stream);
        return stream.ToArray();
    }

    private static float[] NoisyPlaneRows(int count)
    {
        float[] along = new float[2 * count];
        new RandomStream(7, 99, 0).FillNormal(along, 0);
        float[] rows = new float[Dimension * count], noise = new float[Dimension * count];
        new RandomStream(8, 99, 0).FillNormal(noise, 0);
        for (int i = 0; i < count; i++)
        {
            (float a, float b) = (along[2 * i], along[(2 * i) + 1]);
            ((ReadOnlySpan<float>)[a, b, a + b, a - b, 0.5f * a]).CopyTo(rows.AsSpan(Dimension * i));
        }

        for (int i = 0; i < rows.Length; i++)
        {
            rows[i] += 0.2f * noise[i];
        }

        return rows;
    }
}

/// <summary>Reports immediately, on the thread of the fit.</summary>
internal sealed class Progress(Action<TrainingEpoch> report) : IProgress<TrainingEpoch>
{
    public void Report(TrainingEpoch value) => report(value);
}
