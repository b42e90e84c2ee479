using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using MLNet.Autoencoder.AuxiliaryLosses;
using MLNet.Autoencoder.Foundation;
using MLNet.Autoencoder.Kinds;
using MLNet.Autoencoder.Reconstruction;

namespace MLNet.Autoencoder.Core.Tests.Persistence;

/// <summary>The JSON of options in files, whose metadata is generated for trimmed applications, is that of a serializer that uses reflection.</summary>
public class GeneratedJsonTests
{
    public static TheoryData<AutoencoderKind> Kinds() =>
    [
        .. TestKinds.All,
        .. All<AutoencoderKind>(),
        .. All<Corruption>().Select(corruption => new Denoising { Corruption = corruption }),
        .. All<Sparsity>().Select(sparsity => new Sparse { Sparsity = sparsity }),
    ];

    public static TheoryData<ReconstructionLoss> Reconstructions() =>
    [
        .. All<ReconstructionLoss>(),
        new Gaussian { Variance = 1f / 3 },
        new Mixed { Slots = [SlotRange.Binary(1, 1), SlotRange.OneHot(2, 3), SlotRange.Continuous(5, 1)], Variance = 1e-9f },
    ];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_kind_has_the_text_that_reflection_gives(AutoencoderKind kind) => AssertSame(kind, KindJson.Kind);

    [Theory]
    [MemberData(nameof(Reconstructions))]
    public void A_reconstruction_loss_has_the_text_that_reflection_gives(ReconstructionLoss reconstruction) =>
        AssertSame(reconstruction, ReconstructionJson.Loss);

    [Fact]
    public void Auxiliary_losses_have_the_text_that_reflection_gives()
    {
        IReadOnlyList<AuxiliaryLoss> losses = [.. All<AuxiliaryLoss>(), new LabelHead { Weight = 0.1f }];

        Assert.Equal(JsonSerializer.Serialize(losses), JsonSerializer.Serialize(losses, AuxiliaryLossJson.Losses));
    }

    [Fact]
    public void An_option_that_a_file_lacks_has_its_default()
    {
        AssertDefaults(All<AutoencoderKind>(), KindJson.Kind, kind => $$"""{"type":"{{kind.GetType().Name}}"}""");
        AssertDefaults(
            All<Corruption>().Select(corruption => new Denoising { Corruption = corruption }), KindJson.Kind,
            kind => $$$"""{"type":"Denoising","Corruption":{"type":"{{{kind.Corruption.GetType().Name}}}"}}""");
        AssertDefaults(
            All<Sparsity>().Select(sparsity => new Sparse { Sparsity = sparsity }), KindJson.Kind,
            kind => $$$"""{"type":"Sparse","Sparsity":{"type":"{{{kind.Sparsity.GetType().Name}}}"}}""");
        AssertDefaults(All<ReconstructionLoss>(), ReconstructionJson.Loss, loss => $$"""{"type":"{{loss.GetType().Name}}"}""");
    }

    /// <summary>One of each subclass, with the default options.</summary>
    private static IEnumerable<T> All<T>() => typeof(T).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(T)) && !type.IsAbstract)
        .Select(type => (T)Activator.CreateInstance(type)!);

    private static void AssertSame<T>(T value, JsonTypeInfo<T> metadata)
    {
        string text = JsonSerializer.Serialize(value, metadata);

        Assert.Equal(JsonSerializer.Serialize(value), text);
        Assert.Equal(value, StrictJson.Read(text, "value", metadata));
    }

    private static void AssertDefaults<TValue, T>(IEnumerable<TValue> defaults, JsonTypeInfo<T> metadata, Func<TValue, string> textOf)
        where TValue : T => Assert.All(defaults, value => Assert.Equal(value, StrictJson.Read(textOf(value), "value", metadata)));
}
