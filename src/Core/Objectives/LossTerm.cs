using System.Text.Json.Serialization;

namespace MLNet.Autoencoder;

/// <summary>A term of the loss that a fit minimizes, under the same name in batch, history, log, report and model file.</summary>
/// <param name="Name">The name, unique within a loss, for example <c>KlDivergence</c>.</param>
/// <param name="Unit">The unit of the term, which decides how it is added to the others.</param>
/// <remarks>Two terms are equal if they have the same name and unit.</remarks>
public sealed record LossTerm(string Name, LossUnit Unit)
{
    /// <summary>Σ(x̂ − x)² over the continuous slots of a row, in scaled units.</summary>
    public static LossTerm SquaredError { get; } = new(nameof(SquaredError), LossUnit.SquaredError)
    {
        Title = "squared error", Description = "The squared error of continuous slots, in scaled units.",
    };

    /// <summary>The cross-entropy of the binary slots and one-hot groups of a row, in nats.</summary>
    public static LossTerm CrossEntropy { get; } = new(nameof(CrossEntropy), LossUnit.Nats)
    {
        Title = "cross-entropy", Description = "The cross-entropy of binary slots and one-hot groups, in nats.",
    };

    /// <summary>The Kullback-Leibler divergence ½Σ(−log σ² + σ² + μ² − 1) of the code from N(0, 1), in nats.</summary>
    public static LossTerm KlDivergence { get; } = new(nameof(KlDivergence), LossUnit.Nats)
    {
        Title = "KL divergence", Description = "The Kullback-Leibler divergence of the codes from N(0, 1), in nats.",
    };

    /// <summary>The cost of a code that is not sparse enough, or of dead units, in the units of the squared error.</summary>
    public static LossTerm Penalty { get; } = new(nameof(Penalty), LossUnit.SquaredError)
    {
        Title = "penalty", Description = "The cost of codes that are not sparse enough, and of dead units.",
    };

    /// <summary>The loss of <see cref="MLNet.Autoencoder.LabelHead"/>, in nats.</summary>
    public static LossTerm LabelHead { get; } = new(nameof(LabelHead), LossUnit.Nats)
    {
        Title = "label head", Description = "How badly a linear layer on the codes predicts the labels, in nats.",
    };

    /// <summary>The loss of <see cref="MLNet.Autoencoder.SupervisedContrastive"/>, in nats.</summary>
    public static LossTerm SupervisedContrastive { get; } = new(nameof(SupervisedContrastive), LossUnit.Nats)
    {
        Title = "supervised contrast", Description = "How badly the directions of codes tell labels apart, in nats.",
    };

    /// <summary>The loss of <see cref="MLNet.Autoencoder.RowContrast"/>, in nats.</summary>
    public static LossTerm RowContrast { get; } = new(nameof(RowContrast), LossUnit.Nats)
    {
        Title = "row contrast", Description = "How badly the code of a row recognizes the same row with swapped slots, in nats.",
    };

    /// <summary>Every term that a fit can have.</summary>
    internal static IReadOnlyList<LossTerm> Known => [SquaredError, CrossEntropy, KlDivergence, Penalty, LabelHead, SupervisedContrastive, RowContrast];

    /// <summary>The name to display, in lower case; by default <see cref="Name"/>.</summary>
    [JsonIgnore]
    public string Title { get; init; } = Name;

    /// <summary>One sentence about the term; empty by default.</summary>
    [JsonIgnore]
    public string Description { get; init; } = "";

    /// <summary>Whether two terms have the same name and unit.</summary>
    /// <param name="other">The other term.</param>
    /// <returns>Whether they are equal.</returns>
    public bool Equals(LossTerm? other) => other is not null && Name == other.Name && Unit == other.Unit;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Name, Unit);
}
