using MLNet.Autoencoder.Data;
using MLNet.Autoencoder.Graph;
using MLNet.Autoencoder.Kinds;
using MLNet.Autoencoder.Networks;

namespace MLNet.Autoencoder.Model;

/// <summary>The computation of <see cref="RowScorer"/> as a graph, equal up to the runtime's rounding. Each output adds the nodes it needs.</summary>
/// <remarks>
/// As in the scorer, a row with an infinity, or with a NaN that the model does not allow, gives NaN in every output. The graph does not rely on
/// runtimes to propagate NaN, because in some the ReLU of a NaN is 0. It relies on two facts only: a product with a NaN is not finite, and a
/// comparison with a NaN is false. Each unit of a code includes a product with the input itself, by the skip connection, so a value that is not
/// finite shows in the code.
/// </remarks>
internal sealed class AutoencoderGraph
{
    /// <summary>Reduces each row to one value.</summary>
    public static readonly OnnxAttribute OverRow = OnnxAttribute.List("axes", 1);

    /// <summary>Keeps the result of a reduction as a column, <c>[batch, 1]</c>.</summary>
    public static readonly OnnxAttribute AsColumn = OnnxAttribute.Number("keepdims", 1);

    private static readonly OnnxAttribute AlongRow = OnnxAttribute.Number("axis", 1);

    private readonly OnnxGraphBuilder _graph;
    private readonly OnnxLayers _layers;
    private readonly AutoencoderModel _model;
    private readonly ParameterLayout _layout;
    private readonly InputScaling _scaling;
    private readonly Dictionary<string, string> _shared = [];

    /// <summary>
    /// In a graph of rows: the rows as the encoder reads them, the output of the hidden layers, the activations from which the code is computed, and
    /// which rows are usable.
    /// </summary>
    private string _scaled = string.Empty, _features = string.Empty, _activations = string.Empty, _usable = string.Empty;
    private bool _isEncoded;
    private string? _code;
    private string? _reconstruction;
    private string? _filled;
    private string? _empty;

    private AutoencoderGraph(AutoencoderModel model, IEnumerable<OnnxValue> inputs, IEnumerable<OnnxValue> outputs)
    {
        _graph = new OnnxGraphBuilder(inputs, outputs);
        _layers = new OnnxLayers(_graph, model.Content.Parameters);
        _model = model;
        _layout = model.Content.Parameters.Layout;
        _scaling = model.Content.Scaling;
    }

    /// <summary>The builder, for outputs that add their own nodes.</summary>
    public OnnxGraphBuilder Nodes => _graph;

    /// <summary>The rows in the user's units, <c>[batch, d]</c>.</summary>
    public string Row { get; private set; } = string.Empty;

    /// <summary>Which values of <see cref="Row"/> are missing, <c>[batch, d]</c>; <see langword="null"/> if the model allows none.</summary>
    public string? Missing { get; private set; }

    /// <summary>The graph from rows in the user's units to outputs. Each output adds the nodes that it needs.</summary>
    /// <param name="model">The model.</param>
    /// <param name="inputs">The parts of a row, in order: their names, and how many of the d values each has.</param>
    /// <param name="outputs">The outputs. Their nodes are added in this order.</param>
    public static OnnxGraph OfRows(AutoencoderModel model, IReadOnlyList<(string Name, int Width)> inputs, IReadOnlyList<OnnxOutput> outputs)
    {
        string description = (inputs.Count == 1 ? "Rows" : "A part of each row") + ", in the units of the training rows.";
        OnnxValue[] parts = [.. inputs.Select(input => new OnnxValue(input.Name, input.Width, description))];
        var graph = new AutoencoderGraph(model, parts, outputs.Select(output => output.Value));
        graph.Read(parts);
        foreach (OnnxOutput output in outputs)
        {
            output.AddTo(graph, output.Value);
        }

        return graph._graph.Build();
    }

    /// <summary>The graph from codes to rows in the user's units.</summary>
    /// <param name="model">The model.</param>
    /// <param name="code">The name of the input.</param>
    /// <param name="reconstruction">The name of the output.</param>
    public static OnnxGraph OfCodes(AutoencoderModel model, string code, string reconstruction)
    {
        var codes = new OnnxValue(code, model.LatentDimension, "Codes, such as latent features.");
        var rows = new OnnxValue(reconstruction, model.InputDimension, "The rows decoded from the codes, in the units of the training rows.");
        var graph = new AutoencoderGraph(model, [codes], [rows]);
        graph.Decode(code, graph.IsFinite("code", code), rows);
        return graph._graph.Build();
    }

    /// <summary>The rows in the units of the network, with fill values in place of missing ones, <c>[batch, d]</c>.</summary>
    public string Scaled => _scaled;

    /// <summary>Adds the codes of the rows, <c>[batch, q]</c>: latent means.</summary>
    /// <param name="output">The output to write; <see langword="null"/> if only other nodes read the codes.</param>
    public string Code(OnnxValue? output = null) =>
        Once(ref _code, output, () =>
        {
            Encode();
            return Mark(EmitCode(_activations, _usable), _usable, output);
        });

    /// <summary>Adds the log-variances of the codes, <c>[batch, q]</c>, if the kind has them.</summary>
    /// <param name="output">The output to write; <see langword="null"/> if only other nodes read the log-variances.</param>
    public string LogVariance(OnnxValue? output = null)
    {
        Encode();
        string values = _layers.Output("encoder.log_variance", _layout.EncoderLogVariance, _features, skip: null, _scaled);
        string smallest = _graph.Scalar("log_variance.min", GaussianLatent.MinLogVariance);
        string largest = _graph.Scalar("log_variance.max", GaussianLatent.MaxLogVariance);
        return Mark(_graph.Node("encoder.log_variance.bounded", "Clip", [values, smallest, largest]), _usable, output);
    }

    /// <summary>Adds the rows decoded from their codes, <c>[batch, d]</c>, in the user's units.</summary>
    /// <param name="output">The output to write; <see langword="null"/> if only other nodes read the reconstruction.</param>
    public string Reconstruction(OnnxValue? output = null) =>
        Once(ref _reconstruction, output, () => Decode(Code(), _usable, output));

    /// <summary>Adds the codes of activations, <c>[batch, q]</c>.</summary>
    private string EmitCode(string activations, string usable) => _model.CreateActivation()?.Emit(_graph, activations, usable) ?? activations;

    /// <summary>Adds the rows decoded from their codes, <c>[batch, d]</c>, in the units of the network.</summary>
    public string ScaledReconstruction() => Outputs("decoder", Code());

    /// <summary>Adds the reconstruction of other rows, <c>[n, d]</c>, in the units of the network.</summary>
    /// <param name="name">The prefix of the names of all values.</param>
    /// <param name="rows">The rows, in the units of the network.</param>
    public string ScaledReconstructionOf(string name, string rows)
    {
        string features = _layers.Hidden(name + ".encoder.hidden", _layout.EncoderHidden, rows);
        string activations = _layers.Output(name + ".encoder.mean", _layout.EncoderMean, features, _layout.EncoderSkip, rows);
        string usable = IsFinite(name + ".encoder.mean", activations);
        return Outputs(name + ".decoder", EmitCode(activations, usable));
    }

    /// <summary>Adds rows converted from the network's units to the input's, <c>[batch, d]</c>.</summary>
    /// <param name="rows">The rows in the units of the network.</param>
    public string Unscaled(string rows)
    {
        if (!_scaling.IsIdentity)
        {
            int[] shape = [_model.InputDimension];
            rows = _graph.Node("spread", "Mul", [rows, _graph.Constant("output.scale", shape, _scaling.Scales.ToArray())]);
            rows = _graph.Node("shifted", "Add", [rows, _graph.Constant("output.offset", shape, _scaling.Offset.ToArray())]);
        }

        return _scaling.Tails is { } tails ? OffTailScale(rows, tails) : rows;
    }

    /// <summary>Adds values with NaN in place of those of unusable rows.</summary>
    /// <param name="values">The values, <c>[batch, n]</c>.</param>
    /// <param name="usable">Which rows are usable, <c>[batch, 1]</c>.</param>
    /// <param name="output">The output to write; <see langword="null"/> if only other nodes read the values.</param>
    public string Mark(string values, string usable, OnnxValue? output) => output is null
        ? _graph.Node("marked", "Where", [usable, values, NotANumber()])
        : _graph.Node(output, "Where", [usable, values, NotANumber()]);

    /// <summary>Adds a flag for each row, <c>[batch, 1]</c>: whether all its values are finite.</summary>
    /// <param name="name">The prefix of the results' names.</param>
    /// <param name="values">The values, <c>[batch, n]</c>.</param>
    public string IsFinite(string name, string values)
    {
        string size = _graph.Node(name + ".size", "Abs", [values]);
        string finite = _graph.Node(name + ".finite", "LessOrEqual", [size, _graph.Scalar("largest_number", float.MaxValue)]);
        return AreAllTrue(name, finite);
    }

    /// <summary>Adds the rows, <c>[batch, d]</c>, with missing values replaced by their reconstructions.</summary>
    public string Filled() => Missing is { } missing
        ? _filled ??= _graph.Node("known", "Where", [missing, Reconstruction(), Row])
        : Row;

    /// <summary>
    /// Adds x′ − x̂′, <c>[batch, d]</c>: the differences of rows and their reconstructions in the units of the network; 0 where values are missing.
    /// </summary>
    public string ScaledDifference()
    {
        string row = Row, reconstruction = Reconstruction();
        if (_scaling.Tails is { } tails)
        {
            (row, reconstruction) = (OnTailScale(row, tails), OnTailScale(reconstruction, tails));
        }

        string difference = _graph.Node("scaled.difference", "Sub", [row, reconstruction]);
        if (!_scaling.IsIdentity)
        {
            difference = _graph.Node("scaled.ratio", "Mul", [difference, InverseScales()]);
        }

        return Missing is { } missing ? _graph.Node("scaled.known", "Where", [missing, _graph.Scalar("zero", 0), difference]) : difference;
    }

    /// <summary>Adds a flag for each row, <c>[batch, 1]</c>: whether all its values are missing. For models that allow missing values.</summary>
    public string IsEmpty() => _empty ??= AreAllTrue("missing", Missing!);

    /// <summary>Adds the parts of rows that hold one kind of slot each.</summary>
    /// <param name="name">The prefix of the parts' names.</param>
    /// <param name="rows">The rows, <c>[n, d]</c>.</param>
    public string[] Split(string name, string rows)
    {
        IReadOnlyList<SlotRange> slots = _model.Reconstruction.SlotsOf(_model.InputDimension);
        return slots.Count == 1 ? [rows] : _graph.Nodes(
            slots.Select((_, i) => $"{name}.{i}"), "Split", [rows], AlongRow, OnnxAttribute.List("split", slots.Select(range => (long)range.Count)));
    }

    /// <summary>Adds the rows that consist of parts.</summary>
    /// <param name="name">The name of the result.</param>
    /// <param name="parts">The parts, in order.</param>
    public string Join(string name, string[] parts) => parts is [var only] ? only : _graph.Node(name, "Concat", parts, AlongRow);

    /// <summary>Adds a flag for each row, <c>[batch, 1]</c>: whether all its conditions hold.</summary>
    /// <param name="name">The prefix of the results' names.</param>
    /// <param name="conditions">The conditions, <c>[batch, n]</c>.</param>
    public string AreAllTrue(string name, string conditions)
    {
        const long Boolean = 9;
        string numbers = ToNumbers(name + ".count", conditions);
        string minimum = _graph.Node(name + ".min", "ReduceMin", [numbers], OverRow, AsColumn);
        return _graph.Node(name + ".all", "Cast", [minimum], OnnxAttribute.Number("to", Boolean));
    }

    /// <summary>Adds the numbers 1 and 0 for conditions that hold and that do not.</summary>
    /// <param name="name">The name of the result.</param>
    /// <param name="conditions">The conditions, <c>[batch, n]</c>.</param>
    public string ToNumbers(string name, string conditions)
    {
        const long Single = 1;
        return _graph.Node(name, "Cast", [conditions], OnnxAttribute.Number("to", Single));
    }

    /// <summary>The scalar d.</summary>
    public string SlotCount() => _graph.Scalar("slot_count", _model.InputDimension);

    /// <summary>The scalar NaN.</summary>
    public string NotANumber() => _graph.Scalar("not_a_number", float.NaN);

    /// <summary>Adds the nodes of a value on the first request. A later output of the same value is a copy of it.</summary>
    private string Once(ref string? known, OnnxValue? output, Func<string> add)
    {
        if (known is not null)
        {
            return output is null ? known : _graph.Node(output, "Identity", [known]);
        }

        known = add();
        return known;
    }

    private void Read(OnnxValue[] parts)
    {
        Row = parts is [var only] ? only.Name : _graph.Node("row", "Concat", [.. parts.Select(part => part.Name)], AlongRow);
        Missing = _scaling.AllowsMissing ? _graph.Node("missing", "IsNaN", [Row]) : null;
        _scaled = Scale(Row, Missing);
    }

    /// <summary>Adds the encoder on the first request.</summary>
    private void Encode()
    {
        if (_isEncoded)
        {
            return;
        }

        _isEncoded = true;
        _features = _layers.Hidden("encoder.hidden", _layout.EncoderHidden, _scaled);
        _activations = _layers.Output("encoder.mean", _layout.EncoderMean, _features, _layout.EncoderSkip, _scaled);
        _usable = IsFinite("encoder.mean", _activations);
    }

    /// <summary>Converts rows from the input's units to the network's, and replaces missing values with their fill values.</summary>
    private string Scale(string row, string? missing)
    {
        int[] shape = [_model.InputDimension];
        string scaled = row;
        if (_scaling.Tails is { } tails)
        {
            scaled = OnTailScale(scaled, tails);
        }

        if (!_scaling.IsIdentity)
        {
            scaled = _graph.Node("centered", "Sub", [scaled, _graph.Constant("input.offset", shape, _scaling.Offset.ToArray())]);
            scaled = _graph.Node("scaled", "Mul", [scaled, InverseScales()]);
        }

        if (missing is null)
        {
            return scaled;
        }

        float[] fillValues = new float[_model.InputDimension];
        _scaling.Apply(_scaling.FillValues, fillValues);
        return _graph.Node("observed", "Where", [missing, _graph.Constant("input.stand_in", shape, fillValues), scaled]);
    }

    /// <summary>Adds the nodes from codes to rows in the input's units.</summary>
    private string Decode(string code, string usable, OnnxValue? reconstruction) => Mark(Unscaled(Outputs("decoder", code)), usable, reconstruction);

    /// <summary>Adds the nodes from codes to rows in the network's units.</summary>
    private string Outputs(string name, string code)
    {
        string features = _layers.Hidden(name + ".hidden", _layout.DecoderHidden, code);
        return Activate(_layers.Output(name + ".output", _layout.DecoderOutput, features, _layout.DecoderSkip, code));
    }

    /// <summary>asinh((x − center) / width) in the slots with heavy tails, and x in the others.</summary>
    private string OnTailScale(string rows, TailScale tails)
    {
        string difference = _graph.Node("tail.difference", "Sub", [rows, Shared("input.tail_center", tails.Centers)]);
        string ratio = _graph.Node("tail.ratio", "Mul", [difference, Shared("tail.inverse_width", InverseWidths(tails))]);
        return WhereTails("tailed", tails, _graph.Node("tail.asinh", "Asinh", [ratio]), rows);
    }

    /// <summary>The inverse of <see cref="OnTailScale"/>.</summary>
    private string OffTailScale(string rows, TailScale tails)
    {
        string bounded = _graph.Node(
            "tail.bounded", "Clip", [rows, _graph.Scalar("tail.min", -TailScale.MaxArgument), _graph.Scalar("tail.max", TailScale.MaxArgument)]);
        string spread = _graph.Node("tail.spread", "Mul", [_graph.Node("tail.sinh", "Sinh", [bounded]), Shared("input.tail_width", tails.Widths)]);
        return WhereTails("untailed", tails, _graph.Node("tail.shifted", "Add", [spread, Shared("input.tail_center", tails.Centers)]), rows);
    }

    private string WhereTails(string name, TailScale tails, string ifTailed, string otherwise)
    {
        string hasTails = _graph.Node(name + ".where", "Greater", [Shared("input.tail_width", tails.Widths), _graph.Scalar("zero", 0)]);
        return _graph.Node(name, "Where", [hasTails, ifTailed, otherwise]);
    }

    private string InverseScales() => Shared("input.inverse_scale", Array.ConvertAll(_scaling.Scales.ToArray(), scale => 1f / scale));

    /// <summary>A constant that several parts of the graph share, one value for each slot.</summary>
    private string Shared(string name, ReadOnlySpan<float> values)
    {
        if (!_shared.TryGetValue(name, out string? constant))
        {
            constant = _shared[name] = _graph.Constant(name, [_model.InputDimension], values.ToArray());
        }

        return constant;
    }

    private static float[] InverseWidths(TailScale tails) => Array.ConvertAll(tails.Widths.ToArray(), width => width > 0 ? 1 / width : 0);

    /// <summary>Converts the decoder's output to numbers, probabilities, and probabilities of the choices of a category.</summary>
    private string Activate(string output)
    {
        IReadOnlyList<SlotRange> slots = _model.Reconstruction.SlotsOf(_model.InputDimension);
        string[] parts = Split("decoder.part", output);
        return Join("decoder.parts", [.. slots.Zip(parts, (range, part) => range.Definition.Emit(_graph, part))]);
    }
}
