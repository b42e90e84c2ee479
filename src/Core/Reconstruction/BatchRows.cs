namespace MLNet.Autoencoder.Reconstruction;

/// <summary>Some consecutive rows of a batch, with what belongs to them.</summary>
internal readonly ref struct BatchRows(TrainingBatch batch, int start, int count)
{
    public int Count { get; } = count;

    /// <summary>x, <c>[count, d]</c>.</summary>
    public ReadOnlySpan<float> Rows { get; } = batch.Rows.Slice(start * batch.InputDimension, count * batch.InputDimension);

    /// <summary>1 for a value that was observed and 0 for one that was missing, <c>[count, d]</c>; empty where none can be missing.</summary>
    public ReadOnlySpan<float> Observed { get; } =
        batch.Observed.IsEmpty ? [] : batch.Observed.Slice(start * batch.InputDimension, count * batch.InputDimension);

    /// <summary>What the loss of each row is multiplied by, <c>[count]</c>; empty where all rows count alike.</summary>
    public ReadOnlySpan<float> Weights { get; } = batch.Weights.IsEmpty ? [] : batch.Weights.Slice(start, count);

    public float WeightOf(int row) => Weights.IsEmpty ? 1 : Weights[row];
}
