using MLNet.Autoencoder.Numerics;
using MLNet.Autoencoder.Training;

namespace MLNet.Autoencoder.Core.Tests.Training;

/// <summary>Rows, options and helpers for small fits.</summary>
internal static class Fits
{
    /// <summary>Options for a fit that takes milliseconds.</summary>
    public static AutoencoderOptions Options() => new()
    {
        LatentDimension = 2, HiddenLayers = [5], Epochs = 4, BatchSize = 16, Seed = 1, ValidationFraction = 0,
    };

    /// <summary>Rows of normal values in which neighboring slots are correlated.</summary>
    public static float[] Rows(int count, int d, ulong seed = 21)
    {
        float[] rows = new float[count * d];
        new RandomStream(seed, 99, 0).FillNormal(rows, 0);
        for (int i = 0; i < rows.Length; i++)
        {
            rows[i] = i % d == 0 ? rows[i] : (0.3f * rows[i]) + (0.9f * rows[i - 1]);
        }

        return rows;
    }

    /// <summary>Rows of two numbers, a binary value, and one choice of three categories.</summary>
    public static float[] MixedRows(int count)
    {
        float[] numbers = Rows(count, 2);
        return [.. Enumerable.Range(0, count).SelectMany(i =>
        {
            float a = numbers[2 * i];
            int category = a < -0.5f ? 0 : a < 0.5f ? 1 : 2;
            return new[] { a, numbers[(2 * i) + 1], a > 0 ? 1 : 0, category == 0 ? 1 : 0, category == 1 ? 1 : 0, category == 2 ? 1f : 0 };
        })];
    }

    /// <summary>What the slots of <see cref="MixedRows"/> hold.</summary>
    public static Mixed Mixed { get; } = new() { Slots = [SlotRange.Binary(2, 1), SlotRange.OneHot(3, 3)] };

    /// <summary>The rows with some values missing.</summary>
    public static float[] WithGaps(float[] rows, int every = 7) => [.. rows.Select((value, i) => i % every == 3 ? float.NaN : value)];

    public static byte[] Bytes(AutoencoderModel model)
    {
        using var stream = new MemoryStream();
        model.Save(stream);
        return stream.ToArray();
    }

    /// <summary>Fits and returns the warnings.</summary>
    public static List<string> Warnings(IRowSource rows, AutoencoderOptions options) => WithWarnings(rows, options).Warnings;

    /// <summary>Fits and returns the model and the warnings.</summary>
    public static (AutoencoderModel Model, List<string> Warnings) WithWarnings(IRowSource rows, AutoencoderOptions options)
    {
        var warnings = new List<string>();
        return (Autoencoder.Fit(rows, null, options, drawnSeed: 1, gpu: default, new Monitor(warnings)), warnings);
    }

    private sealed class Monitor(List<string> warnings) : ITrainingMonitor
    {
        public void EpochCompleted(TrainingEpoch epoch)
        {
        }

        public void Warn(string message) => warnings.Add(message);

        public void ThrowIfCancellationRequested()
        {
        }
    }
}
