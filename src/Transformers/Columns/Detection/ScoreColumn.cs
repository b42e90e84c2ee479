using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.Autoencoder.Detection;
using MLNet.Autoencoder.Graph;
using MLNet.Autoencoder.Rows;

namespace MLNet.Autoencoder.Columns;

internal sealed class ScoreColumn() : DetectorScalarColumn(NumberDataViewType.Single, "Score")
{
    public override string Option => "ScoreColumnName";

    public override string Attribute => "score_column";

    public override bool IsRequired => true;

    public override string OnnxName => "score";

    public override string OnnxDescription => "The anomaly scores of the rows; higher is more anomalous.";

    public override Delegate GetterOf(ScoredRow row, ScoredAnomalies rows) =>
        new ValueGetter<float>((ref float value) => value = rows.Score(row.Index()));

    public override void AddTo(DetectorGraph graph, OnnxValue output) => graph.Score(output);
}
