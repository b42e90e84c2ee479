using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using MLNet.Autoencoder.Data;
using MLNet.Autoencoder.Networks;

namespace MLNet.Autoencoder.Training;

/// <summary>
/// What decides the bytes of a fitted model, as text, by the name of the option: two fits with the same identity give the same model, and so one
/// can go on from the other's checkpoint.
/// </summary>
internal static class FitIdentity
{
    public static IReadOnlyList<KeyValuePair<string, string>> Of(FitRequest request, RowPool pool)
    {
        AutoencoderOptions options = request.Options;
        var architecture = new NetworkArchitecture(request.Rows.Dimension, options.HiddenLayers, options.LatentDimension, options.Activation);
        return
        [
            new("network", architecture.ToString()),
            new(nameof(options.Kind), JsonSerializer.Serialize(options.Kind)),
            new(nameof(options.Reconstruction), JsonSerializer.Serialize(options.Reconstruction)),
            new(nameof(options.Scaling), options.Scaling.ToString()),
            new(nameof(options.MissingValues), options.MissingValues.ToString()),
            new(nameof(options.Epochs), Text(options.Epochs)),
            new(nameof(options.BatchSize), Text(options.BatchSize)),
            new(nameof(options.MaximumBatchSize), Text(options.MaximumBatchSize)),
            new(nameof(options.LearningRate), Text(options.LearningRate)),
            new(nameof(options.LearningRateSchedule), options.LearningRateSchedule.ToString()),
            new(nameof(options.LearningRateWarmupEpochs), Text(options.LearningRateWarmupEpochs)),
            new(nameof(options.PlateauPatience), Text(options.PlateauPatience)),
            new(nameof(options.GradientClipping), Text(options.GradientClipping)),
            new(nameof(options.WeightDecay), Text(options.WeightDecay)),
            new(nameof(options.ValidationFraction), Text(options.ValidationFraction)),
            new(nameof(options.Patience), Text(options.Patience)),
            new(nameof(options.Seed), Text(request.Seed)),
            new(nameof(options.ShuffleBytes), Text(options.ShuffleBytes)),
            new(nameof(options.WarmStart), options.WarmStart is null ? "null" : Hash(options.WarmStart.Content.Parameters.Values)),
            new(nameof(options.Engine), (options.Engine ?? new ManagedEngine()).GetType().Name),
            new("rows", $"{Text(pool.RowCount)} to train on, {Text(pool.ValidationRowCount)} to validate on, of the scaling and the means {HashOf(pool)}"),
        ];
    }

    private static string HashOf(RowPool pool)
    {
        float[] means = new float[pool.Statistics.Dimension];
        for (int slot = 0; slot < means.Length; slot++)
        {
            means[slot] = (float)pool.Statistics.Mean(slot);
        }

        return Hash([.. means, .. pool.ValidationMeans(), .. pool.Scaling.Offset, .. pool.Scaling.Scales]);
    }

    private static string Hash(ReadOnlySpan<float> values)
    {
        byte[] bytes = new byte[sizeof(float) * values.Length];
        for (int i = 0; i < values.Length; i++)
        {
            BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(i * sizeof(float)), values[i]);
        }

        return Convert.ToHexString(SHA256.HashData(bytes))[..16];
    }

    private static string Text(IFormattable? value) => value?.ToString(null, CultureInfo.InvariantCulture) ?? "null";
}
