using System.Runtime.InteropServices;
using Onnx;

namespace MLNet.Autoencoder.Tests.Onnx;

/// <summary>A file as it is read back: the parts of a ModelProto that tests look at.</summary>
internal sealed class ParsedModel
{
    public ParsedModel(byte[] bytes)
    {
        ModelProto model = ModelProto.Parser.ParseFrom(bytes);
        FormatVersion = model.IrVersion;
        Producer = (model.ProducerName, model.ProducerVersion);
        Description = model.DocString;
        OperatorSetIdProto operatorSet = model.OpsetImport.Single();
        OperatorSet = (operatorSet.Domain, operatorSet.Version);
        Metadata = model.MetadataProps.ToDictionary(entry => entry.Key, entry => entry.Value);
        Nodes = [.. model.Graph.Node];
        Constants = [.. model.Graph.Initializer.Select(tensor => new ParsedTensor(tensor))];
        Inputs = [.. model.Graph.Input.Select(value => new ParsedValue(value))];
        Outputs = [.. model.Graph.Output.Select(value => new ParsedValue(value))];
    }

    public long FormatVersion { get; }

    public (string Name, string Version) Producer { get; }

    public string Description { get; }

    public (string Domain, long Version) OperatorSet { get; }

    public Dictionary<string, string> Metadata { get; }

    public NodeProto[] Nodes { get; }

    public ParsedTensor[] Constants { get; }

    public ParsedValue[] Inputs { get; }

    public ParsedValue[] Outputs { get; }
}

/// <summary>A constant, its values as doubles.</summary>
internal sealed class ParsedTensor
{
    public ParsedTensor(TensorProto tensor)
    {
        Name = tensor.Name;
        Shape = [.. tensor.Dims.Select(size => (int)size)];
        Values = (TensorProto.Types.DataType)tensor.DataType switch
        {
            TensorProto.Types.DataType.Float => [.. MemoryMarshal.Cast<byte, float>(tensor.RawData.Span).ToArray().Select(value => (double)value)],
            TensorProto.Types.DataType.Int64 => [.. MemoryMarshal.Cast<byte, long>(tensor.RawData.Span).ToArray().Select(value => (double)value)],
            var other => throw new FormatException($"A tensor has the type {other}, which no file of ours uses."),
        };
        Assert.Equal(Shape.Aggregate(1, (product, size) => product * size), Values.Length);
    }

    public string Name { get; }

    public int[] Shape { get; }

    public double[] Values { get; }
}

/// <summary>An input or output: single-precision numbers, <c>[batch, Width]</c>.</summary>
internal sealed class ParsedValue
{
    public ParsedValue(ValueInfoProto value)
    {
        Name = value.Name;
        Description = value.DocString;
        Assert.Equal((int)TensorProto.Types.DataType.Float, value.Type.TensorType.ElemType);
        var dimensions = value.Type.TensorType.Shape.Dim;
        Assert.Equal(2, dimensions.Count);
        Assert.Equal("batch", dimensions[0].DimParam);
        Width = (int)dimensions[1].DimValue;
    }

    public string Name { get; }

    public int Width { get; }

    public string Description { get; }
}
