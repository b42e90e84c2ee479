using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using MLNet.Autoencoder.Foundation;

namespace MLNet.Autoencoder.AuxiliaryLosses;

/// <summary>Auxiliary losses as JSON, which is only written: a checkpoint compares it as text.</summary>
internal static partial class AuxiliaryLossJson
{
    private static readonly JsonSerializerOptions Options = StrictJson.Options(AuxiliaryLossContext.Default);

    public static JsonTypeInfo<IReadOnlyList<AuxiliaryLoss>> Losses => Options.TypeOf<IReadOnlyList<AuxiliaryLoss>>();

    [JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
    [JsonSerializable(typeof(IReadOnlyList<AuxiliaryLoss>))]
    private sealed partial class AuxiliaryLossContext : JsonSerializerContext;
}
