namespace MLNet.Autoencoder;

/// <summary>The loss, term by term, as means over rows.</summary>
/// <param name="Reconstruction">
/// The reconstruction loss, summed over a row's slots: squared error in scaled units, or cross-entropy in nats.
/// </param>
/// <param name="KlDivergence">
/// The Kullback-Leibler divergence ½Σ(−log σ² + σ² + μ² − 1) of the code from N(0, 1), in nats; 0 where codes have no distribution.
/// </param>
/// <param name="Total">
/// The objective. With a calibrated decoder it is the negative variational bound in nats,
/// <c>½d(log 2πv + 1) + KlWeight·KlDivergence</c> with <c>v = Reconstruction/d</c>; otherwise
/// <c>Reconstruction + 2v·KlWeight·KlDivergence</c>, with v the given noise variance, or 1. A slot's divergence counts with its free bits at least.
/// </param>
public sealed record LossTerms(double Reconstruction, double KlDivergence, double Total);

/// <summary>What one pass over the training rows came to.</summary>
public sealed record TrainingEpoch
{
    /// <summary>The number of the epoch; the first is 1.</summary>
    public required int Epoch { get; init; }

    /// <summary>The loss over the training rows, each as its batch saw it.</summary>
    public required LossTerms Training { get; init; }

    /// <summary>The loss over the rows held out, at the end of the epoch; <see langword="null"/> where none were.</summary>
    public LossTerms? Validation { get; init; }

    /// <summary>The step size of the optimiser in this epoch.</summary>
    public required float LearningRate { get; init; }

    /// <summary>
    /// How long the epoch took. Zero in a history read from a model file: the bytes of a model depend on data, options and seed alone.
    /// </summary>
    public TimeSpan Duration { get; init; }
}

/// <summary>The course of a fit.</summary>
public sealed class TrainingHistory
{
    internal TrainingHistory(IReadOnlyList<TrainingEpoch> epochs, int bestEpoch, long rowCount, long validationRowCount, long skippedRowCount)
    {
        Epochs = epochs;
        BestEpoch = bestEpoch;
        RowCount = rowCount;
        ValidationRowCount = validationRowCount;
        SkippedRowCount = skippedRowCount;
    }

    /// <summary>The epochs, first to last.</summary>
    public IReadOnlyList<TrainingEpoch> Epochs { get; }

    /// <summary>The number of the epoch whose parameters the model has: that of the least validation loss, or the last one.</summary>
    public int BestEpoch { get; }

    /// <summary>Rows that were trained on.</summary>
    public long RowCount { get; }

    /// <summary>Rows that were held out for validation.</summary>
    public long ValidationRowCount { get; }

    /// <summary>Rows left out because a value was NaN or infinite.</summary>
    public long SkippedRowCount { get; }
}
