using MLNet.Autoencoder.Detection;
using MLNet.Autoencoder.Graph;
using MLNet.Autoencoder.Rows;

namespace MLNet.Autoencoder.Columns;

internal sealed class ExpectedColumn : DetectorVectorColumn
{
    public override string Option => "ExpectedColumnName";

    public override string Attribute => "expected_column";

    public override bool NeedsExpected => true;

    public override string OnnxName => "expected";

    public override string OnnxDescription => "The values that were expected, in the units of the input.";

    public override void AddTo(DetectorGraph graph, OnnxValue output) => graph.Expected(output);

    protected override ReadOnlySpan<float> ValuesOf(ScoredAnomalies rows, int row) => rows.Expected(row);
}
