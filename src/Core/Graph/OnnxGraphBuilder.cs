namespace MLNet.Autoencoder.Graph;

/// <summary>Builds a graph and keeps its names unique.</summary>
internal sealed class OnnxGraphBuilder
{
    private readonly OnnxValue[] _inputs;
    private readonly OnnxValue[] _outputs;
    private readonly HashSet<string> _names;
    private readonly List<OnnxConstant> _constants = [];
    private readonly List<OnnxNode> _nodes = [];

    /// <param name="inputs">The inputs.</param>
    /// <param name="outputs">The outputs; for each, a node with its name must be added.</param>
    public OnnxGraphBuilder(IEnumerable<OnnxValue> inputs, IEnumerable<OnnxValue> outputs)
    {
        _inputs = [.. inputs];
        _outputs = [.. outputs];
        _names = [.. _inputs.Concat(_outputs).Select(value => value.Name)];
    }

    /// <summary>Adds a constant of numbers.</summary>
    /// <returns>Its name.</returns>
    public string Constant(string name, IReadOnlyList<int> shape, ReadOnlyMemory<float> values)
    {
        string unique = Unique(name);
        _constants.Add(new OnnxNumbers(unique, shape, values));
        return unique;
    }

    /// <summary>Adds a scalar, or reuses the one of the same value.</summary>
    /// <returns>Its name.</returns>
    public string Scalar(string name, float value)
    {
        OnnxConstant? known = _constants.Find(constant =>
            constant is OnnxNumbers { Shape: [], Values: var values } && values.Span[0].Equals(value));
        return known?.Name ?? Constant(name, [], new[] { value });
    }

    /// <summary>Adds integers, such as the shape of a tensor.</summary>
    /// <returns>The name of the vector.</returns>
    public string Integers(string name, params ReadOnlySpan<long> values)
    {
        string unique = Unique(name);
        _constants.Add(new OnnxIntegers(unique, [.. values]));
        return unique;
    }

    /// <summary>Adds an operation with one result.</summary>
    /// <param name="result">The name of the result; a number is appended if the name is taken.</param>
    /// <param name="operation">The operator.</param>
    /// <param name="inputs">The names of its inputs.</param>
    /// <param name="attributes">The operator's attributes.</param>
    /// <returns>The name of the result.</returns>
    public string Node(string result, string operation, IReadOnlyList<string> inputs, params OnnxAttribute[] attributes) =>
        Nodes([result], operation, inputs, attributes)[0];

    /// <summary>Adds an operation with several results.</summary>
    public string[] Nodes(IEnumerable<string> results, string operation, IReadOnlyList<string> inputs, params OnnxAttribute[] attributes)
    {
        string[] names = [.. results.Select(Unique)];
        _nodes.Add(new OnnxNode(operation, inputs, names, attributes));
        return names;
    }

    /// <summary>Adds an operation whose result is an output of the graph. Other nodes may read it too.</summary>
    public string Node(OnnxValue output, string operation, IReadOnlyList<string> inputs, params OnnxAttribute[] attributes)
    {
        _nodes.Add(new OnnxNode(operation, inputs, [output.Name], attributes));
        return output.Name;
    }

    public OnnxGraph Build() => new(_inputs, _outputs, _constants, _nodes);

    private string Unique(string name)
    {
        string unique = name;
        for (int i = 2; !_names.Add(unique); i++)
        {
            unique = $"{name}.{i}";
        }

        return unique;
    }
}
