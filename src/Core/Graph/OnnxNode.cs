using System.Collections.Immutable;

namespace MLNet.Autoencoder.Graph;

/// <summary>An operation of a graph.</summary>
/// <param name="Operator">What it does, in ONNX's default domain.</param>
/// <param name="Inputs">Inputs of the graph, constants, or results of nodes before it.</param>
/// <param name="Outputs">Its results.</param>
/// <param name="Attributes">What the operator leaves open.</param>
internal sealed record OnnxNode(
    string Operator, IReadOnlyList<string> Inputs, IReadOnlyList<string> Outputs, IReadOnlyList<OnnxAttribute> Attributes);

/// <summary>A whole number, or a list of them, that an operator leaves open.</summary>
/// <param name="Name">What the operator calls it.</param>
/// <param name="Values">The number alone, or the list.</param>
/// <param name="IsList">Which of the two: a list may have one number.</param>
internal sealed record OnnxAttribute(string Name, ImmutableArray<long> Values, bool IsList)
{
    public static OnnxAttribute Number(string name, long value) => new(name, [value], IsList: false);

    public static OnnxAttribute List(string name, params IEnumerable<long> values) => new(name, [.. values], IsList: true);
}
