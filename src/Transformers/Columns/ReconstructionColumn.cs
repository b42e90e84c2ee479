using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.Autoencoder.Graph;
using MLNet.Autoencoder.Inputs;
using MLNet.Autoencoder.Model;
using MLNet.Autoencoder.Rows;
using MLNet.Autoencoder.Seam;

namespace MLNet.Autoencoder.Columns;

/// <summary>The row decoded from its latent means, Dec(μ), <c>Vector&lt;Single&gt;</c> of d, in the input's units.</summary>
internal sealed class ReconstructionColumn : VectorColumn
{
    public override string Option => "ReconstructionColumnName";

    public override string Attribute => "reconstruction_column";

    public override string Content => "reconstructions";

    public override bool NeedsDecoder => true;

    public override string OnnxName => "reconstruction";

    public override string OnnxDescription => "The rows decoded from their codes, in the units of the input.";

    public override DataViewSchema.DetachedColumn Deliver(
        string name, IReadOnlyList<DataViewSchema.Column> inputs, AutoencoderModel model) => new(name, InputColumns.JoinedTypeOf(inputs), SlotNames.Of(inputs));

    public override SchemaShape.Column Promise(string name, IReadOnlyList<SchemaShape.Column> inputs) =>
        MLNetInternals.ShapeColumn(name, SchemaShape.Column.VectorKind.Vector, NumberDataViewType.Single, SlotNames.ShapeOf(inputs));

    public override Delegate GetterOf(ScoredRow row)
    {
        var rows = (ScoredRows)row.Rows;
        return new ValueGetter<VBuffer<float>>((ref VBuffer<float> value) => Copy(rows.Reconstruction(row.Index()), ref value));
    }

    protected override int WidthIn(AutoencoderModel model) => model.InputDimension;

    protected override void AddTo(AutoencoderGraph graph, OnnxValue output) => graph.Reconstruction(output);
}
