using Microsoft.ML;
using MLNet.Autoencoder.Columns;
using MLNet.Autoencoder.Graph;
using MLNet.Autoencoder.Model;
using MLNet.Autoencoder.Rows;
using MLNet.Autoencoder.Seam;

namespace MLNet.Autoencoder.Views;

/// <summary>The transformer of features, bound to one input schema.</summary>
internal sealed class BoundFeatures : BoundColumns
{
    /// <summary>The name of the transformer in ML.NET. Part of the file format.</summary>
    public const string TransformerName = "AutoencoderFeatures";

    private readonly FeatureColumns _columns;
    private readonly AutoencoderModel _model;

    /// <exception cref="ArgumentOutOfRangeException">An input column is missing or has the wrong type or size.</exception>
    public BoundFeatures(DataViewSchema input, FeatureColumns columns, AutoencoderModel model, string argument)
        : this(input, columns.Inputs.Find(input, argument), columns, model)
    {
    }

    private BoundFeatures(DataViewSchema input, IReadOnlyList<DataViewSchema.Column> inputs, FeatureColumns columns, AutoencoderModel model)
        : base(input, inputs, columns.Deliver(inputs, model)) => (_columns, _model) = (columns, model);

    public override int BlockRows => RowScorer.BlockRowsOf(_model.Architecture);

    public override void AddTo(OnnxPipeline pipeline)
    {
        var conversion = new OnnxConversion(pipeline, this, TransformerName, prefix: _columns.Added.Of<LatentColumn>()!);
        conversion.Run(NewGraph());
    }

    protected override RowValues NewRows(IReadOnlyList<int> added) =>
        new ScoredRows(_model, added.Any(i => _columns.Added[i].Column.NeedsLogVariances));

    protected override Delegate GetterOf(int added, ScoredRow row) => _columns.Added[added].Column.GetterOf(row);

    private OnnxGraph NewGraph() => AutoencoderGraph.OfRows(
        _model, OnnxConversion.InputsOf(_columns.Inputs), [.. _columns.Added.Select((added, i) => added.Column.AsOnnxOutput(OnnxConversion.OutputName(i), _model))]);
}
