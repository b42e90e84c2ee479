namespace MLNet.Autoencoder;

/// <summary>The terms of the loss of a batch, summed over its rows, each times its weight.</summary>
/// <remarks>
/// The loss is <c>SquaredError + 2v · (CrossEntropy + λ · ChargedDivergence) + Penalty</c>, with v the given noise variance, or
/// <c>SquaredError / ContinuousWeight</c> where it is calibrated, or ½ where no slot is continuous. The gradient takes v for a constant.
/// </remarks>
public readonly record struct BatchLoss
{
    /// <summary>Σ(x̂ − x)² over the observed continuous slots, in scaled units.</summary>
    public double SquaredError { get; init; }

    /// <summary>The cross-entropy of the observed binary slots and one-hot groups, in nats.</summary>
    public double CrossEntropy { get; init; }

    /// <summary>The Kullback-Leibler divergence of the codes from N(0, 1), in nats; 0 where codes have no distribution.</summary>
    public double KlDivergence { get; init; }

    /// <summary>The same with every unit at its free bits at least: what is paid for.</summary>
    public double ChargedDivergence { get; init; }

    /// <summary>What sparsity costs; 0 where codes need not be sparse.</summary>
    public double Penalty { get; init; }

    /// <summary>The sum of the weights of the rows: <see cref="TrainingBatch.TotalWeight"/>.</summary>
    public double Weight { get; init; }

    /// <summary>How many values <see cref="SquaredError"/> is of: <see cref="TrainingBatch.ContinuousWeight"/>.</summary>
    public double ContinuousWeight { get; init; }

    /// <summary>The terms of two batches together.</summary>
    /// <param name="left">The terms of one batch.</param>
    /// <param name="right">Those of the other.</param>
    /// <returns>Each term of the one and the same of the other, added.</returns>
    public static BatchLoss operator +(BatchLoss left, BatchLoss right) => new()
    {
        SquaredError = left.SquaredError + right.SquaredError,
        CrossEntropy = left.CrossEntropy + right.CrossEntropy,
        KlDivergence = left.KlDivergence + right.KlDivergence,
        ChargedDivergence = left.ChargedDivergence + right.ChargedDivergence,
        Penalty = left.Penalty + right.Penalty,
        Weight = left.Weight + right.Weight,
        ContinuousWeight = left.ContinuousWeight + right.ContinuousWeight,
    };
}
