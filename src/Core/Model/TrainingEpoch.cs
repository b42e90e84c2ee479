using System.Diagnostics;

namespace MLNet.Autoencoder;

/// <summary>What one pass over the training rows came to.</summary>
[DebuggerDisplay("{Epoch}: training {Training.Total}, validation {Validation?.Total}")]
public sealed record TrainingEpoch
{
    /// <summary>The number of the epoch; the first is 1.</summary>
    public required int Epoch { get; init; }

    /// <summary>The loss over the training rows, each as its batch saw it.</summary>
    public required LossTerms Training { get; init; }

    /// <summary>The loss over the rows held out, at the end of the epoch; <see langword="null"/> where none were.</summary>
    public LossTerms? Validation { get; init; }

    /// <summary>The step size of the optimiser at the end of the epoch.</summary>
    public required float LearningRate { get; init; }

    /// <summary>λ, the weight of the latent term, at the end of the epoch; 0 where there is none.</summary>
    public float KlWeight { get; init; }

    /// <summary>Rows in one optimiser step.</summary>
    public int BatchSize { get; init; }

    /// <summary>
    /// Latent units that tell rows apart: those whose code varies by more than 0.01 over the rows (Burda et al., Importance Weighted
    /// Autoencoders, 2016), of the variance of the most active unit where nothing draws codes to N(0, 1).
    /// </summary>
    public int ActiveUnits { get; init; }

    /// <summary>
    /// How long the epoch took. Zero in a history read from a model file: the bytes of a model depend on data, options and seed alone.
    /// </summary>
    public TimeSpan Duration { get; init; }

    /// <summary>Training rows in a second, validation included in the time; zero in a history read from a model file.</summary>
    public double RowsPerSecond { get; init; }
}
