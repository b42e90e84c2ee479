namespace MLNet.Autoencoder;

/// <summary>What a fit will take on this machine, estimated from its first steps.</summary>
public sealed record TrainingEstimate
{
    internal TrainingEstimate()
    {
    }

    /// <summary>The time for the remaining epochs; less if <see cref="AutoencoderOptions.Patience"/> ends the fit earlier.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>The memory that the fit holds, in bytes: rows, parameters and their moments, and the workspace of a batch.</summary>
    public required long MemoryBytes { get; init; }

    /// <summary>The number of rows to train on.</summary>
    public required long RowCount { get; init; }

    /// <summary>d, the number of slots in a row.</summary>
    public required int InputDimension { get; init; }

    /// <summary>The values of the options that follow the data unless they are set.</summary>
    public required TrainingSettings Settings { get; init; }

    /// <summary>How to make the fit shorter; <see langword="null"/> if it takes a few minutes at most.</summary>
    public string? Advice { get; init; }
}
