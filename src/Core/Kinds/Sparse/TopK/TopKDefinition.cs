using System.Numerics.Tensors;
using MLNet.Autoencoder.Graph;

namespace MLNet.Autoencoder.Kinds;

/// <summary>What follows from <see cref="TopK"/>: the k largest activations, rectified.</summary>
internal sealed class TopKDefinition(TopK sparsity) : SparseDefinition
{
    private static readonly OnnxAttribute AlongRow = OnnxAttribute.Number("axis", 1);

    public override bool RevivesDeadUnits => true;

    public override LatentLayer CreateLayer(NetworkParameters parameters, int batchSize) => new TopKLayer(parameters, this, sparsity, batchSize);

    public override void ToCode(ReadOnlySpan<float> activations, int rows, int dimension, Span<float> codes, Span<float> scratch)
    {
        TensorPrimitives.Max(activations, 0f, codes);
        int count = sparsity.ActiveUnitsOf(dimension);
        for (int row = 0; row < rows; row++)
        {
            Span<float> code = codes.Slice(row * dimension, dimension);
            LargestActivations.Select(code, [], count, code, scratch);
        }
    }

    /// <summary>
    /// Like <see cref="LargestActivations"/>, TopK in ONNX selects the first of equal values. It must not see a NaN, because NaNs cannot be ordered.
    /// </summary>
    public override string EmitCode(OnnxGraphBuilder graph, string activations, string usable, int dimension)
    {
        string numbers = graph.Node("numbers", "Where", [usable, activations, graph.Scalar("zero", 0)]);
        string rectified = graph.Node("rectified", "Relu", [numbers]);
        string[] largest = graph.Nodes(
            ["largest", "largest.units"], "TopK", [rectified, graph.Integers("active_units", sparsity.ActiveUnitsOf(dimension))], AlongRow);
        string shape = graph.Node("code.shape", "Shape", [rectified]);
        string zeros = graph.Node("zeros", "ConstantOfShape", [shape]);
        return graph.Node("sparse", "ScatterElements", [zeros, largest[1], largest[0]], AlongRow);
    }
}
