using MLNet.Autoencoder.Graph;

namespace MLNet.Autoencoder.Reconstruction;

/// <summary>
/// A kind of slot: how the decoder's output a becomes a reconstruction x̂, what a wrong one costs, and everything else that depends on what a slot holds.
/// One class per <see cref="SlotKind"/>; the spans are the values of one row in one <see cref="SlotRange"/>.
/// </summary>
internal abstract class SlotDefinition
{
    /// <summary>Whether the loss is a squared error; otherwise it is a cross-entropy, in nats.</summary>
    public abstract bool IsContinuous { get; }

    /// <summary>The definition of a kind.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such kind.</exception>
    public static SlotDefinition Of(SlotKind kind) => kind switch
    {
        SlotKind.Continuous => ContinuousSlot.Instance,
        SlotKind.Binary => BinarySlot.Instance,
        SlotKind.OneHot => OneHotSlot.Instance,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "This kind of slot is not known."),
    };

    /// <summary>First half of the activation: the exponents, 0 or less so that nothing overflows, of the exponentials that <see cref="Activate"/> needs.</summary>
    /// <param name="output">a.</param>
    /// <param name="exponents">Receives the exponents; cleared before.</param>
    public abstract void Exponents(ReadOnlySpan<float> output, Span<float> exponents);

    /// <summary>Second half of the activation, from a to x̂.</summary>
    /// <param name="output">a.</param>
    /// <param name="values">The exponentials of <see cref="Exponents"/>; receives x̂.</param>
    public abstract void Activate(ReadOnlySpan<float> output, Span<float> values);

    /// <summary>First half of the cross-entropy: the probabilities whose logarithms <see cref="CrossEntropy"/> needs.</summary>
    /// <param name="reconstruction">x̂.</param>
    /// <param name="likeliest">Receives the probability of the likeliest value; 1 before.</param>
    public abstract void Likeliest(ReadOnlySpan<float> reconstruction, Span<float> likeliest);

    /// <summary>Second half of the cross-entropy, slot by slot, in nats; 0 for a continuous slot.</summary>
    /// <param name="output">a.</param>
    /// <param name="row">x.</param>
    /// <param name="logs">The logarithms of what <see cref="Likeliest"/> gave; receives the cross-entropy.</param>
    public abstract void CrossEntropy(ReadOnlySpan<float> output, ReadOnlySpan<float> row, Span<float> logs);

    /// <summary>
    /// From x̂ to the error o·(x̂ − x), with o = 1 for an observed value and 0 for a missing one: up to a factor, the derivative of the loss with respect to a.
    /// </summary>
    /// <param name="row">x.</param>
    /// <param name="observed">o; empty if every value was observed.</param>
    /// <param name="values">x̂; receives the error.</param>
    public virtual void SubtractRow(ReadOnlySpan<float> row, ReadOnlySpan<float> observed, Span<float> values)
    {
        for (int j = 0; j < row.Length; j++)
        {
            float seen = observed.IsEmpty ? 1 : observed[j];
            values[j] = (seen * values[j]) - (seen * row[j]);
        }
    }

    /// <summary>Checks that training values suit the slots.</summary>
    /// <param name="row">x, in the units of the input.</param>
    /// <param name="range">Which slots they are of.</param>
    /// <exception cref="InvalidOperationException">A value does not suit its slot; the message names the slot, the value and a remedy.</exception>
    public abstract void Check(ReadOnlySpan<float> row, SlotRange range);

    /// <summary>The decoder's bias under which a slot is reconstructed as its mean.</summary>
    /// <param name="mean">The slot's mean, a frequency for a categorical slot.</param>
    public abstract float OutputBias(float mean);

    /// <summary>
    /// What a slot of a mixed table is multiplied by before its variance is compared with those of others, as in the factor analysis of mixed data (Pagès, 2004).
    /// </summary>
    /// <param name="mean">The slot's mean, a frequency for a categorical slot.</param>
    public abstract float VarianceFactor(float mean);

    /// <summary>How much the decoder's output has to change, at the mean, for the reconstruction to change by a given amount.</summary>
    /// <param name="mean">The slot's mean, a frequency for a categorical slot.</param>
    /// <param name="change">The change of the reconstruction.</param>
    public abstract float OutputChange(float mean, float change);

    /// <summary>Adds the activation to a graph.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="output">The name of a, <c>[batch, slots]</c>.</param>
    /// <returns>The name of x̂.</returns>
    public abstract string Emit(OnnxGraphBuilder graph, string output);
}
