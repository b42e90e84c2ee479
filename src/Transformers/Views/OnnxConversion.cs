using System.Diagnostics;
using Microsoft.ML.Data;
using MLNet.Autoencoder.Columns;
using MLNet.Autoencoder.Graph;
using MLNet.Autoencoder.Model;
using MLNet.Autoencoder.Seam;

namespace MLNet.Autoencoder.Views;

/// <summary>
/// Adds a transformer's graph to the one that ML.NET's conversion is building, and registers the added columns there.
/// </summary>
internal sealed class OnnxConversion(OnnxPipeline pipeline, BoundFeatures bound)
{
    private readonly FeatureColumns _columns = bound.Columns;

    /// <summary>The conversion's names of the graph's values.</summary>
    private readonly Dictionary<string, string> _names = [];

    public void Run()
    {
        pipeline.RequireOperatorSet(OnnxGraph.OperatorSet, BoundFeatures.TransformerName);
        if (!_columns.Inputs.Names.All(pipeline.Contains))
        {
            // An earlier step could not be converted, so neither can this one. The conversion expresses that by removing columns.
            foreach (var (_, name) in _columns.Added)
            {
                pipeline.Remove(name);
            }

            return;
        }

        OnnxGraph graph = NewGraph();
        foreach ((OnnxValue input, string column) in graph.Inputs.Zip(_columns.Inputs.Names))
        {
            _names[input.Name] = AddRows(input, column);
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

    /// <summary>The graph of the added columns. It has its own names, because an added column may have the name of an input column.</summary>
    private OnnxGraph NewGraph() => AutoencoderGraph.OfRows(
        bound.Model,
        [.. _columns.Inputs.Widths.Select((width, i) => ($"input.{i}", width))],
        [.. _columns.Added.Select((added, i) => added.Column.AsOnnxOutput(OutputName(i), bound.Model))]);

    private static string OutputName(int added) => $"output.{added}";

    /// <summary>The conversion treats every name as a column name, so ours start with the name of the column of latent features.</summary>
    private string Qualified(string name) => $"{_columns.Added.Of<LatentColumn>()}.{name}";

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
        OnnxCount count => pipeline.AddConstant(Qualified(count.Name), count.Value),
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
        for (int i = 0; i < _columns.Added.Count; i++)
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
        for (int i = 0; i < _columns.Added.Count; i++)
        {
            if (ShapeOf(i) is { } shape)
            {
                string constant = pipeline.AddConstant(Qualified(OutputName(i) + ".shape"), [-1, .. shape]);
                pipeline.AddNode("Reshape", [_names[OutputName(i)], constant], [AddColumn(i)], attributes: []);
            }
        }
    }

    private string AddColumn(int added) => pipeline.AddColumn(_columns.Added[added].Name, TypeOf(added));

    /// <summary>The dimensions of an added column's rows, if they have several.</summary>
    private IEnumerable<long>? ShapeOf(int added) =>
        TypeOf(added) is VectorDataViewType { Dimensions: [_, _, ..] dimensions } ? dimensions.Select(size => (long)size) : null;

    private DataViewType TypeOf(int added) => bound.OutputSchema[bound.InputSchema.Count + added].Type;
}
