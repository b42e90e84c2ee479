using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using MLNet.Autoencoder.Foundation;

namespace MLNet.Autoencoder.Model;

/// <summary>The parts of a model file that belong to no kind or loss, as JSON.</summary>
internal static partial class ModelJson
{
    private static readonly JsonSerializerOptions Options = StrictJson.Options(ModelFileContext.Default);

    private static readonly JsonSerializerOptions TermOptions = StrictJson.Options(
        ModelFileContext.Default, maxDepth: 3, new JsonStringEnumConverter<LossUnit>(namingPolicy: null, allowIntegerValues: false));

    /// <summary>The widths of the hidden layers.</summary>
    public static JsonTypeInfo<int[]> Widths => Options.TypeOf<int[]>();

    public static JsonTypeInfo<TrainingSettings> Settings => Options.TypeOf<TrainingSettings>();

    public static JsonTypeInfo<LossTerm[]> Terms => TermOptions.TypeOf<LossTerm[]>();

    /// <summary>The history in files of version 1.</summary>
    public static JsonTypeInfo<double[]?[]> HistoryOfVersion1 => Options.TypeOf<double[]?[]>();

    /// <summary>Options for epochs and losses: a list of epochs, an epoch, its loss. Nothing is nested more deeply.</summary>
    /// <param name="losses">The converter of losses.</param>
    public static JsonSerializerOptions HistoryOptions(LossTermsConverter losses) => StrictJson.Options(ModelFileContext.Default, maxDepth: 4, losses);

    [JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
    [JsonSerializable(typeof(int[]))]
    [JsonSerializable(typeof(TrainingSettings))]
    [JsonSerializable(typeof(LossTerm[]))]
    [JsonSerializable(typeof(TrainingEpoch[]))]
    [JsonSerializable(typeof(double[][]))]
    private sealed partial class ModelFileContext : JsonSerializerContext;
}
