using Microsoft.ML;
using MLNet.Autoencoder.Report.Figures;
using MLNet.Autoencoder.Report.Findings;
using MLNet.Autoencoder.Report.Markup;

namespace MLNet.Autoencoder;

/// <summary>Writes reports: each one HTML file with everything in it, to be opened in a browser, mailed or printed.</summary>
/// <remarks>
/// A file is written whole or not at all, and holds no script and no address of anything outside. The same model, data and options give the same
/// bytes, where durations are the same too. It is smaller than 1 MB, however much data there is.
/// </remarks>
public static class ReportExtensions
{
    /// <summary>Reports on the course of a fit: every term of the loss, learning rate, active units, durations.</summary>
    /// <param name="history">The history.</param>
    /// <param name="path">The file to write; one that is there is replaced.</param>
    /// <param name="options">What to show; of them only the title has a meaning here. <see langword="null"/> for the defaults.</param>
    /// <exception cref="ArgumentNullException"><paramref name="history"/> or <paramref name="path"/> is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException">The path or an option is empty.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">Writing there is not allowed.</exception>
    public static void WriteReport(this TrainingHistory history, string path, ReportOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(history);
        ArgumentException.ThrowIfNullOrEmpty(path);
        options ??= new ReportOptions();
        options.Validate();
        HtmlFile.Write(path, new ReportPage(options).Of(history));
    }

    /// <summary>
    /// Reports on a fitted transformer and what it makes of data: the course of the fit, latent units and codes, reconstructions beside inputs, and
    /// reconstruction errors.
    /// </summary>
    /// <param name="transformer">The transformer.</param>
    /// <param name="path">The file to write; one that is there is replaced.</param>
    /// <param name="data">The data, with the input columns; best of all, data that it was not fitted to.</param>
    /// <param name="options">What to show; <see langword="null"/> for the defaults.</param>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException">The path or an option is empty.</exception>
    /// <exception cref="ArgumentOutOfRangeException">
    /// An input column is missing, or of another type or size than was fitted; the label column is missing, or of a type that cannot be shown; or an
    /// option is out of its range.
    /// </exception>
    /// <exception cref="InvalidOperationException">There is no row that can be encoded.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">Writing there is not allowed.</exception>
    public static void WriteReport(this AutoencoderFeaturesTransformer transformer, string path, IDataView data, ReportOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(transformer);
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(data);
        options ??= new ReportOptions();
        options.Validate(transformer.Model.InputDimension);
        IReadOnlyList<DataViewSchema.Column> inputs = transformer.Columns.Inputs.Find(data.Schema, nameof(data));
        LabelColumn? label = options.LabelColumnName is { } name ? LabelColumn.Find(name, data.Schema, nameof(data)) : null;
        using var reader = new DataViewReader(data, inputs, label);
        Write(path, transformer.Model, reader, SlotNames.Texts(inputs), options, options.LabelColumnName);
    }

    /// <summary>The same for a model that was fitted without ML.NET.</summary>
    /// <param name="model">The model.</param>
    /// <param name="path">The file to write; one that is there is replaced.</param>
    /// <param name="rows">The rows, of d values; best of all, rows that it was not fitted to.</param>
    /// <param name="labels">
    /// A category for each row, in their order, that colours its code; an empty one for none, and <see langword="null"/> for no colours.
    /// </param>
    /// <param name="options">What to show; <see langword="null"/> for the defaults.</param>
    /// <exception cref="ArgumentNullException">An argument without a default is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException">
    /// The path or an option is empty, the rows have another number of values, there are not as many labels as rows, or the options name a label
    /// column, which rows do not have.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    /// <exception cref="InvalidOperationException">There is no row that can be encoded.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">Writing there is not allowed.</exception>
    public static void WriteReport(
        this AutoencoderModel model, string path, IRowSource rows, IReadOnlyList<string>? labels = null, ReportOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(rows);
        options ??= new ReportOptions();
        options.Validate(model.InputDimension);
        if (rows.Dimension != model.InputDimension)
        {
            throw new ArgumentException(
                $"The rows have {rows.Dimension} values, but the model was fitted to rows of {model.InputDimension}.", nameof(rows));
        }

        if (options.LabelColumnName is { } column)
        {
            throw new ArgumentException(
                $"{nameof(ReportOptions.LabelColumnName)} is '{column}', but rows have no columns. Give their labels beside them.", nameof(options));
        }

        using var reader = new ArrayReader(rows, labels);
        string[] noNames = new string[model.InputDimension];
        Write(path, model, reader, noNames, options, labels is null ? null : "label");
    }

    private static void Write(
        string path, AutoencoderModel model, ILabelledReader reader, IReadOnlyList<string> slotNames, ReportOptions options, string? labelName) =>
        HtmlFile.Write(path, new ReportPage(options).Of(DataFindings.Of(model, reader, slotNames, options), labelName));
}
