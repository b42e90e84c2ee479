using System.Runtime.InteropServices;
using Google.Protobuf;

namespace MLNet.Autoencoder.Tests.Onnx;

/// <summary>A ModelProto, read field by field with the field numbers of onnx.proto.</summary>
internal sealed class ParsedModel
{
    public ParsedModel(byte[] bytes)
    {
        var model = new Message(bytes);
        FormatVersion = model.Number(1);
        Producer = (model.Text(2), model.Text(3));
        Description = model.Text(6);
        var operatorSet = new Message(model.All(8).Single());
        OperatorSet = (operatorSet.Text(1), operatorSet.Number(2));
        Metadata = model.All(14).Select(entry => new Message(entry)).ToDictionary(entry => entry.Text(1), entry => entry.Text(2));

        var graph = new Message(model.All(7).Single());
        Nodes = [.. graph.All(1).Select(node => new ParsedNode(new Message(node)))];
        Constants = [.. graph.All(5).Select(tensor => new ParsedTensor(new Message(tensor)))];
        Inputs = [.. graph.All(11).Select(value => new ParsedValue(new Message(value)))];
        Outputs = [.. graph.All(12).Select(value => new ParsedValue(new Message(value)))];
    }

    public long FormatVersion { get; }

    public (string Name, string Version) Producer { get; }

    public string Description { get; }

    public (string Domain, long Version) OperatorSet { get; }

    public Dictionary<string, string> Metadata { get; }

    public ParsedNode[] Nodes { get; }

    public ParsedTensor[] Constants { get; }

    public ParsedValue[] Inputs { get; }

    public ParsedValue[] Outputs { get; }

    /// <summary>A message as its fields, in order: integers as numbers, everything else as bytes.</summary>
    internal sealed class Message
    {
        public Message(byte[] bytes)
        {
            var input = new CodedInputStream(bytes);
            for (uint tag = input.ReadTag(); tag != 0; tag = input.ReadTag())
            {
                object value = WireFormat.GetTagWireType(tag) switch
                {
                    WireFormat.WireType.Varint => input.ReadInt64(),
                    WireFormat.WireType.LengthDelimited => input.ReadBytes().ToByteArray(),
                    var other => throw new FormatException($"Wire type {other} is not expected in any field."),
                };
                Fields.Add((WireFormat.GetTagFieldNumber(tag), value));
            }
        }

        public List<(int Number, object Value)> Fields { get; } = [];

        public IEnumerable<byte[]> All(int field) => Fields.Where(entry => entry.Number == field).Select(entry => (byte[])entry.Value);

        public long[] Numbers(int field) => [.. Fields.Where(entry => entry.Number == field).Select(entry => (long)entry.Value)];

        public long Number(int field) => Numbers(field).Single();

        public string[] Texts(int field) => [.. All(field).Select(System.Text.Encoding.UTF8.GetString)];

        public string Text(int field) => Texts(field).Single();
    }
}

/// <summary>A node of the graph.</summary>
internal sealed class ParsedNode(ParsedModel.Message node)
{
    private const int Int = 2, Ints = 7;

    public string[] Inputs { get; } = node.Texts(1);

    public string[] Outputs { get; } = node.Texts(2);

    public string Operator { get; } = node.Text(4);

    /// <summary>The attributes by name; a single number is a list of one.</summary>
    public Dictionary<string, long[]> Attributes { get; } = node.All(5).Select(bytes => new ParsedModel.Message(bytes)).ToDictionary(
        attribute => attribute.Text(1),
        attribute => attribute.Number(20) switch
        {
            Int => [attribute.Number(3)],
            Ints => attribute.Numbers(8),
            var other => throw new FormatException($"Attributes of type {other} are not expected."),
        });
}

/// <summary>A constant with its values as doubles.</summary>
internal sealed class ParsedTensor
{
    private const int Float = 1, Int64 = 7;

    public ParsedTensor(ParsedModel.Message tensor)
    {
        Name = tensor.Text(8);
        Shape = [.. tensor.Numbers(1).Select(size => (int)size)];
        byte[] bytes = tensor.All(9).Single();
        Values = tensor.Number(2) switch
        {
            Float => [.. MemoryMarshal.Cast<byte, float>(bytes).ToArray().Select(value => (double)value)],
            Int64 => [.. MemoryMarshal.Cast<byte, long>(bytes).ToArray().Select(value => (double)value)],
            var other => throw new FormatException($"Tensors of type {other} are not expected."),
        };
        Assert.Equal(Shape.Aggregate(1, (product, size) => product * size), Values.Length);
    }

    public string Name { get; }

    public int[] Shape { get; }

    public double[] Values { get; }
}

/// <summary>An input or output.</summary>
internal sealed class ParsedValue
{
    private const int Float = 1;

    public ParsedValue(ParsedModel.Message value)
    {
        Name = value.Text(1);
        Description = value.Text(3);
        var type = new ParsedModel.Message(new ParsedModel.Message(value.All(2).Single()).All(1).Single());
        Assert.Equal(Float, type.Number(1));
        ParsedModel.Message[] dimensions = [.. new ParsedModel.Message(type.All(2).Single()).All(1).Select(bytes => new ParsedModel.Message(bytes))];
        Assert.Equal(2, dimensions.Length);
        Assert.Equal("batch", dimensions[0].Text(2));
        Width = (int)dimensions[1].Number(1);
    }

    public string Name { get; }

    public int Width { get; }

    public string Description { get; }
}
