using System.Diagnostics;
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
            _names[input.Name] = pipeline.VariableOf(column);
        }

        foreach (OnnxConstant constant in graph.Constants)
        {
            _names[constant.Name] = Add(constant);
        }

        foreach (OnnxNode node in graph.Nodes)
        {
            Add(node);
        }
    }

    /// <summary>The graph of the added columns. It has its own names, because an added column may have the name of an input column.</summary>
    private OnnxGraph NewGraph() => AutoencoderGraph.OfRows(
        bound.Model,
        [.. _columns.Inputs.Widths.Select((width, i) => ($"input.{i}", width))],
        [.. _columns.Added.Select((added, i) => added.Column.AsOnnxOutput(OutputName(i), bound.Model))]);

    private static string OutputName(int added) => $"output.{added}";

    /// <summary>The conversion treats every name as a column name, so ours start with the name of the column of latent features.</summary>
    private string Qualified(string name) => $"{_columns.Added.Of<LatentColumn>()}.{name}";

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
            if (OutputName(i) == name)
            {
                return pipeline.AddColumn(_columns.Added[i].Name, bound.OutputSchema[bound.InputSchema.Count + i].Type);
            }
        }

        return pipeline.AddVariable(Qualified(name));
    }
}
