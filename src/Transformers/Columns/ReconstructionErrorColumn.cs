using MLNet.Autoencoder.Graph;
using MLNet.Autoencoder.Model;
using MLNet.Autoencoder.Rows;

namespace MLNet.Autoencoder.Columns;

/// <summary>
/// The squared error ‖x − Dec(μ)‖² of the reconstruction. Missing values contribute nothing; the error of a row without any value is NaN.
/// </summary>
internal sealed class ReconstructionErrorColumn : ScalarColumn
{
    public override string Option => "ReconstructionErrorColumnName";

    public override string Attribute => "reconstruction_error_column";

    public override string Content => "reconstruction errors";

    public override bool NeedsDecoder => true;

    public override string OnnxName => "reconstruction_error";

    public override string OnnxDescription => "The squared distance between a row and its reconstruction, over the values present.";

    protected override float ValueOf(ScoredRows rows, int row) => rows.ReconstructionError(row);

    protected override void AddTo(AutoencoderGraph graph, OnnxValue output)
    {
        OnnxGraphBuilder nodes = graph.Nodes;
        string difference = nodes.Node("difference", "Sub", [graph.Filled(), graph.Reconstruction()]);
        if (graph.Missing is null)
        {
            nodes.Node(output, "ReduceSumSquare", [difference], AutoencoderGraph.OverRow, AutoencoderGraph.AsColumn);
            return;
        }

        string distance = nodes.Node("distance", "ReduceSumSquare", [difference], AutoencoderGraph.OverRow, AutoencoderGraph.AsColumn);
        nodes.Node(output, "Where", [graph.IsEmpty(), graph.NotANumber(), distance]);
    }
}
