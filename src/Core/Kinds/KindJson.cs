using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using MLNet.Autoencoder.Foundation;

namespace MLNet.Autoencoder.Kinds;

/// <summary>Kinds of autoencoders as JSON.</summary>
internal static partial class KindJson
{
    private static readonly JsonSerializerOptions Options = StrictJson.Options(
        KindContext.Default
            .WithInitialValues<Variational>()
            .WithInitialValues<Plain>()
            .WithInitialValues<Denoising>().WithInitialValues<GaussianNoise>().WithInitialValues<MaskingNoise>().WithInitialValues<SwapNoise>()
            .WithInitialValues<Sparse>().WithInitialValues<TopK>().WithInitialValues<BatchTopK>().WithInitialValues<JumpRelu>()
            .WithInitialValues<Gated>().WithInitialValues<L1Penalty>().WithInitialValues<KlSparsity>());

    public static JsonTypeInfo<AutoencoderKind> Kind => Options.TypeOf<AutoencoderKind>();

    [JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
    [JsonSerializable(typeof(AutoencoderKind))]
    private sealed partial class KindContext : JsonSerializerContext;
}
