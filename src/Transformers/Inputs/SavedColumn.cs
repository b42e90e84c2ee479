using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using MLNet.Autoencoder.Foundation;

namespace MLNet.Autoencoder.Inputs;

/// <summary>An input column in the model file.</summary>
/// <param name="Name">The name of the column.</param>
/// <param name="Size">The number of slots, null for a scalar.</param>
internal sealed partial record SavedColumn([property: JsonPropertyName("name")] string? Name, [property: JsonPropertyName("size")] int? Size)
{
    private static readonly JsonSerializerOptions Options = StrictJson.Options(SavedColumnContext.Default);

    /// <summary>A list of columns as JSON.</summary>
    public static JsonTypeInfo<SavedColumn?[]> List => Options.TypeOf<SavedColumn?[]>();

    [JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
    [JsonSerializable(typeof(SavedColumn[]))]
    private sealed partial class SavedColumnContext : JsonSerializerContext;
}
