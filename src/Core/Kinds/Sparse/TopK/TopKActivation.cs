using MLNet.Autoencoder.Graph;
using MLNet.Autoencoder.Numerics;

namespace MLNet.Autoencoder.Kinds;

/// <summary>The code keeps the k largest activations, rectified; of equal ones, the first.</summary>
/// <param name="activeUnits">k.</param>
/// <param name="dimension">q.</param>
internal sealed class TopKActivation(int activeUnits, int dimension) : CodeActivation
{
    private static readonly OnnxAttribute AlongRow = OnnxAttribute.Number("axis", 1);

    private readonly LargestPerRow _largest = new(threads: null);
    private readonly SparseMatrix _codes = new();
    private readonly DenseRows _dense = new(threads: null);

    public override void Apply(ReadOnlySpan<float> activations, Span<float> codes, int rows)
    {
        _largest.Select(activations, rows, dimension, activeUnits, _codes);
        _dense.Scatter(_codes, codes);
    }

    /// <summary>Like the selection here, TopK in ONNX selects the first of equal values. It must not see a NaN, because NaNs cannot be ordered.</summary>
    public override string Emit(OnnxGraphBuilder graph, string activations, string usable)
    {
        string numbers = graph.Node("numbers", "Where", [usable, activations, graph.Scalar("zero", 0)]);
        string rectified = graph.Node("rectified", "Relu", [numbers]);
        string[] largest = graph.Nodes(["largest", "largest.units"], "TopK", [rectified, graph.Integers("active_units", activeUnits)], AlongRow);
        string shape = graph.Node("code.shape", "Shape", [rectified]);
        string zeros = graph.Node("zeros", "ConstantOfShape", [shape]);
        return graph.Node("sparse", "ScatterElements", [zeros, largest[1], largest[0]], AlongRow);
    }
}
