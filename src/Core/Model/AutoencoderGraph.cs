using MLNet.Autoencoder.Data;
using MLNet.Autoencoder.Graph;
using MLNet.Autoencoder.Networks;

namespace MLNet.Autoencoder.Model;

/// <summary>What <see cref="RowScorer"/> computes, as a graph, up to the rounding of whoever runs it.</summary>
/// <remarks>
/// A row with an infinity, or with a NaN where the model was not fitted to miss values, gives NaN in every output here too, and no runtime has to
/// pass a NaN on for that; some do not, their ReLU makes 0 of it. What has to hold is that a product with one is no finite number, and that a
/// comparison with it is false. Each unit of a code is, beside the hidden layers, a product with the input itself: what is not finite there shows in
/// the code.
/// </remarks>
internal sealed class AutoencoderGraph
{
    private static readonly OnnxAttribute AlongRow = OnnxAttribute.Number("axis", 1);
    private static readonly OnnxAttribute OverRow = OnnxAttribute.List("axes", 1);
    private static readonly OnnxAttribute AsColumn = OnnxAttribute.Number("keepdims", 1);

    private readonly OnnxGraphBuilder _graph;
    private readonly OnnxLayers _layers;
    private readonly AutoencoderModel _model;
    private readonly ParameterLayout _layout;
    private readonly InputScaling _scaling;

    private AutoencoderGraph(AutoencoderModel model, IEnumerable<OnnxValue> inputs, params IEnumerable<OnnxValue?> outputs)
    {
        _graph = new OnnxGraphBuilder(inputs, outputs.OfType<OnnxValue>());
        _layers = new OnnxLayers(_graph, model.Content.Parameters);
        _model = model;
        _layout = model.Content.Parameters.Layout;
        _scaling = model.Content.Scaling;
    }

    /// <summary>From rows in the user's units to their codes and, where these are named, reconstructions.</summary>
    /// <param name="model">The model.</param>
    /// <param name="inputs">The parts of a row, one after the other: names, and how many of the d values each has.</param>
    /// <param name="names">The outputs.</param>
    public static OnnxGraph OfRows(AutoencoderModel model, IReadOnlyList<(string Name, int Width)> inputs, OnnxNames names)
    {
        static OnnxValue? Wanted(string? name, int width, string description) => name is null ? null : new OnnxValue(name, width, description);

        int d = model.InputDimension, q = model.LatentDimension;
        string what = (inputs.Count == 1 ? "Rows" : "A part of each row") + ", in the units that the model was fitted to.";
        OnnxValue[] parts = [.. inputs.Select(input => new OnnxValue(input.Name, input.Width, what))];
        var code = new OnnxValue(names.Code, q, "The latent features of the rows: the means of their codes.");
        OnnxValue? logVariance = Wanted(names.LogVariance, q, "The log-variances of the codes.");
        OnnxValue? reconstruction = Wanted(names.Reconstruction, d, "The rows decoded from their codes, in the units of the input.");
        OnnxValue? error = Wanted(names.ReconstructionError, 1, "The squared distance of a row to its reconstruction, over the values that are there.");

        var graph = new AutoencoderGraph(model, parts, code, logVariance, reconstruction, error);
        graph.Encode(parts, code, logVariance, reconstruction, error);
        return graph._graph.Build();
    }

    /// <summary>From codes to rows in the user's units.</summary>
    /// <param name="model">The model.</param>
    /// <param name="code">What the input is called.</param>
    /// <param name="reconstruction">What the output is called.</param>
    public static OnnxGraph OfCodes(AutoencoderModel model, string code, string reconstruction)
    {
        var codes = new OnnxValue(code, model.LatentDimension, "Codes: latent features.");
        var rows = new OnnxValue(reconstruction, model.InputDimension, "The rows that the codes stand for, in the units of the fit.");
        var graph = new AutoencoderGraph(model, [codes], rows);
        graph.Decode(code, graph.IsFinite("code", code), rows);
        return graph._graph.Build();
    }

    private void Encode(OnnxValue[] parts, OnnxValue code, OnnxValue? logVariance, OnnxValue? reconstruction, OnnxValue? error)
    {
        string row = parts is [var only] ? only.Name : _graph.Node("row", "Concat", [.. parts.Select(part => part.Name)], AlongRow);
        string? missing = _scaling.AllowsMissing ? _graph.Node("missing", "IsNaN", [row]) : null;
        string scaled = Scale(row, missing);
        string features = _layers.Hidden("encoder.hidden", _layout.EncoderHidden, scaled);
        string activations = _layers.Output("encoder.mean", _layout.EncoderMean, features, _layout.EncoderSkip, scaled);
        string usable = IsFinite("encoder.mean", activations);
        string codes = Mark(_model.Kind.Definition.EmitCode(_graph, activations, usable, _model.LatentDimension), usable, code);
        if (logVariance is not null)
        {
            Mark(_layers.Output("encoder.log_variance", _layout.EncoderLogVariance, features, path: null, scaled), usable, logVariance);
        }

        if (reconstruction is null && error is null)
        {
            return;
        }

        string decoded = Decode(codes, usable, reconstruction);
        if (error is not null)
        {
            Compare(row, missing, decoded, error);
        }
    }

    /// <summary>From the input's units to the network's, and what stands for a missing value in its place.</summary>
    private string Scale(string row, string? missing)
    {
        int[] shape = [_model.InputDimension];
        string scaled = row;
        if (!_scaling.IsIdentity)
        {
            float[] inverse = Array.ConvertAll(_scaling.Scales.ToArray(), scale => 1f / scale);
            scaled = _graph.Node("centred", "Sub", [row, _graph.Constant("input.offset", shape, _scaling.Offset.ToArray())]);
            scaled = _graph.Node("scaled", "Mul", [scaled, _graph.Constant("input.inverse_scale", shape, inverse)]);
        }

        if (missing is null)
        {
            return scaled;
        }

        float[] standIn = new float[_model.InputDimension];
        _scaling.Apply(_scaling.StandIn, standIn);
        return _graph.Node("observed", "Where", [missing, _graph.Constant("input.stand_in", shape, standIn), scaled]);
    }

    /// <summary>From codes to rows in the input's units.</summary>
    private string Decode(string code, string usable, OnnxValue? reconstruction)
    {
        string features = _layers.Hidden("decoder.hidden", _layout.DecoderHidden, code);
        string output = _layers.Output("decoder.output", _layout.DecoderOutput, features, _layout.DecoderSkip, code);
        string rows = Activate(output);
        if (!_scaling.IsIdentity)
        {
            int[] shape = [_model.InputDimension];
            rows = _graph.Node("spread", "Mul", [rows, _graph.Constant("output.scale", shape, _scaling.Scales.ToArray())]);
            rows = _graph.Node("shifted", "Add", [rows, _graph.Constant("output.offset", shape, _scaling.Offset.ToArray())]);
        }

        return Mark(rows, usable, reconstruction);
    }

    /// <summary>From the decoder's output to numbers, probabilities, and probabilities of the choices of a group.</summary>
    private string Activate(string output)
    {
        IReadOnlyList<SlotRange> slots = _model.Reconstruction.SlotsOf(_model.InputDimension);
        if (slots is [var only])
        {
            return only.Definition.Emit(_graph, output);
        }

        string[] parts = _graph.Nodes(
            slots.Select((_, i) => $"decoder.part.{i}"),
            "Split",
            [output],
            AlongRow,
            OnnxAttribute.List("split", slots.Select(range => (long)range.Count)));
        return _graph.Node("decoder.parts", "Concat", [.. slots.Zip(parts, (range, part) => range.Definition.Emit(_graph, part))], AlongRow);
    }

    /// <summary>The squared error over the values that are there: a missing one is taken to be what the model says. Without any it is NaN.</summary>
    private void Compare(string row, string? missing, string decoded, OnnxValue error)
    {
        if (missing is null)
        {
            _graph.Node(error, "ReduceSumSquare", [_graph.Node("difference", "Sub", [row, decoded])], OverRow, AsColumn);
            return;
        }

        string known = _graph.Node("known", "Where", [missing, decoded, row]);
        string difference = _graph.Node("difference", "Sub", [known, decoded]);
        string distance = _graph.Node("distance", "ReduceSumSquare", [difference], OverRow, AsColumn);
        _graph.Node(error, "Where", [AreAllTrue("missing", missing), NotANumber(), distance]);
    }

    /// <summary>Which rows are finite numbers throughout, <c>[batch, 1]</c>.</summary>
    private string IsFinite(string name, string values)
    {
        string size = _graph.Node(name + ".size", "Abs", [values]);
        string finite = _graph.Node(name + ".finite", "LessOrEqual", [size, _graph.Scalar("largest_number", float.MaxValue)]);
        return AreAllTrue(name, finite);
    }

    private string AreAllTrue(string name, string conditions)
    {
        const long Single = 1, Boolean = 9;
        string numbers = _graph.Node(name + ".count", "Cast", [conditions], OnnxAttribute.Number("to", Single));
        string least = _graph.Node(name + ".least", "ReduceMin", [numbers], OverRow, AsColumn);
        return _graph.Node(name + ".all", "Cast", [least], OnnxAttribute.Number("to", Boolean));
    }

    /// <summary>The values of rows that are usable, and NaN for the others.</summary>
    private string Mark(string values, string usable, OnnxValue? output) => output is null
        ? _graph.Node("marked", "Where", [usable, values, NotANumber()])
        : _graph.Node(output, "Where", [usable, values, NotANumber()]);

    private string NotANumber() => _graph.Scalar("not_a_number", float.NaN);
}
