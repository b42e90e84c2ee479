namespace MLNet.Autoencoder.Reconstruction;

/// <summary>Some consecutive rows of a batch.</summary>
/// <param name="rows">x, <c>[count, d]</c>.</param>
/// <param name="observed">1 for an observed value and 0 for a missing one, <c>[count, d]</c>; empty if none can be missing.</param>
/// <param name="weights">What the loss of each row is multiplied by, <c>[count]</c>; empty if all rows count the same.</param>
/// <param name="count">How many rows there are.</param>
internal readonly ref struct BatchRows(ReadOnlySpan<float> rows, ReadOnlySpan<float> observed, ReadOnlySpan<float> weights, int count)
{
    public int Count { get; } = count;

    /// <summary>x, <c>[count, d]</c>.</summary>
    public ReadOnlySpan<float> Rows { get; } = rows;

    /// <summary>1 for an observed value and 0 for a missing one, <c>[count, d]</c>; empty if none can be missing.</summary>
    public ReadOnlySpan<float> Observed { get; } = observed;

    /// <summary>What the loss of each row is multiplied by, <c>[count]</c>; empty if all rows count the same.</summary>
    public ReadOnlySpan<float> Weights { get; } = weights;

    public float WeightOf(int row) => Weights.IsEmpty ? 1 : Weights[row];
}
