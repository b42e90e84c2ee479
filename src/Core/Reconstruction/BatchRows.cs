namespace MLNet.Autoencoder.Reconstruction;

/// <summary>Consecutive rows of a batch.</summary>
/// <param name="rows">x, <c>[count, d]</c>.</param>
/// <param name="observed">1 for an observed value and 0 for a missing one, <c>[count, d]</c>; empty if no value can be missing.</param>
/// <param name="weights">The weight of each row in the loss, <c>[count]</c>; empty if all weights are 1.</param>
/// <param name="count">The number of rows.</param>
internal readonly ref struct BatchRows(ReadOnlySpan<float> rows, ReadOnlySpan<float> observed, ReadOnlySpan<float> weights, int count)
{
    public int Count { get; } = count;

    /// <summary>x, <c>[count, d]</c>.</summary>
    public ReadOnlySpan<float> Rows { get; } = rows;

    /// <summary>1 for an observed value and 0 for a missing one, <c>[count, d]</c>; empty if no value can be missing.</summary>
    public ReadOnlySpan<float> Observed { get; } = observed;

    /// <summary>The weight of each row in the loss, <c>[count]</c>; empty if all weights are 1.</summary>
    public ReadOnlySpan<float> Weights { get; } = weights;

    public float WeightOf(int row) => Weights.IsEmpty ? 1 : Weights[row];
}
