using System.Diagnostics;
using System.Text.Json.Serialization;

namespace MLNet.Autoencoder;

/// <summary>The results of one pass over the training rows.</summary>
[DebuggerDisplay("{Epoch}: training {Training.Total}, validation {Validation?.Total}")]
public sealed record TrainingEpoch
{
    /// <summary>The number of the epoch; the first is 1.</summary>
    public required int Epoch { get; init; }

    /// <summary>The maximum number of epochs in the fit. 0 in a history read from a model file, where <see cref="TrainingHistory.Settings"/> has it.</summary>
    [JsonIgnore]
    public int TotalEpochs { get; init; }

    /// <summary>The loss over the training rows; that of each batch is computed before the batch updates the parameters.</summary>
    public required LossTerms Training { get; init; }

    /// <summary>The loss over the held-out rows at the end of the epoch; <see langword="null"/> if no rows were held out.</summary>
    public LossTerms? Validation { get; init; }

    /// <summary>The learning rate of the optimizer at the end of the epoch.</summary>
    public required float LearningRate { get; init; }

    /// <summary>λ, the weight of the KL divergence, at the end of the epoch; 0 if the loss has no such term.</summary>
    public float KlWeight { get; init; }

    /// <summary>The number of rows in one step of the optimizer.</summary>
    public int BatchSize { get; init; }

    /// <summary>
    /// The number of latent units that distinguish rows: those whose code has a variance of more than 0.01 over the rows (Burda et al., Importance
    /// Weighted Autoencoders, 2016), or of more than 0.01 of the most active unit's variance if no prior pulls codes toward N(0, 1).
    /// </summary>
    public int ActiveUnits { get; init; }

    /// <summary>
    /// L0: the number of latent units that fire for a row, that is, whose code is not 0, as a mean over the training rows of the epoch, each encoded when it is
    /// trained on. <see langword="null"/> if the kind has no sparse codes, and in the history of a fit by an earlier version.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? L0 { get; init; }

    /// <summary>The number of latent units that fired for no training row of the epoch; <see langword="null"/> if <see cref="L0"/> is.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? DeadUnits { get; init; }

    /// <summary>
    /// FVU, the fraction of variance unexplained: Σ‖x − x̂‖² / Σ‖x − x̄‖² over the continuous values of the held-out rows in scaled units, at the end of the epoch.
    /// <see langword="null"/> if <see cref="L0"/> is, if no rows were held out, or if no continuous slot varies among them.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? UnexplainedVariance { get; init; }

    /// <summary>
    /// The fraction of held-out rows whose code is nearer to the mean code of their class than to that of any other class, 0 to 1: what the codes tell about
    /// the label. <see langword="null"/> if the fit does not use classes as labels, or if there are more than 1,000 of them.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? CentroidAccuracy { get; init; }

    /// <summary>
    /// The duration of the epoch. Zero in a history read from a model file, because the bytes of a model depend only on data, options and seed.
    /// </summary>
    public TimeSpan Duration { get; init; }

    /// <summary>
    /// The time for the remaining epochs, if each takes as long as those so far; less if <see cref="AutoencoderOptions.Patience"/> ends the fit earlier.
    /// Zero in a history read from a model file.
    /// </summary>
    [JsonIgnore]
    public TimeSpan TimeLeft { get; init; }

    /// <summary>Training rows per second, in a time that includes validation; zero in a history read from a model file.</summary>
    public double RowsPerSecond { get; init; }
}
