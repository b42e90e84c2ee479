using System.Diagnostics;
using System.Text.Json.Serialization;

namespace MLNet.Autoencoder;

/// <summary>The loss, term by term, as means over rows by weight.</summary>
/// <param name="SquaredError">Σ(x̂ − x)² over a row's continuous slots, in scaled units.</param>
/// <param name="CrossEntropy">The cross-entropy of a row's binary slots and one-hot groups, in nats.</param>
/// <param name="KlDivergence">
/// The Kullback-Leibler divergence ½Σ(−log σ² + σ² + μ² − 1) of the code from N(0, 1), in nats; 0 where codes have no distribution.
/// </param>
/// <param name="Penalty">What sparsity costs; 0 where codes need not be sparse.</param>
/// <param name="Total">
/// The objective, <c>SquaredError + 2v·(CrossEntropy + λ·KlDivergence) + Penalty</c>, with v the given noise variance, or ½ where no slot is
/// continuous. With a calibrated v, of m continuous slots, it is that divided by 2v, and <c>½m·log 2πv</c> added: the negative variational
/// bound in nats, where λ is 1. (A plain, denoising or sparse autoencoder of continuous slots has no use for v, and its objective is
/// <c>SquaredError + Penalty</c>.) A unit's divergence counts with its free bits at least.
/// </param>
[DebuggerDisplay("{Total}")]
public sealed record LossTerms(double SquaredError, double CrossEntropy, double KlDivergence, double Penalty, double Total)
{
    /// <summary>The squared error and the cross-entropy together: for rows of one kind of slot, the one there is.</summary>
    [JsonIgnore]
    public double Reconstruction => SquaredError + CrossEntropy;
}
