using MLNet.Autoencoder.Graph;
using MLNet.Autoencoder.Networks;
using MLNet.Autoencoder.Numerics;

namespace MLNet.Autoencoder.Kinds;

/// <summary>
/// What follows from <see cref="KlSparsity"/>: z = sigmoid(a), which is not linear, so codes do not start from principal components, and never 0, so that
/// there is no dictionary.
/// </summary>
internal sealed class KlDefinition(KlSparsity sparsity) : SparseDefinition
{
    public override ComponentStart? Start => null;

    public override float DefaultWeightDecay(long rows, int slots, bool readsLabels) => FadingWeightDecay(rows, slots);

    public override IReadOnlyList<TensorSpec> LatentTensors(NetworkArchitecture architecture) => LatentHeads.MeanAndLogVariance(architecture);

    public override LatentLayer CreateLayer(NetworkParameters parameters, int batchSize, ThreadTeam? threads) => new KlLayer(parameters, sparsity, batchSize);

    public override CodeActivation ActivationOf(NetworkParameters parameters) => new Sigmoid();

    private sealed class Sigmoid : CodeActivation
    {
        public override void Apply(ReadOnlySpan<float> activations, Span<float> codes, int rows) => ElementWise.Sigmoid(activations, codes[..activations.Length]);

        public override string Emit(OnnxGraphBuilder graph, string activations, string usable) => graph.Node("sparse", "Sigmoid", [activations]);
    }
}
