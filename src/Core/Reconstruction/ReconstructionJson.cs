using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using MLNet.Autoencoder.Foundation;

namespace MLNet.Autoencoder.Reconstruction;

/// <summary>Reconstruction losses as JSON.</summary>
internal static partial class ReconstructionJson
{
    private static readonly JsonSerializerOptions Options = StrictJson.Options(
        ReconstructionContext.Default.WithInitialValues<Gaussian>().WithInitialValues<Bernoulli>().WithInitialValues<Mixed>());

    public static JsonTypeInfo<ReconstructionLoss> Loss => Options.TypeOf<ReconstructionLoss>();

    [JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
    [JsonSerializable(typeof(ReconstructionLoss))]
    private sealed partial class ReconstructionContext : JsonSerializerContext;
}
