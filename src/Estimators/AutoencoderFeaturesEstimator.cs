using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Runtime;
using MLNet.Autoencoder.Columns;
using MLNet.Autoencoder.Inputs;
using MLNet.Autoencoder.Seam;

namespace MLNet.Autoencoder;

/// <summary>
/// Fits an autoencoder to one column, or to several together, and adds its latent features. Made by
/// <see cref="AutoencoderFeaturesCatalog.AutoencoderFeatures(TransformsCatalog, string, string, int, int, int?)"/> or its overload with
/// options.
/// </summary>
/// <remarks>
/// <para>Fitting twice gives the same model: the seed is drawn, if the options name none, when the estimator is made.</para>
/// <para>
/// Many fits may run at once, on one <c>MLContext</c> too, and each gives what it would give alone. A fit has disposed of its cursors and threads when
/// <c>Fit</c> returns or throws; neither estimator nor transformer has to be disposed.
/// </para>
/// <list type="table">
/// <item><term>Does this estimator need to look at the data to train its parameters?</term><description>Yes</description></item>
/// <item><term>Input column data type</term><description>Fixed-size <c>Vector&lt;Single&gt;</c>, dense or sparse</description></item>
/// <item><term>The same, of several input columns</term><description>That, or <c>Single</c></description></item>
/// <item><term>Output column data type</term><description><c>Vector&lt;Single&gt;</c>; <c>Single</c> for the reconstruction error</description></item>
/// <item>
/// <term>Missing values, NaN</term>
/// <description>
/// The row is left out of the fit, with a warning, and gets NaN in every added column; or, with <see cref="MissingValues.Mask"/>, the rest
/// of the row is learnt from and the reconstruction fills in what is missing
/// </description>
/// </item>
/// <item>
/// <term>Infinite values</term><description>The row is left out of the fit, with a warning, and gets NaN in every added column</description>
/// </item>
/// <item><term>Example weights</term><description><c>Single</c>, in a column of their own; read by the fit only</description></item>
/// <item>
/// <term>Categories</term>
/// <description>
/// With <see cref="Mixed"/>, the groups that the annotation <c>CategoricalSlotRanges</c> names, as <c>OneHotEncoding</c> leaves it
/// </description>
/// </item>
/// <item>
/// <term>Exportable to ONNX</term>
/// <description>Yes: alone by <c>SaveAsOnnx</c>, in the package MLNet.Autoencoder.Onnx, or in a chain by <c>mlContext.Model.ConvertToOnnx</c></description>
/// </item>
/// </list>
/// </remarks>
public sealed class AutoencoderFeaturesEstimator : IEstimator<AutoencoderFeaturesTransformer>
{
    private readonly IHostEnvironment _environment;
    private readonly IHost _host;
    private readonly AutoencoderFeaturesOptions _options;
    private readonly FeatureColumns _columns;
    private readonly int _drawnSeed;

    internal AutoencoderFeaturesEstimator(IHostEnvironment environment, AutoencoderFeaturesOptions options)
    {
        _options = new AutoencoderFeaturesOptions(options);
        _options.Validate();
        _columns = ColumnsOf(_options);
        _environment = environment;
        _host = environment.Register(nameof(AutoencoderFeaturesEstimator));
        _drawnSeed = _options.Seed ?? _host.Rand.Next();
    }

    /// <summary>Fits the autoencoder.</summary>
    /// <param name="input">
    /// The data to fit to, with the input columns, and that of the weights if the options name one. Rows with an infinite value or weight, and
    /// those with a NaN that <see cref="AutoencoderOptions.MissingValues"/> does not allow, are left out; one warning in <c>MLContext.Log</c>
    /// counts them.
    /// </param>
    /// <returns>What adds the features.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="input"/> is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentOutOfRangeException">
    /// An input column is missing, or not a fixed-size vector of Single; of several, each may also be a Single. Or the column of weights is
    /// missing or no Single.
    /// </exception>
    /// <exception cref="ArgumentException">
    /// The model to start from, or the map of the slots in <see cref="Mixed.Slots"/>, does not suit the number of values in a row.
    /// </exception>
    /// <exception cref="InvalidOperationException">
    /// No row can be fitted to, a value does not suit the reconstruction loss, a weight is negative, the values of a slot are further apart than the
    /// largest <c>Single</c>, the data gave fewer rows when they were read again, training diverged, or the checkpoint is of another fit.
    /// </exception>
    /// <exception cref="OperationCanceledException">The token in the options, or the environment, was cancelled.</exception>
    /// <exception cref="NotSupportedException">The engine in the options cannot do what they ask for, or lacks what it runs on.</exception>
    public AutoencoderFeaturesTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return Fit(input, nameof(input), validationData: null);
    }

    /// <summary>Fits the autoencoder to rows, and keeps the model of the epoch that does best on others.</summary>
    /// <param name="trainData">The data to fit to, as in <see cref="Fit(IDataView)"/>.</param>
    /// <param name="validationData">
    /// The data to validate on after each epoch, with the same columns; its rows are held in memory. <see langword="null"/> to hold out
    /// <see cref="AutoencoderOptions.ValidationFraction"/> of the other, as <see cref="Fit(IDataView)"/> does.
    /// </param>
    /// <returns>What adds the features.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="trainData"/> is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentOutOfRangeException">
    /// A column is missing or mistyped, as in <see cref="Fit(IDataView)"/>, or has another size in <paramref name="validationData"/>.
    /// </exception>
    /// <inheritdoc cref="Fit(IDataView)" path="/exception"/>
    public AutoencoderFeaturesTransformer Fit(IDataView trainData, IDataView? validationData)
    {
        ArgumentNullException.ThrowIfNull(trainData);
        return Fit(trainData, nameof(trainData), validationData);
    }

    /// <summary>The shape of what the fitted transformer gives.</summary>
    /// <param name="inputSchema">The shape of the input.</param>
    /// <returns>The input's columns, and the added ones, replacing any of their names.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="inputSchema"/> is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentOutOfRangeException">
    /// An input column is missing, or not a fixed-size vector of Single; of several, each may also be a Single. Or the column of weights is
    /// missing or no Single.
    /// </exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        var added = _columns.Promise(_columns.Inputs.Find(inputSchema, nameof(inputSchema))).ToArray();
        WeightColumn.Check(_options.ExampleWeightColumnName, inputSchema, nameof(inputSchema));
        var kept = inputSchema.Where(column => added.All(other => other.Name != column.Name));
        return new SchemaShape([.. kept, .. added]);
    }

    private static FeatureColumns ColumnsOf(AutoencoderFeaturesOptions options)
    {
        if (options.ExampleWeightColumnName is "")
        {
            throw new ArgumentException(
                $"{nameof(options.ExampleWeightColumnName)} must be the name of a column, or null, but it is empty.", nameof(options));
        }

        return FeatureColumns.Create(InputsOf(options), options.AddedColumns, options.Kind);
    }

    private static InputColumns InputsOf(AutoencoderFeaturesOptions options)
    {
        string? fault = options switch
        {
            { InputColumnName: "" } => $"{nameof(options.InputColumnName)} must be the name of a column, or null, but it is empty.",
            { InputColumnName: not null, InputColumnNames: not null } =>
                $"{nameof(options.InputColumnName)} must be null where {nameof(options.InputColumnNames)} is given, but it is "
                + $"'{options.InputColumnName}'. Set the one or the other.",
            { InputColumnNames.Count: 0 } =>
                $"{nameof(options.InputColumnNames)} must name one column or more, or be null, but it is empty.",
            _ => null,
        };
        return fault is null
            ? new InputColumns(options.InputColumnNames ?? [options.InputColumnName ?? options.OutputColumnName])
            : throw new ArgumentException(fault, nameof(options));
    }

    private AutoencoderFeaturesTransformer Fit(IDataView trainData, string argument, IDataView? validationData)
    {
        var inputs = _columns.Inputs.Find(trainData.Schema, argument);
        var fitted = _columns.FittedTo(inputs);
        DataViewRows rows = RowsOf(trainData, inputs, argument);
        DataViewRows? validationRows = validationData is null
            ? null
            : RowsOf(validationData, fitted.Inputs.Find(validationData.Schema, nameof(validationData)), nameof(validationData));
        using IChannel channel = _host.Start("Training");
        AutoencoderModel model = Train(rows, validationRows, OptionsFor(inputs, channel), channel);
        WarnOfSkippedRows(model.History, holdsOut: validationData is null, channel);
        return new AutoencoderFeaturesTransformer(model, fitted);
    }

    private DataViewRows RowsOf(IDataView view, IReadOnlyList<DataViewSchema.Column> inputs, string argument) =>
        new(view, inputs, WeightColumn.Find(_options.ExampleWeightColumnName, view.Schema, argument));

    /// <summary>The options, with what the columns say of their slots where that is asked for.</summary>
    private AutoencoderFeaturesOptions OptionsFor(IReadOnlyList<DataViewSchema.Column> inputs, IChannel channel)
    {
        if (_options.Reconstruction is not Mixed { Slots: null } mixed)
        {
            return _options;
        }

        IReadOnlyList<SlotRange> slots = CategoricalSlots.Of(inputs);
        if (slots.Count == 0)
        {
            channel.Warning(
                MessageSensitivity.Schema,
                $"{nameof(_options.Reconstruction)} is {nameof(Mixed)}, but nothing in {_columns.Inputs} is marked as categorical, as ML.NET's "
                + $"OneHotEncoding does: every slot is taken to be continuous. Where some are not, say so: new {nameof(Mixed)} {{ "
                + $"{nameof(Mixed.Slots)} = [{nameof(SlotRange)}.{nameof(SlotRange.OneHot)}(start, count), "
                + $"{nameof(SlotRange)}.{nameof(SlotRange.Binary)}(start, count)] }}.");
        }

        return new AutoencoderFeaturesOptions(_options) { Reconstruction = mixed with { Slots = slots } };
    }

    private AutoencoderModel Train(DataViewRows rows, DataViewRows? validationRows, AutoencoderFeaturesOptions options, IChannel channel)
    {
        var (device, fallsBackToCpu) = MLNetInternals.GpuOf(_environment);
        try
        {
            return Autoencoder.Fit(
                rows, validationRows, options, _drawnSeed, new GpuPreference(device, fallsBackToCpu), new FitMonitor(_environment, channel, options));
        }
        catch (InvalidOperationException failed)
        {
            throw new InvalidOperationException($"Fitting to {_columns.Inputs} failed. {failed.Message}", failed);
        }
    }

    private void WarnOfSkippedRows(TrainingHistory history, bool holdsOut, IChannel channel)
    {
        if (history.SkippedRowCount > 0)
        {
            bool masks = _options.MissingValues == MissingValues.Mask;
            string values = masks ? "infinite values, or no value at all," : "NaN or infinite values";
            string remedy = masks ? string.Empty : $" {nameof(MissingValues)} = {nameof(MissingValues.Mask)} learns from what else a row with a NaN holds.";
            string weights = _options.ExampleWeightColumnName is { } name ? $", or such a weight in column '{name}'" : string.Empty;
            long rows = history.RowCount + (holdsOut ? history.ValidationRowCount : 0) + history.SkippedRowCount;
            channel.Warning(
                MessageSensitivity.Schema,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{history.SkippedRowCount} of {rows} rows were left out of the fit for {values} in {_columns.Inputs}{weights}.{remedy}"));
        }
    }
}
