using Microsoft.ML;
using MLNet.Autoencoder.Columns;
using MLNet.Autoencoder.Detection;
using MLNet.Autoencoder.Model;
using MLNet.Autoencoder.Rows;
using MLNet.Autoencoder.Seam;

namespace MLNet.Autoencoder.Views;

/// <summary>The transformer of an anomaly detector, bound to one input schema.</summary>
internal sealed class BoundDetector : BoundColumns
{
    /// <summary>The name of the transformer in ML.NET. Part of the file format.</summary>
    public const string TransformerName = "AutoencoderAnomaly";

    private readonly DetectorColumns _columns;
    private readonly AnomalyDetector _detector;

    /// <exception cref="ArgumentOutOfRangeException">An input column is missing or has the wrong type or size.</exception>
    public BoundDetector(DataViewSchema input, DetectorColumns columns, AnomalyDetector detector, string argument)
        : this(input, columns.Inputs.Find(input, argument), columns, detector)
    {
    }

    private BoundDetector(DataViewSchema input, IReadOnlyList<DataViewSchema.Column> inputs, DetectorColumns columns, AnomalyDetector detector)
        : base(input, inputs, columns.Added.Select(added => added.Column.Deliver(added.Name, inputs))) => (_columns, _detector) = (columns, detector);

    public override int BlockRows => RowScorer.BlockRowsOf(_detector.Model.Architecture);

    public override void AddTo(OnnxPipeline pipeline)
    {
        var conversion = new OnnxConversion(pipeline, this, TransformerName, prefix: _columns.NameOf<ScoreColumn>()!);
        conversion.Run(DetectorGraph.Of(
            _detector,
            OnnxConversion.InputsOf(_columns.Inputs),
            [.. _columns.Added.Select((added, i) => (added.Column.OnnxValueOf(OnnxConversion.OutputName(i), _detector), (Action<DetectorGraph, Graph.OnnxValue>)added.Column.AddTo))]));
    }

    protected override RowValues NewRows(IReadOnlyList<int> added) => new ScoredAnomalies(_detector, added.Any(i => _columns.Added[i].Column.NeedsExpected));

    protected override Delegate GetterOf(int added, ScoredRow row) => _columns.Added[added].Column.GetterOf(row, (ScoredAnomalies)row.Rows);
}
