using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.Autoencoder.Detection;
using MLNet.Autoencoder.Graph;
using MLNet.Autoencoder.Rows;

namespace MLNet.Autoencoder.Columns;

internal sealed class PValueColumn() : DetectorScalarColumn(NumberDataViewType.Single, scoreValueKind: null)
{
    public override string Option => "PValueColumnName";

    public override string Attribute => "p_value_column";

    public override string OnnxName => "p_value";

    public override string OnnxDescription => "The share of normal rows that score at least as high.";

    public override Delegate GetterOf(ScoredRow row, ScoredAnomalies rows) =>
        new ValueGetter<float>((ref float value) => value = rows.PValue(row.Index()));

    public override void AddTo(DetectorGraph graph, OnnxValue output) => graph.PValue(output);
}
