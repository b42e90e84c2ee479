using MLNet.Autoencoder.Diagnostics;

namespace MLNet.Autoencoder;

/// <summary>Looks at what a fitted model does with rows.</summary>
public static class DiagnosticsExtensions
{
    /// <summary>Measures what the latent units do on rows: which of them are active, how much each tells about a row, and how they correlate.</summary>
    /// <param name="model">The model.</param>
    /// <param name="rows">
    /// The rows, of d values. Rows that cannot be encoded are left out. Of more than 20,000 rows, or fewer if they are very wide, a random sample from all
    /// of them is used, the same one every time.
    /// </param>
    /// <returns>What the units do, and the variance that the model explains beside that of as many principal components.</returns>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException">The rows have another number of values.</exception>
    /// <exception cref="InvalidOperationException">No row can be encoded.</exception>
    public static LatentDiagnostics Diagnose(this AutoencoderModel model, IRowSource rows)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(rows);
        return rows.Dimension == model.InputDimension ? LatentReport.Of(model, rows) : throw new ArgumentException(
            $"The rows have {rows.Dimension} values, but the model was fitted to rows of {model.InputDimension}.", nameof(rows));
    }
}
