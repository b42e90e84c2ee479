using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using MLNet.Autoencoder.Foundation;

namespace MLNet.Autoencoder.Training;

/// <summary>What only checkpoints hold, as JSON.</summary>
internal static partial class CheckpointJson
{
    private static readonly JsonSerializerOptions Options = StrictJson.Options(CheckpointContext.Default);

    public static JsonTypeInfo<Dictionary<string, string>> Identity => Options.TypeOf<Dictionary<string, string>>();

    public static JsonTypeInfo<FitProgress.State> Progress => Options.TypeOf<FitProgress.State>();

    public static JsonTypeInfo<bool[]> DeadUnits => Options.TypeOf<bool[]>();

    [JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
    [JsonSerializable(typeof(Dictionary<string, string>))]
    [JsonSerializable(typeof(FitProgress.State))]
    [JsonSerializable(typeof(bool[]))]
    private sealed partial class CheckpointContext : JsonSerializerContext;
}
