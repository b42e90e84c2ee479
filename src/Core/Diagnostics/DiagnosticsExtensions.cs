using MLNet.Autoencoder.Diagnostics;

namespace MLNet.Autoencoder;

/// <summary>Measures what a fitted model does with rows.</summary>
public static class DiagnosticsExtensions
{
    /// <summary>Measures the latent units on rows: which are active, how much information each carries about a row, and how they correlate.</summary>
    /// <param name="model">The model.</param>
    /// <param name="rows">
    /// The rows, of d values. Rows that cannot be encoded are left out. From more than 20,000 rows (fewer if they or their codes are very wide), a random sample is
    /// used, the same every time.
    /// </param>
    /// <returns>The measures of the units, and the variance explained by the model and by as many principal components.</returns>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException">The number of values in a row differs from the model's.</exception>
    /// <exception cref="InvalidOperationException">No row can be encoded, or the model has more than 46,340 latent units.</exception>
    public static LatentDiagnostics Diagnose(this AutoencoderModel model, IRowSource rows)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(rows);
        return rows.Dimension == model.InputDimension ? LatentReport.Of(model, rows) : throw new ArgumentException(
            $"The rows have {rows.Dimension} values each, but the model expects {model.InputDimension}.", nameof(rows));
    }
}
