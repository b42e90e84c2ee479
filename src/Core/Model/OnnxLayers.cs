using MLNet.Autoencoder.Graph;
using MLNet.Autoencoder.Networks;
using MLNet.Autoencoder.Numerics;

namespace MLNet.Autoencoder.Model;

/// <summary>The layers of a network as nodes. Their tensors have the names that they have in a model file, and its layout.</summary>
internal sealed class OnnxLayers(OnnxGraphBuilder graph, NetworkParameters parameters)
{
    private static readonly OnnxAttribute WeightIsTransposed = OnnxAttribute.Number("transB", 1);

    /// <summary>Runs rows through hidden layers.</summary>
    /// <param name="name">What to call the results; a number is put behind it.</param>
    /// <param name="layers">The layers.</param>
    /// <param name="input">What the first one reads.</param>
    /// <returns>What the last one gives; the input where there is none.</returns>
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

    /// <summary>The layer after the hidden ones, and the path past them where there is one.</summary>
    /// <param name="name">What to call the result.</param>
    /// <param name="layer">The layer.</param>
    /// <param name="features">What it reads.</param>
    /// <param name="path">The path.</param>
    /// <param name="input">What the path reads.</param>
    public string Output(string name, DenseLayer layer, string features, DenseLayer? path, string input)
    {
        string bias = Tensor(layer.BiasOffset);
        return Product(name, layer, features, path is { } beside ? Product(name + ".linear", beside, input, bias) : bias);
    }

    private string Product(string name, DenseLayer layer, string input, string added) =>
        graph.Node(name, "Gemm", [input, Tensor(layer.WeightOffset), added], WeightIsTransposed);

    private string Tensor(int offset)
    {
        ParameterTensor tensor = parameters.Tensors.First(tensor => tensor.Offset == offset);
        return graph.Constant(tensor.Name, tensor.Shape, parameters.Memory(tensor));
    }

    private string Activate(string name, string x) => parameters.Architecture.Activation switch
    {
        Activation.Relu => graph.Node(name, "Relu", [x]),
        Activation.Tanh => graph.Node(name, "Tanh", [x]),
        Activation.Silu => Silu(name, x),
        Activation.Gelu => Gelu(name, x),
        _ => throw new InvalidOperationException($"The activation {parameters.Architecture.Activation} has no ONNX form."),
    };

    /// <summary>
    /// x·sigmoid(x). So far down that the sigmoid is as good as 0, it is not multiplied by just anything: some runtimes' is 10⁻⁸ there.
    /// </summary>
    private string Silu(string name, string x)
    {
        string sigmoid = graph.Node(name + ".sigmoid", "Sigmoid", [x]);
        string bounded = graph.Node(name + ".bounded", "Clip", [x, graph.Scalar("silu.least", -87)]);
        return graph.Node(name, "Mul", [bounded, sigmoid]);
    }

    /// <summary>
    /// x·sigmoid(2√(2/π)(x + 0.044715x³)), which is ½x(1 + tanh(√(2/π)(x + 0.044715x³))), with x bounded where the sigmoid is 0 or 1.
    /// </summary>
    private string Gelu(string name, string x)
    {
        const float Scale = 2 * 0.7978845608f; // 2√(2/π)
        string least = graph.Scalar("gelu.least", -16), most = graph.Scalar("gelu.most", 16);
        string inner = graph.Node(name + ".inner", "Clip", [x, least, most]);
        string square = graph.Node(name + ".square", "Mul", [inner, inner]);
        string cubic = graph.Node(name + ".cubic", "Mul", [square, graph.Scalar("gelu.cubic", Scale * 0.044715f)]);
        string factor = graph.Node(name + ".factor", "Add", [cubic, graph.Scalar("gelu.scale", Scale)]);
        string argument = graph.Node(name + ".argument", "Mul", [inner, factor]);
        string sigmoid = graph.Node(name + ".sigmoid", "Sigmoid", [argument]);
        string bounded = graph.Node(name + ".bounded", "Clip", [x, least]);
        return graph.Node(name, "Mul", [bounded, sigmoid]);
    }
}
