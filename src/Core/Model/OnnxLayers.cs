using MLNet.Autoencoder.Graph;
using MLNet.Autoencoder.Networks;

namespace MLNet.Autoencoder.Model;

/// <summary>The layers of a network as nodes. Their tensors have the same names and layout as in a model file.</summary>
internal sealed class OnnxLayers(OnnxGraphBuilder graph, NetworkParameters parameters)
{
    private static readonly OnnxAttribute WeightIsTransposed = OnnxAttribute.Number("transB", 1);

    // The constants by the offset of the tensor: several outputs may run the same layers.
    private readonly Dictionary<int, string> _tensors = [];

    /// <summary>Adds hidden layers.</summary>
    /// <param name="name">The prefix of the results' names, to which the number of the layer is appended.</param>
    /// <param name="layers">The layers.</param>
    /// <param name="input">The input of the first layer.</param>
    /// <returns>The output of the last layer; the input itself if there are no layers.</returns>
    public string Hidden(string name, IReadOnlyList<DenseLayer> layers, string input)
    {
        string current = input;
        for (int i = 0; i < layers.Count; i++)
        {
            string sum = Product($"{name}.{i}.sum", layers[i], current, Tensor(layers[i].BiasOffset));
            current = Activate($"{name}.{i}", sum);
        }

        return current;
    }

    /// <summary>Adds the layer after the hidden layers, and the skip connection if there is one.</summary>
    /// <param name="name">The name of the result.</param>
    /// <param name="layer">The layer.</param>
    /// <param name="features">The input of the layer.</param>
    /// <param name="skip">The skip connection, if any.</param>
    /// <param name="input">The input of the skip connection.</param>
    public string Output(string name, DenseLayer layer, string features, DenseLayer? skip, string input)
    {
        string bias = Tensor(layer.BiasOffset);
        return Product(name, layer, features, skip is { } connection ? Product(name + ".linear", connection, input, bias) : bias);
    }

    private string Product(string name, DenseLayer layer, string input, string added) =>
        graph.Node(name, "Gemm", [input, Tensor(layer.WeightOffset), added], WeightIsTransposed);

    private string Tensor(int offset)
    {
        if (!_tensors.TryGetValue(offset, out string? name))
        {
            ParameterTensor tensor = parameters.Tensors.First(tensor => tensor.Offset == offset);
            _tensors[offset] = name = graph.Constant(tensor.Name, tensor.Shape, parameters.Memory(tensor));
        }

        return name;
    }

    private string Activate(string name, string x) => parameters.Architecture.Activation switch
    {
        Activation.Relu => graph.Node(name, "Relu", [x]),
        Activation.Tanh => graph.Node(name, "Tanh", [x]),
        Activation.Silu => Silu(name, x),
        Activation.Gelu => Gelu(name, x),
        _ => throw new InvalidOperationException($"Activation {parameters.Architecture.Activation} has no ONNX form."),
    };

    /// <summary>
    /// x·sigmoid(x). x is bounded where the sigmoid is almost 0: some runtimes compute 10⁻⁸ there, and a large x times that is not close to 0.
    /// </summary>
    private string Silu(string name, string x)
    {
        string sigmoid = graph.Node(name + ".sigmoid", "Sigmoid", [x]);
        string bounded = graph.Node(name + ".bounded", "Clip", [x, graph.Scalar("silu.min", ActivationFunctions.SiluMin)]);
        return graph.Node(name, "Mul", [bounded, sigmoid]);
    }

    /// <summary>
    /// x·sigmoid(2√(2/π)(x + 0.044715x³)), which equals ½x(1 + tanh(√(2/π)(x + 0.044715x³))). x is bounded where the sigmoid is 0 or 1.
    /// </summary>
    private string Gelu(string name, string x)
    {
        const float Scale = 2 * ActivationFunctions.GeluScale;
        string lower = graph.Scalar("gelu.min", -ActivationFunctions.GeluBound), upper = graph.Scalar("gelu.max", ActivationFunctions.GeluBound);
        string inner = graph.Node(name + ".inner", "Clip", [x, lower, upper]);
        string square = graph.Node(name + ".square", "Mul", [inner, inner]);
        string cubic = graph.Node(name + ".cubic", "Mul", [square, graph.Scalar("gelu.cubic", Scale * ActivationFunctions.GeluCubic)]);
        string factor = graph.Node(name + ".factor", "Add", [cubic, graph.Scalar("gelu.scale", Scale)]);
        string argument = graph.Node(name + ".argument", "Mul", [inner, factor]);
        string sigmoid = graph.Node(name + ".sigmoid", "Sigmoid", [argument]);
        string bounded = graph.Node(name + ".bounded", "Clip", [x, lower]);
        return graph.Node(name, "Mul", [bounded, sigmoid]);
    }
}
