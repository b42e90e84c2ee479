namespace MLNet.Autoencoder.Graph;

/// <summary>
/// A computation over rows in ONNX operators, as data. The ONNX file and ML.NET's own ONNX conversion are both written from this graph.
/// </summary>
/// <param name="Inputs">The inputs.</param>
/// <param name="Outputs">The outputs; each is the result of a node.</param>
/// <param name="Constants">The tensors that nodes refer to; ONNX calls them initializers.</param>
/// <param name="Nodes">The operations, each after those that it reads from.</param>
internal sealed record OnnxGraph(
    IReadOnlyList<OnnxValue> Inputs, IReadOnlyList<OnnxValue> Outputs, IReadOnlyList<OnnxConstant> Constants, IReadOnlyList<OnnxNode> Nodes)
{
    /// <summary>
    /// The version of ONNX's default operator set: published in May 2020, and the newest that ML.NET's own conversion writes. The graph needs nothing
    /// newer, and every later runtime supports it.
    /// </summary>
    public const int OperatorSet = 12;
}
