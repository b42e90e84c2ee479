using System.Text.Json.Serialization;

namespace MLNet.Autoencoder;

/// <summary>The values that a fit used for the options that follow the data unless they are set.</summary>
public sealed record TrainingSettings
{
    [JsonConstructor]
    internal TrainingSettings()
    {
    }

    /// <summary>The maximum number of epochs.</summary>
    public required int Epochs { get; init; }

    /// <summary>The number of rows in a batch.</summary>
    public required int BatchSize { get; init; }

    /// <summary>The number of rows up to which a schedule may double a batch; <see cref="BatchSize"/> if batches have a constant size.</summary>
    public required int MaximumBatchSize { get; init; }

    /// <summary>The weight decay.</summary>
    public required float WeightDecay { get; init; }

    /// <summary>Whether a fit can have had these settings. A forged file can hold anything.</summary>
    [JsonIgnore]
    internal bool IsPossible =>
        Epochs >= 1 && BatchSize >= 1 && MaximumBatchSize >= BatchSize && WeightDecay >= 0 && float.IsFinite(WeightDecay);
}
