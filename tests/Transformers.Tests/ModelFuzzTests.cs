using Microsoft.ML;
using MLNet.Autoencoder.Tests;

namespace MLNet.Autoencoder.Transformers.Tests;

/// <summary>
/// Altered zip files of <c>mlContext.Model.Save</c>: each loads as the original model or is refused. Every mutation is reproducible: a failure
/// names its seed.
/// </summary>
public sealed class ModelFuzzTests
{
    private static readonly byte[] Saved = Fitted.Save(Fitted.Transformer());
    private static readonly AutoencoderFeaturesTransformer Original = (AutoencoderFeaturesTransformer)Fitted.Load(Saved);

    /// <summary>ML.NET wraps the exceptions of a loader; the innermost exception is ours.</summary>
    [Fact]
    public void Any_alteration_of_our_part_is_reported_by_a_FormatException()
    {
        for (int seed = 0; seed < 300; seed++)
        {
            byte[] file = WithEntries(entry => entry.IsOurs ? entry with { Bytes = Flipped(entry.Bytes, new Random(seed), entry.Payload) } : entry);

            Exception? refusal = Refusal(file, $"seed {seed}")?.GetBaseException();

            Assert.True(refusal is null or FormatException, $"seed {seed}: {refusal}");
        }
    }

    [Fact]
    public void A_file_with_missing_swapped_or_empty_entries_is_refused_or_gives_the_same_model()
    {
        ZipPart[] entries = ZipParts.Of(Saved);
        foreach (ZipPart entry in entries)
        {
            AssertRefusedOrEqual(WithEntries(other => other.Name == entry.Name ? null : other), $"without {entry.Name}");
            AssertRefusedOrEqual(WithEntries(other => other.Name == entry.Name ? other with { Bytes = [] } : other), $"{entry.Name} empty");
            foreach (ZipPart with in entries)
            {
                AssertRefusedOrEqual(
                    WithEntries(other => other.Name == entry.Name ? other with { Bytes = with.Bytes } : other.Name == with.Name ? other with { Bytes = entry.Bytes } : other),
                    $"{entry.Name} swapped with {with.Name}");
            }
        }
    }

    [Fact]
    public void A_truncated_file_or_one_with_flipped_bits_is_refused_or_gives_the_same_model()
    {
        for (int length = 0; length < Saved.Length; length += 64)
        {
            AssertRefusedOrEqual(Saved[..length], $"cut at {length}");
        }

        for (int seed = 0; seed < 500; seed++)
        {
            AssertRefusedOrEqual(Flipped(Saved, new Random(seed), ..), $"seed {seed}");
        }
    }

    /// <summary>A refusal may come from ML.NET, which cannot read the file, or from the runtime, which cannot read the name of an assembly.</summary>
    private static void AssertRefusedOrEqual(byte[] file, string title)
    {
        Exception? refusal = Refusal(file, title);

        Assert.True(
            refusal is null or FormatException or InvalidDataException or InvalidOperationException or IOException or ArgumentException,
            $"{title}: {refusal}");
    }

    private static Exception? Refusal(byte[] file, string title)
    {
        ITransformer loaded;
        try
        {
            loaded = Fitted.Load(file);
        }
        catch (Exception refusal)
        {
            return refusal;
        }

        var actual = Assert.IsType<AutoencoderFeaturesTransformer>(loaded);
        Assert.True(Bytes(Original).AsSpan().SequenceEqual(Bytes(actual)), $"{title}: a different model was loaded.");
        Assert.Equal(Columns(Original), Columns(actual));
        return null;
    }

    private static byte[] Flipped(byte[] bytes, Random random, Range range)
    {
        byte[] flipped = [.. bytes];
        Span<byte> part = flipped.AsSpan()[range];
        for (int flips = random.Next(1, 4); flips > 0; flips--)
        {
            part[random.Next(part.Length)] ^= (byte)(1 << random.Next(8));
        }

        return flipped;
    }

    private static byte[] WithEntries(Func<ZipPart, ZipPart?> change) => ZipParts.ToBytes(ZipParts.Of(Saved).Select(change).OfType<ZipPart>());

    private static byte[] Bytes(AutoencoderFeaturesTransformer transformer)
    {
        using var stream = new MemoryStream();
        transformer.Model.Save(stream);
        return stream.ToArray();
    }

    private static string?[] Columns(AutoencoderFeaturesTransformer transformer) =>
    [
        transformer.InputColumnName, transformer.OutputColumnName, transformer.LogVarianceColumnName, transformer.ReconstructionColumnName,
        transformer.ReconstructionErrorColumnName, transformer.ScaledReconstructionErrorColumnName,
    ];
}
