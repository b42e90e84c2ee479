namespace MLNet.Autoencoder;

/// <summary>What one pass over the training rows came to. Losses are means over the rows of the epoch.</summary>
public sealed record TrainingEpoch
{
    /// <summary>The number of the epoch; the first is 1.</summary>
    public required int Epoch { get; init; }

    /// <summary>The reconstruction loss: squared error, or cross-entropy in nats, summed over a row's slots.</summary>
    public required double ReconstructionLoss { get; init; }

    /// <summary>The Kullback-Leibler divergence ½Σ(−log σ² + σ² + μ² − 1) of the code from N(0, 1), in nats.</summary>
    public required double KlDivergence { get; init; }

    /// <summary>The objective that was minimised: <c>ReconstructionLoss + 2·KlWeight·KlDivergence</c>.</summary>
    public required double Loss { get; init; }

    /// <summary>
    /// How long the epoch took. Zero in a history read from a model file: the bytes of a model depend on data, options and seed alone.
    /// </summary>
    public TimeSpan Duration { get; init; }
}

/// <summary>The course of a fit.</summary>
public sealed class TrainingHistory
{
    internal TrainingHistory(IReadOnlyList<TrainingEpoch> epochs, long rowCount, long skippedRowCount)
    {
        Epochs = epochs;
        RowCount = rowCount;
        SkippedRowCount = skippedRowCount;
    }

    /// <summary>The epochs, first to last.</summary>
    public IReadOnlyList<TrainingEpoch> Epochs { get; }

    /// <summary>Rows that were trained on.</summary>
    public long RowCount { get; }

    /// <summary>Rows left out because a value was NaN or infinite.</summary>
    public long SkippedRowCount { get; }
}
