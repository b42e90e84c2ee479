using Microsoft.ML;

namespace MLNet.Autoencoder;

/// <summary>Options of a report on latent units and the rows of a data view.</summary>
public sealed class UnitViewOptions : UnitReportOptions
{
    /// <summary>The default of <see cref="ScoreColumnName"/>.</summary>
    private const string DefaultScoreColumnName = "Score";

    /// <summary>
    /// The columns to show for each row, so that a reader sees what the row is about: text, keys, Booleans, numbers or times. <see langword="null"/> for
    /// none.
    /// </summary>
    /// <value>The default is <see langword="null"/>.</value>
    public IReadOnlyList<string>? ShownColumnNames { get; set; }

    /// <summary>
    /// A fitted model whose scores to compare with and without each unit; <see langword="null"/> for none. It reads only the latent column, such as the
    /// classifier at the end of a fitted chain: <c>chain.LastTransformer</c>.
    /// </summary>
    /// <value>The default is <see langword="null"/>.</value>
    public ITransformer? DownstreamModel { get; set; }

    /// <summary>The column of scores that <see cref="DownstreamModel"/> adds: a <c>Single</c>, or a <c>Vector&lt;Single&gt;</c> with one score per class.</summary>
    /// <value>The default is <c>Score</c>.</value>
    public string ScoreColumnName { get; set; } = DefaultScoreColumnName;
}
