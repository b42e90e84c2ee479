using MLNet.Autoencoder.Graph;
using MLNet.Autoencoder.Model;

namespace MLNet.Autoencoder.Detection;

/// <summary>
/// A detector as ONNX nodes, with the results of <see cref="DetectorScorer"/> except for the runtime's rounding. What several outputs need is added once.
/// </summary>
/// <remarks>
/// Masked predictions are computed for a copy of each row per mask: operators have no way to change only some sums of a layer. A batch therefore takes as much
/// memory as a batch of the autoencoder with that many times the rows.
/// </remarks>
internal sealed class DetectorGraph
{
    private static readonly OnnxAttribute OverMasks = OnnxAttribute.List("axes", 1);

    private readonly AnomalyDetector _detector;
    private readonly AutoencoderGraph _graph;

    // A row is usable if its values are finite where they are present, and any is.
    private readonly string _usable;
    private string? _expected;
    private string? _contributions;
    private string? _score;

    private DetectorGraph(AnomalyDetector detector, AutoencoderGraph graph)
    {
        (_detector, _graph) = (detector, graph);
        string finite = graph.IsFinite("scaled", graph.Scaled);
        _usable = graph.Missing is null ? finite : Nodes.Node("usable", "And", [finite, Nodes.Node("has_values", "Not", [graph.IsEmpty()])]);
    }

    private int Dimension => _detector.Model.InputDimension;

    private OnnxGraphBuilder Nodes => _graph.Nodes;

    /// <summary>The graph from rows in the user's units to outputs.</summary>
    /// <param name="detector">The detector.</param>
    /// <param name="inputs">The parts of a row, in order: their names, and how many of the d values each has.</param>
    /// <param name="outputs">The outputs, and what adds the nodes of each.</param>
    public static OnnxGraph Of(
        AnomalyDetector detector, IReadOnlyList<(string Name, int Width)> inputs, IReadOnlyList<(OnnxValue Value, Action<DetectorGraph, OnnxValue> AddTo)> outputs)
    {
        DetectorGraph? shared = null;
        return AutoencoderGraph.OfRows(
            detector.Model, inputs, [.. outputs.Select(output => new OnnxOutput(output.Value, (graph, value) => output.AddTo(shared ??= new(detector, graph), value)))]);
    }

    /// <summary>Adds the contribution of each slot, <c>[batch, d]</c>.</summary>
    public void Contributions(OnnxValue output) => Nodes.Node(output, "Identity", [Contributions()]);

    /// <summary>Adds the expected values in the units of the input, <c>[batch, d]</c>.</summary>
    public void Expected(OnnxValue output) => _graph.Mark(_graph.Unscaled(Expected()), _usable, output);

    /// <summary>Adds the score of each row, <c>[batch, 1]</c>.</summary>
    public void Score(OnnxValue output) => Nodes.Node(output, "Identity", [Score()]);

    /// <summary>Adds whether the score of each row is above the threshold, <c>[batch, 1]</c>.</summary>
    public void Label(OnnxValue output) => Nodes.Node(output, "Greater", [Score(), Nodes.Scalar("threshold", _detector.Threshold)]);

    /// <summary>Adds the p-value of each row, <c>[batch, 1]</c>.</summary>
    public void PValue(OnnxValue output)
    {
        ReferenceScores reference = _detector.Content.Reference;
        string scores = Nodes.Constant("reference.score", [1, reference.Count], reference.Scores.ToArray());
        string reached = _graph.ToNumbers("reference.reached", Nodes.Node("reference.is_reached", "LessOrEqual", [Score(), scores]));
        string shares = Nodes.Constant("reference.share", [1, reference.Count], reference.Shares());
        string sum = Nodes.Node("reference.sum", "ReduceSum", [Nodes.Node("reference.shares", "Mul", [reached, shares])], AutoencoderGraph.OverRow, AutoencoderGraph.AsColumn);
        string value = Nodes.Node("p", "Add", [sum, Nodes.Scalar("reference.own_share", reference.OwnShare)]);
        string isNumber = Nodes.Node("score.is_number", "Equal", [Score(), Score()]);
        Nodes.Node(output, "Where", [isNumber, value, _graph.NotANumber()]);
    }

    private string Score()
    {
        if (_score is not null)
        {
            return _score;
        }

        string sum = Nodes.Node("score.sum", "ReduceSum", [Contributions()], AutoencoderGraph.OverRow, AutoencoderGraph.AsColumn);
        return _score = _detector.Score == AnomalyScore.VariationalBound ? Nodes.Node("score.bound", "Add", [sum, Divergence()]) : sum;
    }

    private string Contributions()
    {
        if (_contributions is not null)
        {
            return _contributions;
        }

        IReadOnlyList<SlotRange> slots = _detector.Model.Reconstruction.SlotsOf(Dimension);
        string[] rows = _graph.Split("row.part", _graph.Scaled), expected = _graph.Split("expected.part", Expected());
        string losses = _graph.Join("losses", [.. slots.Select((range, i) => range.Definition.EmitLosses(Nodes, rows[i], expected[i]))]);
        string parts = Nodes.Node("contributions", "Div", [losses, Nodes.Constant("detector.scale", [Dimension], _detector.Content.Scales)]);
        if (_graph.Missing is { } missing)
        {
            parts = Nodes.Node("contributions.present", "Where", [missing, Nodes.Scalar("zero", 0), parts]);
        }

        return _contributions = _graph.Mark(parts, _usable, output: null);
    }

    private string Expected() => _expected ??= _detector.Content.Masks is { } masks ? MaskedPredictions(masks) : _graph.ScaledReconstruction();

    private string MaskedPredictions(MaskPlan plan)
    {
        int[][] masks = [.. plan.Rounds.ToArray().SelectMany(round => round)];
        float[] kept = new float[checked(masks.Length * Dimension)], weights = new float[kept.Length];
        Array.Fill(kept, 1f);
        for (int mask = 0; mask < masks.Length; mask++)
        {
            foreach (int slot in masks[mask])
            {
                kept[(mask * Dimension) + slot] = 0;
                weights[(mask * Dimension) + slot] = 1f / plan.Rounds.Length;
            }
        }

        int[] shape = [masks.Length, Dimension];
        string copies = Nodes.Node("masked.row", "Unsqueeze", [_graph.Scaled], OverMasks);
        string masked = Nodes.Node("masked.copies", "Mul", [copies, Nodes.Constant("masked.kept", shape, kept)]);
        string rows = Nodes.Node("masked.rows", "Reshape", [masked, Nodes.Integers("masked.rows.shape", -1, Dimension)]);
        string outputs = _graph.ScaledReconstructionOf("masked", rows);
        string grouped = Nodes.Node("masked.grouped", "Reshape", [outputs, Nodes.Integers("masked.grouped.shape", -1, masks.Length, Dimension)]);
        string wanted = Nodes.Node("masked.wanted", "Mul", [grouped, Nodes.Constant("masked.weight", shape, weights)]);
        return Nodes.Node("masked.predictions", "ReduceSum", [wanted], OverMasks, OnnxAttribute.Number("keepdims", 0));
    }

    /// <summary>KL(N(μ, σ²) ‖ N(0, 1)) = ½ Σ (σ² + μ² − 1 − log σ²) of each row.</summary>
    private string Divergence()
    {
        string code = _graph.Code(), logVariance = _graph.LogVariance();
        string squares = Nodes.Node("divergence.squares", "Mul", [code, code]);
        string variances = Nodes.Node("divergence.variances", "Exp", [logVariance]);
        string moments = Nodes.Node("divergence.moments", "Add", [squares, variances]);
        string excess = Nodes.Node("divergence.excess", "Sub", [moments, logVariance]);
        string units = Nodes.Node("divergence.units", "Sub", [excess, Nodes.Scalar("one", 1)]);
        string sum = Nodes.Node("divergence.sum", "ReduceSum", [units], AutoencoderGraph.OverRow, AutoencoderGraph.AsColumn);
        return Nodes.Node("divergence", "Mul", [sum, Nodes.Scalar("half", 0.5f)]);
    }
}
