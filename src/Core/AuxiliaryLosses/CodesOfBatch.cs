namespace MLNet.Autoencoder.AuxiliaryLosses;

/// <summary>The codes of a batch, and where auxiliary losses add their gradient.</summary>
/// <param name="values">The codes, <c>[batch, q]</c>.</param>
/// <param name="gradient">The gradient of the batch's mean loss with respect to them, <c>[batch, q]</c>.</param>
internal readonly ref struct CodesOfBatch(ReadOnlySpan<float> values, Span<float> gradient)
{
    public ReadOnlySpan<float> Values { get; } = values;

    public Span<float> Gradient { get; } = gradient;
}
