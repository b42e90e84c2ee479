using MLNet.Autoencoder.Graph;

namespace MLNet.Autoencoder.Reconstruction;

/// <summary>
/// Everything that depends on what a slot holds: how the decoder's output a becomes a reconstruction x̂, what an error costs, and so on. There is one
/// class per <see cref="SlotKind"/>. The spans are the values of one row in one <see cref="SlotRange"/>.
/// </summary>
internal abstract class SlotDefinition
{
    /// <summary>Whether the loss is a squared error; otherwise it is a cross-entropy, in nats.</summary>
    public abstract bool IsContinuous { get; }

    /// <summary>Whether the slots of a range together hold one value, such as a category.</summary>
    public abstract bool IsGroup { get; }

    /// <summary>The definition of a kind.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The kind is unknown.</exception>
    public static SlotDefinition Of(SlotKind kind) => kind switch
    {
        SlotKind.Continuous => ContinuousSlot.Instance,
        SlotKind.Binary => BinarySlot.Instance,
        SlotKind.OneHot => OneHotSlot.Instance,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "This kind of slot is unknown."),
    };

    /// <summary>
    /// The first half of the activation: the exponents of the exponentials that <see cref="Activate"/> needs. They are 0 or less, so that nothing
    /// overflows.
    /// </summary>
    /// <param name="output">a.</param>
    /// <param name="exponents">Receives the exponents; all 0 at first.</param>
    public abstract void Exponents(ReadOnlySpan<float> output, Span<float> exponents);

    /// <summary>The second half of the activation: x̂.</summary>
    /// <param name="output">a.</param>
    /// <param name="values">The exponentials of what <see cref="Exponents"/> computed; receives x̂.</param>
    public abstract void Activate(ReadOnlySpan<float> output, Span<float> values);

    /// <summary>The first half of the cross-entropy: the probabilities whose logarithms <see cref="CrossEntropy"/> needs.</summary>
    /// <param name="reconstruction">x̂.</param>
    /// <param name="probabilities">Receives the probability of the likeliest value; all 1 at first.</param>
    public abstract void MaxProbabilities(ReadOnlySpan<float> reconstruction, Span<float> probabilities);

    /// <summary>The second half of the cross-entropy, slot by slot, in nats; 0 for a continuous slot.</summary>
    /// <param name="output">a.</param>
    /// <param name="row">x.</param>
    /// <param name="logs">The logarithms of what <see cref="MaxProbabilities"/> computed; receives the cross-entropy.</param>
    public abstract void CrossEntropy(ReadOnlySpan<float> output, ReadOnlySpan<float> row, Span<float> logs);

    /// <summary>The loss of each slot, given its reconstruction: what <see cref="CrossEntropy"/> computes from a, or the squared error.</summary>
    /// <param name="row">x.</param>
    /// <param name="reconstruction">x̂.</param>
    /// <param name="losses">Receives the losses; 0 or more.</param>
    public abstract void Losses(ReadOnlySpan<float> row, ReadOnlySpan<float> reconstruction, Span<float> losses);

    /// <summary>
    /// Turns x̂ into the error o·(x̂ − x), with o = 1 for an observed value and 0 for a missing one. Up to a factor, this is the derivative of the
    /// loss with respect to a.
    /// </summary>
    /// <param name="row">x.</param>
    /// <param name="observed">o; empty if no value can be missing.</param>
    /// <param name="values">x̂; receives the error.</param>
    public virtual void SubtractRow(ReadOnlySpan<float> row, ReadOnlySpan<float> observed, Span<float> values)
    {
        for (int j = 0; j < row.Length; j++)
        {
            float mask = observed.IsEmpty ? 1 : observed[j];
            values[j] = (mask * values[j]) - (mask * row[j]);
        }
    }

    /// <summary>Checks that training values suit the slots.</summary>
    /// <param name="row">x, in the units of the input.</param>
    /// <param name="range">The slots of the values.</param>
    /// <exception cref="InvalidOperationException">A value does not suit its slot; the message names the slot, the value and a remedy.</exception>
    public abstract void Check(ReadOnlySpan<float> row, SlotRange range);

    /// <summary>The decoder's bias under which a slot is reconstructed as its mean.</summary>
    /// <param name="mean">The slot's mean, a frequency for a categorical slot.</param>
    public abstract float OutputBias(float mean);

    /// <summary>
    /// The factor that makes the variances of a mixed table's slots comparable, as in the factor analysis of mixed data (Pagès, 2004).
    /// </summary>
    /// <param name="mean">The slot's mean, a frequency for a categorical slot.</param>
    public abstract float VarianceFactor(float mean);

    /// <summary>The change of the decoder's output, at the mean, that changes the reconstruction by a given amount.</summary>
    /// <param name="mean">The slot's mean, a frequency for a categorical slot.</param>
    /// <param name="change">The change of the reconstruction.</param>
    public abstract float OutputChange(float mean, float change);

    /// <summary>Adds the losses of <see cref="Losses"/> to a graph.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="row">The name of x, <c>[batch, slots]</c>.</param>
    /// <param name="reconstruction">The name of x̂, <c>[batch, slots]</c>.</param>
    /// <returns>The name of the losses, <c>[batch, slots]</c>.</returns>
    public abstract string EmitLosses(OnnxGraphBuilder graph, string row, string reconstruction);

    /// <summary>Adds the activation to a graph.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="output">The name of a, <c>[batch, slots]</c>.</param>
    /// <returns>The name of x̂.</returns>
    public abstract string Emit(OnnxGraphBuilder graph, string output);
}
