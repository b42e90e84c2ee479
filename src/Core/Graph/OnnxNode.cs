using System.Collections.Immutable;

namespace MLNet.Autoencoder.Graph;

/// <summary>An operation of a graph.</summary>
/// <param name="Operator">An operator of ONNX's default domain.</param>
/// <param name="Inputs">Inputs of the graph, constants, or results of earlier nodes.</param>
/// <param name="Outputs">The names of its results.</param>
/// <param name="Attributes">The operator's attributes.</param>
internal sealed record OnnxNode(
    string Operator, IReadOnlyList<string> Inputs, IReadOnlyList<string> Outputs, IReadOnlyList<OnnxAttribute> Attributes);

/// <summary>An attribute of an operator: an integer or a list of integers.</summary>
/// <param name="Name">The operator's name for it.</param>
/// <param name="Values">The number, or the list.</param>
/// <param name="IsList">Whether this is a list, which may have a single number.</param>
internal sealed record OnnxAttribute(string Name, ImmutableArray<long> Values, bool IsList)
{
    public static OnnxAttribute Number(string name, long value) => new(name, [value], IsList: false);

    public static OnnxAttribute List(string name, params IEnumerable<long> values) => new(name, [.. values], IsList: true);
}
