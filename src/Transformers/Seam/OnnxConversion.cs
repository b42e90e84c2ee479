extern alias internals;

using MLNet.Autoencoder.Graph;
using MLNet.Autoencoder.Model;

namespace MLNet.Autoencoder.Seam;

/// <summary>
/// Adds the graph of a transformer to the one that ML.NET's conversion is building, and the columns that it adds to those that it knows.
/// </summary>
internal sealed class OnnxConversion(internals::Microsoft.ML.Model.OnnxConverter.OnnxContext context, BoundFeatures bound)
{
    private readonly FeatureColumns _columns = bound.Columns;

    /// <summary>What the graph calls its values, and what the conversion does.</summary>
    private readonly Dictionary<string, string> _names = [];

    public void Run()
    {
        context.CheckOpSetVersion(OnnxGraph.OperatorSet, AutoencoderFeaturesTransformer.LoaderSignature);
        if (!_columns.Inputs.Names.All(context.ContainsColumn))
        {
            // What comes before cannot be converted, and so neither can this. That is told by the conversion, in terms of columns.
            foreach (FeatureColumn column in _columns.Added)
            {
                context.RemoveColumn(column.Name);
            }

            return;
        }

        OnnxGraph graph = NewGraph();
        foreach ((OnnxValue input, string column) in graph.Inputs.Zip(_columns.Inputs.Names))
        {
            _names[input.Name] = context.GetVariableName(column);
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

    /// <summary>The graph of the columns that the transformer adds, under names of its own: a column may bear the name of one that is read.</summary>
    private OnnxGraph NewGraph()
    {
        string? NameOf(Feature feature) => _columns.NameOf(feature) is null ? null : feature.ToString();
        return AutoencoderGraph.OfRows(
            bound.Model,
            [.. _columns.Inputs.Widths.Select((width, i) => ($"input.{i}", width))],
            new OnnxNames(
                nameof(Feature.Latent), NameOf(Feature.LogVariance), NameOf(Feature.Reconstruction), NameOf(Feature.ReconstructionError)));
    }

    /// <summary>The conversion takes every name for one of a column, and so ours say which of the pipeline's columns they belong to.</summary>
    private string Qualified(string name) => $"{_columns.NameOf(Feature.Latent)}.{name}";

    private string Add(OnnxConstant constant) => constant switch
    {
        OnnxNumbers { Shape: [] } scalar => context.AddInitializer(scalar.Values.Span[0], Qualified(scalar.Name)),
        OnnxNumbers numbers => context.AddInitializer(numbers.Values.ToArray(), numbers.Shape.Select(size => (long)size), Qualified(numbers.Name)),
        _ => context.AddInitializer([((OnnxCount)constant).Value], [1], Qualified(constant.Name)),
    };

    private void Add(OnnxNode node)
    {
        string[] inputs = [.. node.Inputs.Select(name => _names[name])];
        string[] outputs = [.. node.Outputs.Select(name => _names[name] = NewVariable(name))];
        var added = context.CreateNode(node.Operator, inputs, outputs, context.GetNodeName(node.Operator), domain: "");
        foreach (OnnxAttribute attribute in node.Attributes)
        {
            if (attribute.IsList)
            {
                added.AddAttribute(attribute.Name, attribute.Values);
            }
            else
            {
                added.AddAttribute(attribute.Name, attribute.Values[0]);
            }
        }
    }

    /// <summary>A variable for the result of a node: that of a column, or one that only the graph knows.</summary>
    private string NewVariable(string name)
    {
        for (int i = 0; i < _columns.Added.Count; i++)
        {
            if (_columns.Added[i].Feature.ToString() == name)
            {
                return context.AddIntermediateVariable(bound.OutputSchema[bound.InputSchema.Count + i].Type, _columns.Added[i].Name);
            }
        }

        return context.AddIntermediateVariable(null, Qualified(name), skip: true);
    }
}
