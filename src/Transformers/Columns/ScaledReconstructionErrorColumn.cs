using MLNet.Autoencoder.Graph;
using MLNet.Autoencoder.Model;
using MLNet.Autoencoder.Rows;

namespace MLNet.Autoencoder.Columns;

/// <summary>
/// The mean of (x′ − x̂′)² over the values present, where x′ and x̂′ are the row and its reconstruction in the units that the model was fitted in. The error
/// of a row without any value is NaN.
/// </summary>
internal sealed class ScaledReconstructionErrorColumn : ScalarColumn
{
    public override string Option => "ScaledReconstructionErrorColumnName";

    public override string Attribute => "scaled_reconstruction_error_column";

    public override string Content => "reconstruction errors in scaled units";

    public override bool NeedsDecoder => true;

    public override string OnnxName => "scaled_reconstruction_error";

    public override string OnnxDescription => "The mean squared difference between a row and its reconstruction in scaled units, over the values present.";

    protected override float ValueOf(ScoredRows rows, int row) => rows.ScaledReconstructionError(row);

    protected override void AddTo(AutoencoderGraph graph, OnnxValue output)
    {
        OnnxGraphBuilder nodes = graph.Nodes;
        string sum = SumOfSquares("scaled.distance", graph.ScaledDifference());
        if (graph.Missing is not { } missing)
        {
            nodes.Node(output, "Div", [sum, graph.SlotCount()]);
            return;
        }

        // The squares of zeros and ones add up to the number of ones.
        string absent = SumOfSquares("missing.count", graph.ToNumbers("missing.numbers", missing));
        string present = nodes.Node("present.count", "Sub", [graph.SlotCount(), absent]);
        string mean = nodes.Node("scaled.mean", "Div", [sum, present]);
        nodes.Node(output, "Where", [graph.IsEmpty(), graph.NotANumber(), mean]);

        string SumOfSquares(string name, string values) =>
            nodes.Node(name, "ReduceSumSquare", [values], AutoencoderGraph.OverRow, AutoencoderGraph.AsColumn);
    }
}
