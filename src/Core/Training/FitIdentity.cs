using System.Buffers.Binary;
using System.Security.Cryptography;
using MLNet.Autoencoder.Communication;
using MLNet.Autoencoder.Data;

namespace MLNet.Autoencoder.Training;

/// <summary>
/// What determines the bytes of a fitted model, part by part. Two fits with the same identity give the same model, so each can resume the checkpoint of the
/// other.
/// </summary>
internal static class FitIdentity
{
    // Few enough for the stack.
    private const int HashedAtOnce = 1 << 10;

    public static IReadOnlyList<IdentityPart> Of(FitRequest request, RowPool pool, bool ignoresLabels)
    {
        AutoencoderOptions options = request.Options;
        NetworkArchitecture architecture = options.ArchitectureFor(request.Rows.Dimension, pool.RowCount);
        return
        [
            new("network", architecture.ToString()),
            new("number of ranks", OptionIdentity.TextOf(request.Ranks.Size)),
            .. from option in options.Declared
               let text = option.Identity.TextIn(option, request)
               where text is not null
               select new IdentityPart(option.Name, text),
            .. ignoresLabels ? (IdentityPart[])[new(CheckpointFile.IgnoredLabels, bool.TrueString)] : [],
            .. OfRanks(PartsOf("rows", request.Rows, pool.Digest), request.Ranks),
            .. request.ValidationRows is { } rows ? OfRanks(PartsOf("validation rows", rows, pool.ValidationDigest!), request.Ranks) : [],
            new("scaling", Hash([.. pool.Scaling.Offset, .. pool.Scaling.Scales, .. pool.Scaling.Tails?.Parameters ?? []])),
        ];
    }

    /// <summary>Throws, on every rank, if the ranks were not asked for the same model, or do not have rows of the same kind.</summary>
    /// <exception cref="InvalidOperationException">The ranks differ.</exception>
    public static void ThrowIfRanksDiffer(FitRequest request)
    {
        if (request.Ranks.Size == 1)
        {
            return;
        }

        AutoencoderOptions options = request.Options;
        request.Ranks.ThrowIfDifferent(
        [
            ("number of slots of a row", OptionIdentity.TextOf(request.Rows.Dimension)),
            ("kind of label", request.Rows.Labels?.ToString() ?? "none"),
            ("existence of weights", request.Rows.HasWeights ? "weights" : "no weights"),
            ("existence of validation rows", request.ValidationRows is null ? "no validation rows" : "validation rows"),
            ("existence of weights of validation rows", request.ValidationRows is { HasWeights: true } ? "weights" : "no weights"),
            ("network", options.ArchitectureFor(request.Rows.Dimension).ToString()),
            (nameof(options.Seed), OptionIdentity.TextOf(options.Seed)),
            (nameof(options.LatentDimension), OptionIdentity.TextOf(options.LatentDimension)),
            .. options.Declared.Select(option => (option.Name, option.Identity.TextIn(option, request) ?? "any")),
            ($"existence of a {nameof(options.CheckpointPath)}", options.CheckpointPath is null ? "null" : "a path"),
            (nameof(options.MaximumTrainingTime), OptionIdentity.TextOf(options.MaximumTrainingTime)),
            (nameof(options.LatentOrder), options.LatentOrder.ToString()),
        ]);
    }

    /// <summary>The parts that concern the rows of a rank, of all ranks.</summary>
    private static IEnumerable<IdentityPart> OfRanks(IEnumerable<IdentityPart> parts, Ranks ranks)
    {
        if (ranks.Size == 1)
        {
            return parts;
        }

        IReadOnlyList<string[]> texts = [.. ranks.Gather(string.Join('\n', parts.Select(part => part.Text))).Select(text => text.Split('\n'))];
        return texts.SelectMany((ofRank, rank) => parts.Zip(ofRank, (part, text) => part with
        {
            Name = $"{part.Name} of rank {rank}",
            Text = text,
            Difference = part.Difference is null ? null : $"on rank {rank}, {part.Difference}",
        }));
    }

    /// <summary>The first 64 bits of the SHA-256 of the values, in hexadecimal.</summary>
    public static string Hash(ReadOnlySpan<float> values)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> block = stackalloc byte[HashedAtOnce * sizeof(float)];
        for (int start = 0; start < values.Length; start += HashedAtOnce)
        {
            ReadOnlySpan<float> part = values.Slice(start, Math.Min(HashedAtOnce, values.Length - start));
            for (int i = 0; i < part.Length; i++)
            {
                BinaryPrimitives.WriteSingleLittleEndian(block[(i * sizeof(float))..], part[i]);
            }

            hash.AppendData(block[..(part.Length * sizeof(float))]);
        }

        return Convert.ToHexString(hash.GetHashAndReset())[..16];
    }

    /// <summary>The first 64 bits of the SHA-256 of the bytes, in hexadecimal.</summary>
    public static string Hash(ReadOnlySpan<byte> bytes) => Convert.ToHexString(SHA256.HashData(bytes))[..16];

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
