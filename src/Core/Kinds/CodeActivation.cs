using MLNet.Autoencoder.Graph;

namespace MLNet.Autoencoder.Kinds;

/// <summary>How a served model turns activations, the output of the mean head, into codes. For one thread at a time.</summary>
internal abstract class CodeActivation
{
    /// <summary>Turns activations into codes.</summary>
    /// <param name="activations"><c>[rows, q]</c>.</param>
    /// <param name="codes">Receives the codes, <c>[rows, q]</c>; may be the same span.</param>
    /// <param name="rows">The number of rows.</param>
    public abstract void Apply(ReadOnlySpan<float> activations, Span<float> codes, int rows);

    /// <summary>Adds the same to a graph.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="activations">The name of the activations, <c>[batch, q]</c>.</param>
    /// <param name="usable">The name of the condition that all activations of a row are finite, <c>[batch, 1]</c>.</param>
    /// <returns>The name of the codes.</returns>
    public abstract string Emit(OnnxGraphBuilder graph, string activations, string usable);
}
