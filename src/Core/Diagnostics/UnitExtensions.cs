using MLNet.Autoencoder.Diagnostics;

namespace MLNet.Autoencoder;

/// <summary>Explains what latent units stand for.</summary>
public static class UnitExtensions
{
    /// <summary>
    /// Collects what a reader needs to find out what latent units stand for: the rows that fire them, what changes without them, and related units.
    /// </summary>
    /// <param name="model">The model, of any kind; units of a <see cref="Sparse"/> one are easiest to read.</param>
    /// <param name="rows">The rows, of d values. Rows that cannot be encoded are left out.</param>
    /// <param name="options">The options; <see langword="null"/> for the defaults.</param>
    /// <returns>The explanations.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="model"/> or <paramref name="rows"/> is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException">The number of values in a row differs from the model's, or the options name a unit twice.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    /// <exception cref="InvalidOperationException">No row can be encoded, or the downstream function returned a wrong number of scores.</exception>
    public static UnitReport Explain(this AutoencoderModel model, IRowSource rows, UnitReportOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(rows);
        options ??= new UnitReportOptions();
        options.Validate(model.LatentDimension);
        return rows.Dimension == model.InputDimension ? UnitReading.Of(model, rows, options) : throw new ArgumentException(
            $"The rows have {rows.Dimension} values each, but the model expects {model.InputDimension}. Use rows with the slots of the fit.", nameof(rows));
    }
}
