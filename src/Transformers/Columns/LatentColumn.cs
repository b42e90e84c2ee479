using MLNet.Autoencoder.Graph;
using MLNet.Autoencoder.Model;
using MLNet.Autoencoder.Rows;

namespace MLNet.Autoencoder.Columns;

/// <summary>The latent means μ.</summary>
internal sealed class LatentColumn() : LatentUnitColumn("Latent")
{
    public override string Option => "OutputColumnName";

    public override string Attribute => "latent_column";

    public override string Content => "latent features";

    public override bool IsRequired => true;

    public override string OnnxName => "code";

    public override string OnnxDescription => "The latent features of the rows: the means of their codes.";

    protected override ReadOnlySpan<float> ValuesOf(ScoredRows rows, int row) => rows.Means(row);

    protected override void AddTo(AutoencoderGraph graph, OnnxValue output) => graph.Code(output);
}
