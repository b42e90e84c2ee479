using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.Autoencoder.Inputs;
using MLNet.Autoencoder.Report;
using MLNet.Autoencoder.Report.Findings;
using MLNet.Autoencoder.Report.Markup;

namespace MLNet.Autoencoder;

/// <summary>Writes reports. Each is a single, self-contained HTML file to open in a browser, send by email or print.</summary>
/// <remarks>
/// A file is written completely or not at all. It contains no references to external addresses and, unless it explains units, no scripts; its Content Security
/// Policy forbids both. A page with units has one script, which searches them. The same model, data and options give the same bytes, except for durations. A file
/// without units is smaller than 1 MB, no matter how much data there is.
/// </remarks>
public static class ReportExtensions
{
    /// <summary>Reports on the course of a fit: loss terms, learning rate, active units and durations.</summary>
    /// <param name="history">The history.</param>
    /// <param name="path">The file to write. An existing file is replaced.</param>
    /// <param name="options">The options, of which only the title and the units have an effect; <see langword="null"/> for the defaults.</param>
    /// <exception cref="ArgumentNullException"><paramref name="history"/> or <paramref name="path"/> is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException">The path, the title or the label column name is empty.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">Access to the path is denied.</exception>
    public static void WriteReport(this TrainingHistory history, string path, ReportOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(history);
        ArgumentException.ThrowIfNullOrEmpty(path);
        options ??= new ReportOptions();
        options.Validate();
        HtmlFile.Write(path, new ReportPage(options).Of(history));
    }

    /// <summary>
    /// Reports on a fitted transformer and its results on data: the course of the fit, latent units and codes, reconstructions next to inputs, and
    /// reconstruction errors.
    /// </summary>
    /// <param name="transformer">The transformer.</param>
    /// <param name="path">The file to write. An existing file is replaced.</param>
    /// <param name="data">The data with the input columns, preferably data that the model was not fitted on.</param>
    /// <param name="options">The options; <see langword="null"/> for the defaults.</param>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException">The path, the title or the label column name is empty.</exception>
    /// <exception cref="ArgumentOutOfRangeException">
    /// An input column is missing or has a different type or size than in the fit; the label column is missing or has an unsupported type; or an
    /// option is out of range.
    /// </exception>
    /// <exception cref="InvalidOperationException">None of the rows can be encoded.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">Access to the path is denied.</exception>
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

    /// <summary>
    /// Reports on a model that was fitted without ML.NET and its results on rows: the course of the fit, latent units and codes, reconstructions next
    /// to inputs, and reconstruction errors.
    /// </summary>
    /// <param name="model">The model.</param>
    /// <param name="path">The file to write. An existing file is replaced.</param>
    /// <param name="rows">The rows, with d values each, preferably rows that the model was not fitted on.</param>
    /// <param name="labels">
    /// The category of each row, which colors its code; an empty string for a row without a category. <see langword="null"/> for no colors.
    /// </param>
    /// <param name="options">The options; <see langword="null"/> for the defaults.</param>
    /// <exception cref="ArgumentNullException">
    /// <paramref name="model"/>, <paramref name="path"/> or <paramref name="rows"/> is <see langword="null"/>.
    /// </exception>
    /// <exception cref="ArgumentException">
    /// The path or the title is empty, the rows have the wrong number of values, the number of labels is not the number of rows, or the options name
    /// a label column, which rows do not have.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    /// <exception cref="InvalidOperationException">None of the rows can be encoded.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">Access to the path is denied.</exception>
    public static void WriteReport(
        this AutoencoderModel model, string path, IRowSource rows, IReadOnlyList<string>? labels = null, ReportOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(rows);
        options ??= new ReportOptions();
        Check(model, rows, options);
        using var reader = new ArrayReader(rows, labels);
        string[] noNames = new string[model.InputDimension];
        Write(path, model, reader, noNames, options, labels is null ? null : "label");
    }

    /// <summary>Reports on an anomaly detector and data: the scores, the rows with the highest ones and the slots that made them high.</summary>
    /// <param name="transformer">The transformer.</param>
    /// <param name="path">The file to write. An existing file is replaced.</param>
    /// <param name="data">The data with the feature column.</param>
    /// <param name="options">
    /// The options; <see langword="null"/> for the defaults. A row is anomalous if the label column is true, not 0, or the second key.
    /// </param>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException">The path, the title or the label column name is empty.</exception>
    /// <exception cref="ArgumentOutOfRangeException">
    /// The feature column is missing or has a different type or size than in the fit; the label column is missing or not a key, a Boolean or a number; or
    /// an option is out of range.
    /// </exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">Access to the path is denied.</exception>
    public static void WriteReport(this AutoencoderAnomalyTransformer transformer, string path, IDataView data, ReportOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(transformer);
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(data);
        options ??= new ReportOptions();
        options.Validate(transformer.Model.Model.InputDimension);
        IReadOnlyList<DataViewSchema.Column> inputs = transformer.Columns.Inputs.Find(data.Schema, nameof(data));
        LabelColumn? label = options.LabelColumnName is { } name ? LabelColumn.Find(name, data.Schema, nameof(data)) : null;
        if (label?.Column.Type is TextDataViewType)
        {
            throw new ArgumentOutOfRangeException(
                nameof(data), $"The label column '{label.Column.Name}' is text, which does not say what is anomalous. Use a key, a Boolean or a number.");
        }

        bool isKey = label?.Column.Type is KeyDataViewType;
        using var reader = new DataViewReader(data, inputs, label);
        Write(
            path, transformer.Model, reader, SlotNames.Texts(inputs), options, options.LabelColumnName,
            one => one.IsMissing ? null : isKey ? one.Number == 2 : one.Number != 0);
    }

    /// <summary>Reports on an anomaly detector that was fitted without ML.NET, and rows: the scores, the highest ones and the slots that made them high.</summary>
    /// <param name="detector">The detector.</param>
    /// <param name="path">The file to write. An existing file is replaced.</param>
    /// <param name="rows">The rows, with d values each.</param>
    /// <param name="labels">Whether each row is anomalous; <see langword="null"/> if that is unknown.</param>
    /// <param name="options">The options; <see langword="null"/> for the defaults.</param>
    /// <exception cref="ArgumentNullException">
    /// <paramref name="detector"/>, <paramref name="path"/> or <paramref name="rows"/> is <see langword="null"/>.
    /// </exception>
    /// <exception cref="ArgumentException">
    /// The path or the title is empty, the rows have the wrong number of values, the number of labels is not the number of rows, or the options name
    /// a label column, which rows do not have.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">Access to the path is denied.</exception>
    public static void WriteReport(
        this AnomalyDetector detector, string path, IRowSource rows, IReadOnlyList<bool>? labels = null, ReportOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(detector);
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(rows);
        options ??= new ReportOptions();
        Check(detector.Model, rows, options);
        using var reader = new ArrayReader(rows, labels is null ? null : [.. labels.Select(label => label ? "true" : "false")]);
        string[] noNames = new string[detector.Model.InputDimension];
        Write(
            path, detector, reader, noNames, options, labels is null ? null : "label", label => label.IsMissing ? null : label.Text == "true");
    }

    /// <summary>
    /// Writes the explanations of units as a page that can be searched for the text of their rows and slots, in any browser and without a network.
    /// </summary>
    /// <param name="units">The explanations.</param>
    /// <param name="path">The file to write. An existing file is replaced.</param>
    /// <param name="options">The options, of which only the title has an effect; <see langword="null"/> for the defaults.</param>
    /// <exception cref="ArgumentNullException"><paramref name="units"/> or <paramref name="path"/> is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException">The path, the title or the label column name is empty.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">Access to the path is denied.</exception>
    public static void WriteReport(this UnitReport units, string path, ReportOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(units);
        ArgumentException.ThrowIfNullOrEmpty(path);
        options ??= new ReportOptions();
        options.Validate();
        HtmlFile.Write(path, new ReportPage(options).Of(units));
    }

    /// <summary>Checks the options, and that rows fit the model.</summary>
    private static void Check(AutoencoderModel model, IRowSource rows, ReportOptions options)
    {
        options.Validate(model.InputDimension);
        if (rows.Dimension != model.InputDimension)
        {
            throw new ArgumentException(
                $"The rows have {rows.Dimension} values, but the model was fitted to rows with {model.InputDimension} values. Use rows with the same slots.",
                nameof(rows));
        }

        if (options.LabelColumnName is { } column)
        {
            throw new ArgumentException(
                $"{nameof(ReportOptions.LabelColumnName)} is '{column}', but rows have no columns. Pass the labels as an argument instead.",
                nameof(options));
        }
    }

    private static void Write(
        string path,
        AnomalyDetector detector,
        ILabeledReader reader,
        IReadOnlyList<string> slotNames,
        ReportOptions options,
        string? labelName,
        Func<RowLabel, bool?> isAnomalous) => HtmlFile.Write(
            path, new ReportPage(options).Of(DetectorFindings.Of(detector, reader, slotNames, options.MaximumRows, isAnomalous), labelName));

    private static void Write(
        string path, AutoencoderModel model, ILabeledReader reader, IReadOnlyList<string> slotNames, ReportOptions options, string? labelName) =>
        HtmlFile.Write(path, new ReportPage(options).Of(DataFindings.Of(model, reader, slotNames, options.MaximumRows), labelName));
}
