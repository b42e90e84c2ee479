using MLNet.Autoencoder.Graph;
using MLNet.Autoencoder.Numerics;

namespace MLNet.Autoencoder.Kinds;

/// <summary>What follows from <see cref="KlSparsity"/>: z = sigmoid(a), which is not linear, so codes do not start from principal components.</summary>
internal sealed class KlDefinition(KlSparsity sparsity) : SparseDefinition
{
    public override ComponentStart? Start => null;

    public override LatentLayer CreateLayer(NetworkParameters parameters, int batchSize) => new KlLayer(parameters, this, sparsity, batchSize);

    public override void ToCode(ReadOnlySpan<float> activations, int rows, int dimension, Span<float> codes, Span<float> scratch) =>
        ElementWise.Sigmoid(activations, codes);

    public override string EmitCode(OnnxGraphBuilder graph, string activations, string usable, int dimension) =>
        graph.Node("sparse", "Sigmoid", [activations]);
}
