using System.Numerics.Tensors;
using MLNet.Autoencoder.Graph;

namespace MLNet.Autoencoder.Kinds;

/// <summary>What follows from <see cref="L1Penalty"/>: z = max(a, 0).</summary>
internal sealed class L1Definition(L1Penalty sparsity) : SparseDefinition
{
    public override LatentLayer CreateLayer(NetworkParameters parameters, int batchSize) => new L1Layer(parameters, this, sparsity, batchSize);

    public override void ToCode(ReadOnlySpan<float> activations, int rows, int dimension, Span<float> codes, Span<float> scratch) =>
        TensorPrimitives.Max(activations, 0f, codes);

    public override string EmitCode(OnnxGraphBuilder graph, string activations, string usable, int dimension) =>
        graph.Node("sparse", "Relu", [activations]);
}
