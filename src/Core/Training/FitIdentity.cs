using System.Buffers.Binary;
using System.Security.Cryptography;
using MLNet.Autoencoder.Data;

namespace MLNet.Autoencoder.Training;

/// <summary>
/// What determines the bytes of a fitted model, as pairs of name and text. Two fits with the same identity give the same model, so each can resume
/// the checkpoint of the other.
/// </summary>
internal static class FitIdentity
{
    public static IReadOnlyList<KeyValuePair<string, string>> Of(FitRequest request, RowPool pool, bool ignoresLabels)
    {
        AutoencoderOptions options = request.Options;
        NetworkArchitecture architecture = options.ArchitectureFor(request.Rows.Dimension);
        return
        [
            new("network", architecture.ToString()),
            .. from option in options.Declared
               let text = option.Identity.TextIn(option, request)
               where text is not null
               select KeyValuePair.Create(option.Name, text),
            .. ignoresLabels ? (KeyValuePair<string, string>[])[new(CheckpointFile.IgnoredLabels, bool.TrueString)] : [],
            new("rows", $"{Text(pool.RowCount)} to train on, {Text(pool.ValidationRowCount)} to validate on, of the scaling and the means {HashOf(pool)}"),
        ];
    }

    /// <summary>The first 64 bits of the SHA-256 of the values, in hexadecimal.</summary>
    public static string Hash(ReadOnlySpan<float> values)
    {
        byte[] bytes = new byte[sizeof(float) * values.Length];
        for (int i = 0; i < values.Length; i++)
        {
            BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(i * sizeof(float)), values[i]);
        }

        return Convert.ToHexString(SHA256.HashData(bytes))[..16];
    }

    private static string HashOf(RowPool pool)
    {
        float[] means = new float[pool.Statistics.Dimension];
        for (int slot = 0; slot < means.Length; slot++)
        {
            means[slot] = (float)pool.Statistics.Mean(slot);
        }

        return Hash([
            .. means, .. pool.ValidationMeans(), .. pool.Scaling.Offset, .. pool.Scaling.Scales, .. pool.Scaling.Tails?.Parameters ?? [],
            .. pool.Labels?.Parameters ?? [],
        ]);
    }

    private static string Text(long value) => OptionIdentity.TextOf(value);
}
