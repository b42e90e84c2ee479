using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.Autoencoder.Graph;
using MLNet.Autoencoder.Model;
using MLNet.Autoencoder.Rows;

namespace MLNet.Autoencoder.Columns;

/// <summary>The latent log-variances log σ².</summary>
internal sealed class LogVarianceColumn() : LatentUnitColumn("LogVariance")
{
    public override string Option => "LogVarianceColumnName";

    public override string Attribute => "log_variance_column";

    public override string Content => "log-variances";

    public override bool NeedsLogVariances => true;

    public override string OnnxName => "log_variance";

    public override string OnnxDescription => "The log-variances of the codes.";

    public override string? ObstacleIn(AutoencoderKind kind) => kind.Definition.HasDistribution
        ? null
        : $"the codes of Kind = {kind} have no variance. Set it to null, or use Kind = {nameof(Variational)}.";

    public override Delegate GetterOf(ScoredRow row)
    {
        var rows = (ScoredRows)row.Rows;
        return new ValueGetter<VBuffer<float>>((ref VBuffer<float> value) => Copy(rows.LogVariances(row.Index()), ref value));
    }

    protected override void AddTo(AutoencoderGraph graph, OnnxValue output) => graph.LogVariance(output);
}
