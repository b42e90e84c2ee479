using System.Globalization;
using System.Reflection;
using Google.Protobuf;
using MLNet.Autoencoder.Graph;

namespace MLNet.Autoencoder.Onnx;

/// <summary>A graph as an ONNX file: a ModelProto of <see href="https://github.com/onnx/onnx/blob/main/onnx/onnx.proto">onnx.proto</see>.</summary>
internal sealed class OnnxFile
{
    /// <summary>The version of the file format that came with <see cref="OnnxGraph.OperatorSet"/>: ONNX 1.7.</summary>
    public const int FormatVersion = 7;

    /// <summary>What onnx.proto calls a tensor of float and one of int64.</summary>
    private const int Float = 1, Int64 = 7;

    /// <summary>What onnx.proto calls an attribute that is a number and one that is a list of them.</summary>
    private const int Int = 2, Ints = 7;

    private readonly ProtobufMessage _model;

    /// <param name="graph">What the file holds.</param>
    /// <param name="description">What it is, for who opens it.</param>
    /// <param name="metadata">What else is to be known of it.</param>
    /// <exception cref="InvalidOperationException">It is more than a protobuf message can hold.</exception>
    public OnnxFile(OnnxGraph graph, string description, IEnumerable<KeyValuePair<string, string>> metadata)
    {
        _model = Model(graph, description, metadata);
        if (_model.Length > int.MaxValue)
        {
            throw new InvalidOperationException(string.Create(
                CultureInfo.InvariantCulture,
                $"The ONNX file would have {_model.Length} bytes, but at most {int.MaxValue} can be read: it is one protobuf message. "
                + $"Save encoder and decoder in files of their own, if it is of both, or fit smaller hidden layers."));
        }
    }

    /// <summary>Writes the file. The same graph gives the same bytes.</summary>
    /// <param name="stream">Where to write; left open.</param>
    public void Write(Stream stream)
    {
        using var output = new CodedOutputStream(stream, leaveOpen: true);
        _model.WriteTo(output);
    }

    private static ProtobufMessage Model(
        OnnxGraph graph, string description, IEnumerable<KeyValuePair<string, string>> metadata) => new ProtobufMessage()
        .Add(1, FormatVersion) // ir_version
        .Add(2, "MLNet.Autoencoder") // producer_name
        .Add(3, ProducerVersion()) // producer_version
        .Add(6, description) // doc_string
        .Add(7, Graph(graph, description))
        .Add(8, new ProtobufMessage() // opset_import
            .Add(1, "") // domain
            .Add(2, OnnxGraph.OperatorSet)) // version
        .Add(14, metadata.Select(entry => new ProtobufMessage().Add(1, entry.Key).Add(2, entry.Value))); // metadata_props

    private static ProtobufMessage Graph(OnnxGraph graph, string description) => new ProtobufMessage()
        .Add(1, graph.Nodes.Select(Node)) // node
        .Add(2, "autoencoder") // name
        .Add(5, graph.Constants.Select(Tensor)) // initializer
        .Add(10, description) // doc_string
        .Add(11, graph.Inputs.Select(Value)) // input
        .Add(12, graph.Outputs.Select(Value)); // output

    private static ProtobufMessage Node(OnnxNode node) => new ProtobufMessage()
        .Add(1, node.Inputs) // input
        .Add(2, node.Outputs) // output
        .Add(3, node.Outputs[0]) // name
        .Add(4, node.Operator) // op_type
        .Add(5, node.Attributes.Select(Attribute)); // attribute

    private static ProtobufMessage Attribute(OnnxAttribute attribute) => new ProtobufMessage()
        .Add(1, attribute.Name) // name
        .Add(attribute.IsList ? 8 : 3, attribute.Values) // ints, i
        .Add(20, attribute.IsList ? Ints : Int); // type

    private static ProtobufMessage Tensor(OnnxConstant constant)
    {
        ProtobufMessage tensor = new ProtobufMessage()
            .Add(1, constant.Shape.Select(size => (long)size)) // dims
            .Add(2, constant is OnnxCount ? Int64 : Float) // data_type
            .Add(8, constant.Name); // name
        return constant is OnnxCount count
            ? tensor.AddBytesOf(9, count.Value) // raw_data
            : tensor.AddBytesOf(9, ((OnnxNumbers)constant).Values); // raw_data
    }

    private static ProtobufMessage Value(OnnxValue value) => new ProtobufMessage()
        .Add(1, value.Name) // name
        .Add(2, new ProtobufMessage() // type
            .Add(1, new ProtobufMessage() // tensor_type
                .Add(1, Float) // elem_type
                .Add(2, new ProtobufMessage() // shape
                    .Add(1, new ProtobufMessage().Add(2, "batch")) // dim: dim_param
                    .Add(1, new ProtobufMessage().Add(1, value.Width))))) // dim: dim_value
        .Add(3, value.Description); // doc_string

    private static string ProducerVersion() =>
        typeof(OnnxFile).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];
}
