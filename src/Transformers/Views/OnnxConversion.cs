using System.Diagnostics;
using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.Autoencoder.Graph;
using MLNet.Autoencoder.Inputs;
using MLNet.Autoencoder.Seam;

namespace MLNet.Autoencoder.Views;

/// <summary>
/// Adds a transformer's graph to the one that ML.NET's conversion is building, and registers the added columns there.
/// </summary>
/// <param name="pipeline">The graph that the conversion is building.</param>
/// <param name="bound">The transformer.</param>
/// <param name="transformerName">Its name, for messages.</param>
/// <param name="prefix">The start of the names of all values of the graph: the conversion treats every name as a column name.</param>
internal sealed class OnnxConversion(OnnxPipeline pipeline, BoundColumns bound, string transformerName, string prefix)
{
    private readonly DataViewSchema.Column[] _added = [.. bound.OutputSchema.Skip(bound.InputSchema.Count)];

    /// <summary>The conversion's names of the graph's values.</summary>
    private readonly Dictionary<string, string> _names = [];

    /// <summary>The graph's names for input columns. It has its own names, because an added column may have the name of an input column.</summary>
    public static IReadOnlyList<(string Name, int Width)> InputsOf(InputColumns inputs) => [.. inputs.Widths.Select((width, i) => ($"input.{i}", width))];

    /// <summary>The graph's name for an added column.</summary>
    public static string OutputName(int added) => $"output.{added}";

    /// <summary>Adds a graph with the names of <see cref="InputsOf"/> and <see cref="OutputName"/>.</summary>
    public void Run(OnnxGraph graph)
    {
        pipeline.RequireOperatorSet(OnnxGraph.OperatorSet, transformerName);
        if (!bound.Inputs.All(column => pipeline.Contains(column.Name)))
        {
            // An earlier step could not be converted, so neither can this one. The conversion expresses that by removing columns.
            foreach (var column in _added)
            {
                pipeline.Remove(column.Name);
            }

            return;
        }

        foreach ((OnnxValue input, DataViewSchema.Column column) in graph.Inputs.Zip(bound.Inputs))
        {
            _names[input.Name] = AddRows(input, column.Name);
        }

        foreach (OnnxConstant constant in graph.Constants)
        {
            _names[constant.Name] = Add(constant);
        }

        foreach (OnnxNode node in graph.Nodes)
        {
            Add(node);
        }

        AddShapedColumns();
    }

    private string Qualified(string name) => $"{prefix}.{name}";

    /// <summary>Adds a column as rows, <c>[batch, d]</c>.</summary>
    /// <remarks>
    /// A column is a tensor <c>[batch, …]</c>. It has more than two dimensions behind a one-hot encoding, which computes <c>[batch, 1, n]</c>, or if the
    /// column's type has several. The conversion knows only the shape that it declares, that of the type, so every column is flattened.
    /// </remarks>
    private string AddRows(OnnxValue input, string column)
    {
        string rows = pipeline.AddVariable(Qualified(input.Name));
        pipeline.AddNode("Flatten", [pipeline.VariableOf(column)], [rows], [("axis", [1], IsList: false)]);
        return rows;
    }

    private string Add(OnnxConstant constant) => constant switch
    {
        OnnxNumbers { Shape: [] } scalar => pipeline.AddConstant(Qualified(scalar.Name), scalar.Values.Span[0]),
        OnnxNumbers numbers => pipeline.AddConstant(Qualified(numbers.Name), numbers.Shape.Select(size => (long)size), numbers.Values.ToArray()),
        OnnxIntegers integers => pipeline.AddConstant(Qualified(integers.Name), [.. integers.Values]),
        _ => throw new UnreachableException($"The constant '{constant.Name}' has the unknown type {constant.GetType()}."),
    };

    private void Add(OnnxNode node)
    {
        string[] inputs = [.. node.Inputs.Select(name => _names[name])];
        string[] outputs = [.. node.Outputs.Select(name => _names[name] = NewVariable(name))];
        pipeline.AddNode(
            node.Operator, inputs, outputs, [.. node.Attributes.Select(attribute => (attribute.Name, attribute.Values, attribute.IsList))]);
    }

    /// <summary>Adds a variable for the result of a node: an added column, or a value that only the graph uses.</summary>
    private string NewVariable(string name)
    {
        for (int i = 0; i < _added.Length; i++)
        {
            if (OutputName(i) == name && ShapeOf(i) is null)
            {
                return AddColumn(i);
            }
        }

        return pipeline.AddVariable(Qualified(name));
    }

    /// <summary>Adds the columns whose rows are not vectors: the reconstruction of images, for example, has the shape of the images.</summary>
    private void AddShapedColumns()
    {
        for (int i = 0; i < _added.Length; i++)
        {
            if (ShapeOf(i) is { } shape)
            {
                string constant = pipeline.AddConstant(Qualified(OutputName(i) + ".shape"), [-1, .. shape]);
                pipeline.AddNode("Reshape", [_names[OutputName(i)], constant], [AddColumn(i)], attributes: []);
            }
        }
    }

    private string AddColumn(int added) => pipeline.AddColumn(_added[added].Name, TypeOf(added));

    /// <summary>The dimensions of an added column's rows, if they have several.</summary>
    private IEnumerable<long>? ShapeOf(int added) =>
        TypeOf(added) is VectorDataViewType { Dimensions: [_, _, ..] dimensions } ? dimensions.Select(size => (long)size) : null;

    private DataViewType TypeOf(int added) => _added[added].Type;
}
