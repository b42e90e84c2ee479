using System.Buffers.Binary;
using System.Security.Cryptography;
using MLNet.Autoencoder.Data;

namespace MLNet.Autoencoder.Training;

/// <summary>
/// What determines the bytes of a fitted model, part by part. Two fits with the same identity give the same model, so each can resume the checkpoint of the
/// other.
/// </summary>
internal static class FitIdentity
{
    public static IReadOnlyList<IdentityPart> Of(FitRequest request, RowPool pool, bool ignoresLabels)
    {
        AutoencoderOptions options = request.Options;
        NetworkArchitecture architecture = options.ArchitectureFor(request.Rows.Dimension, pool.RowCount);
        return
        [
            new("network", architecture.ToString()),
            .. from option in options.Declared
               let text = option.Identity.TextIn(option, request)
               where text is not null
               select new IdentityPart(option.Name, text),
            .. ignoresLabels ? (IdentityPart[])[new(CheckpointFile.IgnoredLabels, bool.TrueString)] : [],
            .. PartsOf("rows", request.Rows, pool.Digest),
            .. request.ValidationRows is { } rows ? PartsOf("validation rows", rows, pool.ValidationDigest!) : [],
            new("scaling", Hash([.. pool.Scaling.Offset, .. pool.Scaling.Scales, .. pool.Scaling.Tails?.Parameters ?? []])),
        ];
    }

    /// <summary>The first 64 bits of the SHA-256 of the values, in hexadecimal.</summary>
    public static string Hash(ReadOnlySpan<float> values)
    {
        byte[] bytes = new byte[checked(sizeof(float) * values.Length)];
        for (int i = 0; i < values.Length; i++)
        {
            BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(i * sizeof(float)), values[i]);
        }

        return Convert.ToHexString(SHA256.HashData(bytes))[..16];
    }

    private static IEnumerable<IdentityPart> PartsOf(string rows, IRowSource source, RowDigest digest) =>
    [
        new($"number of {rows}", OptionIdentity.TextOf(digest.Count)),

        // Weights of 1 give almost the model of rows without weights, but not its bytes.
        new(
            $"weights of {rows}",
            source.HasWeights ? "given" : "none",
            source.HasWeights ? $"the {rows} of this fit have weights, those of the checkpoint had none" : $"the {rows} of this fit have no weights, those of the checkpoint had some"),
        new($"kind of label of {rows}", source.Labels?.ToString() ?? "none"),
        .. digest.Parts().Select(part => new IdentityPart($"hash of {part.Name} of {rows}", part.Text, $"the {rows} of this fit {part.Difference}")),
    ];
}
