using MLNet.Autoencoder.Detection;
using MLNet.Autoencoder.Graph;
using MLNet.Autoencoder.Rows;

namespace MLNet.Autoencoder.Columns;

internal sealed class ContributionsColumn : DetectorVectorColumn
{
    public override string Option => "ContributionsColumnName";

    public override string Attribute => "contributions_column";

    public override string OnnxName => "contributions";

    public override string OnnxDescription => "How much each slot contributes to the score.";

    public override string? ObstacleIn(AnomalyScore score) => score == AnomalyScore.VariationalBound
        ? $"the score {score} is no sum over slots. Set it to null, or use Score = {nameof(AnomalyScore.MaskedPrediction)}."
        : null;

    public override void AddTo(DetectorGraph graph, OnnxValue output) => graph.Contributions(output);

    protected override ReadOnlySpan<float> ValuesOf(ScoredAnomalies rows, int row) => rows.Contributions(row);
}
