using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.Autoencoder.Detection;
using MLNet.Autoencoder.Graph;
using MLNet.Autoencoder.Rows;

namespace MLNet.Autoencoder.Columns;

internal sealed class PredictedLabelColumn() : DetectorScalarColumn(BooleanDataViewType.Instance, "PredictedLabel")
{
    public override string Option => "PredictedLabelColumnName";

    public override string Attribute => "predicted_label_column";

    public override bool IsRequired => true;

    public override string OnnxName => "predicted_label";

    public override string OnnxDescription => "Whether the score of a row is above the threshold.";

    public override Delegate GetterOf(ScoredRow row, ScoredAnomalies rows) =>
        new ValueGetter<bool>((ref bool value) => value = rows.IsAnomaly(row.Index()));

    public override void AddTo(DetectorGraph graph, OnnxValue output) => graph.Label(output);
}
