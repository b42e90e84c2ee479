namespace MLNet.Autoencoder.Graph;

/// <summary>
/// A computation over rows in the operators of ONNX, as data: who writes a file and who adds to ML.NET's own conversion do it from the same graph.
/// </summary>
/// <param name="Inputs">What goes in.</param>
/// <param name="Outputs">What comes out; the results of nodes.</param>
/// <param name="Constants">The tensors that nodes refer to: ONNX calls them initializers.</param>
/// <param name="Nodes">The operations, each after those that it reads from.</param>
internal sealed record OnnxGraph(
    IReadOnlyList<OnnxValue> Inputs, IReadOnlyList<OnnxValue> Outputs, IReadOnlyList<OnnxConstant> Constants, IReadOnlyList<OnnxNode> Nodes)
{
    /// <summary>
    /// The version of the operators of ONNX's default domain: that of May 2020, and the newest that ML.NET's own conversion writes. Nothing of later
    /// ones is needed, and every later runtime knows it.
    /// </summary>
    public const int OperatorSet = 12;
}
