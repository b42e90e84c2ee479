using System.Numerics.Tensors;
using MLNet.Autoencoder.Graph;

namespace MLNet.Autoencoder.Kinds;

/// <summary>z = max(a, 0).</summary>
internal sealed class Rectifier : CodeActivation
{
    public override void Apply(ReadOnlySpan<float> activations, Span<float> codes, int rows) => TensorPrimitives.Max(activations, 0f, codes);

    public override string Emit(OnnxGraphBuilder graph, string activations, string usable) => graph.Node("sparse", "Relu", [activations]);
}
