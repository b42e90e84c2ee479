using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.Autoencoder.Graph;
using MLNet.Autoencoder.Model;
using MLNet.Autoencoder.Rows;

namespace MLNet.Autoencoder.Columns;

/// <summary>The latent means μ. Sparse codes are sparse buffers, which linear trainers read as fast as short rows.</summary>
internal sealed class LatentColumn() : LatentUnitColumn("Latent")
{
    public override string Option => "OutputColumnName";

    public override string Attribute => "latent_column";

    public override string Content => "latent features";

    public override bool IsRequired => true;

    public override string OnnxName => "code";

    public override string OnnxDescription => "The latent features of the rows: the means of their codes.";

    public override Delegate GetterOf(ScoredRow row)
    {
        var rows = (ScoredRows)row.Rows;
        return rows.HasSparseCodes
            ? new ValueGetter<VBuffer<float>>((ref VBuffer<float> value) => CopySparse(rows.Means(row.Index()), ref value))
            : new ValueGetter<VBuffer<float>>((ref VBuffer<float> value) => Copy(rows.Means(row.Index()), ref value));
    }

    protected override void AddTo(AutoencoderGraph graph, OnnxValue output) => graph.Code(output);
}
