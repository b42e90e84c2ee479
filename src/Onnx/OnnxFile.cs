using System.Globalization;
using System.Reflection;
using Google.Protobuf;
using MLNet.Autoencoder.Graph;
using Onnx;

namespace MLNet.Autoencoder.Onnx;

/// <summary>A graph as an ONNX file: a ModelProto of <see href="https://github.com/onnx/onnx/blob/main/onnx/onnx.proto">onnx.proto</see>.</summary>
internal sealed class OnnxFile
{
    /// <summary>The version of the file format that came with <see cref="OnnxGraph.OperatorSet"/>: ONNX 1.7.</summary>
    private const long FormatVersion = (long)global::Onnx.Version.IrVersion202058;

    private readonly ModelProto _model;

    /// <param name="graph">The graph to write.</param>
    /// <param name="description">A description for people who open the file.</param>
    /// <param name="metadata">Further names and values to store.</param>
    /// <exception cref="InvalidOperationException">The graph is larger than a protobuf message can be.</exception>
    public OnnxFile(OnnxGraph graph, string description, IEnumerable<KeyValuePair<string, string>> metadata)
    {
        RequireReadable(graph.Constants.Sum(TensorBytes.LengthOf));
        _model = Model(graph, description, metadata);

        // CalculateSize adds in 32 bits. The tensors alone stay below 2 GiB, so the sum stays below 4 GiB and is exact as an unsigned number.
        RequireReadable((uint)_model.CalculateSize());
    }

    /// <summary>Writes the file. The same graph gives the same bytes.</summary>
    /// <param name="stream">Where to write; left open.</param>
    public void Write(Stream stream) => _model.WriteTo(stream);

    private static void RequireReadable(long length)
    {
        if (length > int.MaxValue)
        {
            throw new InvalidOperationException(string.Create(
                CultureInfo.InvariantCulture,
                $"The ONNX file needs at least {length} bytes, but a file of more than {int.MaxValue} bytes cannot be read: it is one protobuf message. "
                + $"Save the encoder and the decoder in separate files, or fit a model with smaller hidden layers."));
        }
    }

    private static ModelProto Model(OnnxGraph graph, string description, IEnumerable<KeyValuePair<string, string>> metadata) => new()
    {
        IrVersion = FormatVersion,
        ProducerName = "MLNet.Autoencoder",
        ProducerVersion = ProducerVersion(),
        DocString = description,
        Graph = Graph(graph, description),
        OpsetImport = { new OperatorSetIdProto { Domain = "", Version = OnnxGraph.OperatorSet } },
        MetadataProps = { metadata.Select(entry => new StringStringEntryProto { Key = entry.Key, Value = entry.Value }) },
    };

    private static GraphProto Graph(OnnxGraph graph, string description) => new()
    {
        Node = { graph.Nodes.Select(Node) },
        Name = "autoencoder",
        Initializer = { graph.Constants.Select(Tensor) },
        DocString = description,
        Input = { graph.Inputs.Select(Value) },
        Output = { graph.Outputs.Select(Value) },
    };

    private static NodeProto Node(OnnxNode node) => new()
    {
        Input = { node.Inputs },
        Output = { node.Outputs },
        Name = node.Outputs[0],
        OpType = node.Operator,
        Attribute = { node.Attributes.Select(Attribute) },
    };

    private static AttributeProto Attribute(OnnxAttribute attribute) => attribute.IsList
        ? new() { Name = attribute.Name, Type = AttributeProto.Types.AttributeType.Ints, Ints = { attribute.Values } }
        : new() { Name = attribute.Name, Type = AttributeProto.Types.AttributeType.Int, I = attribute.Values.Single() };

    private static TensorProto Tensor(OnnxConstant constant) => new()
    {
        Name = constant.Name,
        Dims = { constant.Shape.Select(size => (long)size) },
        DataType = (int)(constant is OnnxIntegers ? TensorProto.Types.DataType.Int64 : TensorProto.Types.DataType.Float),
        RawData = TensorBytes.Of(constant),
    };

    private static ValueInfoProto Value(OnnxValue value) => new()
    {
        Name = value.Name,
        Type = new TypeProto
        {
            TensorType = new TypeProto.Types.Tensor
            {
                ElemType = (int)(value.IsBoolean ? TensorProto.Types.DataType.Bool : TensorProto.Types.DataType.Float),
                Shape = new TensorShapeProto
                {
                    Dim =
                    {
                        new TensorShapeProto.Types.Dimension { DimParam = "batch" },
                        new TensorShapeProto.Types.Dimension { DimValue = value.Width },
                    },
                },
            },
        },
        DocString = value.Description,
    };

    private static string ProducerVersion() =>
        typeof(OnnxFile).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];
}
