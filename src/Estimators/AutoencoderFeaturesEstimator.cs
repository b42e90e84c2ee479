using Microsoft.ML;
using Microsoft.ML.Runtime;
using MLNet.Autoencoder.Columns;
using MLNet.Autoencoder.Communication;
using MLNet.Autoencoder.Inputs;
using MLNet.Autoencoder.Seam;

namespace MLNet.Autoencoder;

/// <summary>
/// Fits an autoencoder to one or more columns and adds its latent features. Created by
/// <see cref="AutoencoderFeaturesCatalog.AutoencoderFeatures(TransformsCatalog, string, string, int, int?, int?, string)"/> or its overload with
/// options.
/// </summary>
/// <remarks>
/// <para>Fitting twice gives the same model: if the options have no seed, one is drawn when the estimator is created.</para>
/// <para>
/// Many fits may run at once, even on one <c>MLContext</c>, and each gives the result that it would give alone. When <c>Fit</c> returns or
/// throws, its cursors are disposed and its threads have ended. Neither the estimator nor the transformer needs disposing.
/// </para>
/// <list type="table">
/// <item><term>Does this estimator need to look at the data to train its parameters?</term><description>Yes</description></item>
/// <item><term>Input column data type</term><description>Fixed-size <c>Vector&lt;Single&gt;</c>, dense or sparse</description></item>
/// <item><term>Data type of each of several input columns</term><description>The same, or <c>Single</c></description></item>
/// <item><term>Output column data type</term><description><c>Vector&lt;Single&gt;</c>; <c>Single</c> for reconstruction errors</description></item>
/// <item>
/// <term>Missing values, NaN</term>
/// <description>
/// The row is left out of the fit, with a warning, and gets NaN in every added column. With <see cref="MissingValues.Mask"/>, the fit learns
/// from the rest of the row, and the reconstruction fills in the missing values
/// </description>
/// </item>
/// <item>
/// <term>Infinite values</term><description>The row is left out of the fit, with a warning, and gets NaN in every added column</description>
/// </item>
/// <item><term>Example weights</term><description><c>Single</c>, in a separate column; read only by the fit</description></item>
/// <item>
/// <term>Labels</term><description>A key, a Boolean or <c>Single</c>, in a separate column; optional, and read only by the fit</description>
/// </item>
/// <item>
/// <term>Categories</term>
/// <description>
/// With <see cref="Mixed"/>, the groups in the annotation <c>CategoricalSlotRanges</c>, which <c>OneHotEncoding</c> writes
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
    /// The data to fit to, with the input columns and, if the options name them, the columns of weights and labels. Rows with an infinity, a weight that is
    /// not finite, or a NaN that <see cref="AutoencoderOptions.MissingValues"/> does not allow are left out; one warning in
    /// <c>MLContext.Log</c> counts them.
    /// </param>
    /// <returns>The transformer that adds the features.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="input"/> is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentOutOfRangeException">
    /// An input column is missing or is not a fixed-size vector of Single (or, if there are several, a Single), the column of weights is missing or is
    /// not a Single, or the column of labels is missing or is not a key, a Boolean or a Single.
    /// </exception>
    /// <exception cref="ArgumentException">
    /// The model to start from, or <see cref="Mixed.Slots"/>, does not match the number of values in a row, or no checkpoint can be written to
    /// <see cref="AutoencoderOptions.CheckpointPath"/>.
    /// </exception>
    /// <exception cref="InvalidOperationException">
    /// No row is usable, a value does not suit the reconstruction loss, a weight is negative, the values of a slot are further apart than the
    /// largest <c>Single</c>, the data returned other rows when read again, training diverged, or the checkpoint belongs to another fit or cannot be read.
    /// </exception>
    /// <exception cref="OperationCanceledException">The token in the options, or the environment, was canceled.</exception>
    /// <exception cref="NotSupportedException">The engine does not support the options, or lacks a library or device that it needs.</exception>
    public AutoencoderFeaturesTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return Fit(input, nameof(input), validationData: null);
    }

    /// <summary>Fits the autoencoder, and keeps the model of the epoch with the best loss on separate validation data.</summary>
    /// <param name="trainData">The data to fit to, as in <see cref="Fit(IDataView)"/>.</param>
    /// <param name="validationData">
    /// The data to validate on after each epoch, with the same columns; its rows are held in memory. <see langword="null"/> to hold out
    /// <see cref="AutoencoderOptions.ValidationFraction"/> of the training data, as <see cref="Fit(IDataView)"/> does.
    /// </param>
    /// <returns>The transformer that adds the features.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="trainData"/> is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentOutOfRangeException">
    /// A column is missing or has the wrong type, as in <see cref="Fit(IDataView)"/>, or has a different size in <paramref name="validationData"/>.
    /// </exception>
    /// <inheritdoc cref="Fit(IDataView)" path="/exception"/>
    public AutoencoderFeaturesTransformer Fit(IDataView trainData, IDataView? validationData)
    {
        ArgumentNullException.ThrowIfNull(trainData);
        return Fit(trainData, nameof(trainData), validationData);
    }

    /// <summary>The shape of the fitted transformer's output schema.</summary>
    /// <param name="inputSchema">The shape of the input.</param>
    /// <returns>The input's columns, and the added ones, which replace input columns of the same name.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="inputSchema"/> is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentOutOfRangeException">
    /// An input column is missing or is not a fixed-size vector of Single (or, if there are several, a Single), the column of weights is missing or is
    /// not a Single, or the column of labels is missing or is not a key, a Boolean or a Single.
    /// </exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        var added = _columns.Promise(_columns.Inputs.Find(inputSchema, nameof(inputSchema))).ToArray();
        FitColumn.Weight.Check(_options.ExampleWeightColumnName, inputSchema, nameof(inputSchema));
        FitColumn.Label.Check(_options.LabelColumnName, inputSchema, nameof(inputSchema));
        var kept = inputSchema.Where(column => added.All(other => other.Name != column.Name));
        return new SchemaShape([.. kept, .. added]);
    }

    private static FeatureColumns ColumnsOf(AutoencoderFeaturesOptions options)
    {
        string? empty = options switch
        {
            { ExampleWeightColumnName: "" } => nameof(options.ExampleWeightColumnName),
            { LabelColumnName: "" } => nameof(options.LabelColumnName),
            _ => null,
        };
        if (empty is not null)
        {
            throw new ArgumentException($"{empty} must be a column name or null, but it is empty.", nameof(options));
        }

        return FeatureColumns.Create(InputsOf(options), options.AddedColumns, options.Kind);
    }

    private static InputColumns InputsOf(AutoencoderFeaturesOptions options)
    {
        string? fault = options switch
        {
            { InputColumnName: "" } => $"{nameof(options.InputColumnName)} must be a column name or null, but it is empty.",
            { InputColumnName: not null, InputColumnNames: not null } =>
                $"{nameof(options.InputColumnName)} must be null if {nameof(options.InputColumnNames)} is set, but it is "
                + $"'{options.InputColumnName}'. Set only one of the two.",
            { InputColumnNames.Count: 0 } =>
                $"{nameof(options.InputColumnNames)} must name at least one column or be null, but it is empty.",
            _ => null,
        };
        return fault is null
            ? new InputColumns(options.InputColumnNames ?? [options.InputColumnName ?? options.OutputColumnName])
            : throw new ArgumentException(fault, nameof(options));
    }

    private AutoencoderFeaturesTransformer Fit(IDataView trainData, string argument, IDataView? validationData)
    {
        var ranks = new Ranks(_options.Communicator);
        return ranks.Run(() => Fit(trainData, argument, validationData, ranks));
    }

    private AutoencoderFeaturesTransformer Fit(IDataView trainData, string argument, IDataView? validationData, Ranks ranks)
    {
        var inputs = _columns.Inputs.Find(trainData.Schema, argument);
        var fitted = _columns.FittedTo(inputs);
        DataViewRows rows = RowsOf(trainData, inputs, argument);
        DataViewRows? validationRows = validationData is null
            ? null
            : RowsOf(validationData, fitted.Inputs.Find(validationData.Schema, nameof(validationData)), nameof(validationData));
        using IChannel channel = _host.Start("Training");
        AutoencoderFeaturesOptions options = OptionsFor(inputs, channel);
        RankColumns.ThrowIfDifferent(ranks, inputs, FitColumn.Label.Find(_options.LabelColumnName, trainData.Schema, argument));
        AutoencoderModel model = Train(rows, validationRows, options, ranks, new FitMonitor(
            _environment, channel, options, (statistics, scaling) => ErrorUnits.FindFault(options, statistics, scaling, () => SlotNames.Texts(inputs))));
        if (!ranks.IsFirst)
        {
            return new AutoencoderFeaturesTransformer(model, fitted);
        }

        if (model.History.FinalEpochs > 0)
        {
            channel.Info(
                MessageSensitivity.None,
                $"{model.History.FinalEpochs} final epochs trained the parameters of epoch {model.History.BestEpoch} on all rows, including those held out.");
        }

        SkippedRows.Warn(model.History, options, _columns.Inputs, _options.ExampleWeightColumnName, holdsOut: validationData is null, channel);
        return new AutoencoderFeaturesTransformer(model, fitted);
    }

    private DataViewRows RowsOf(IDataView view, IReadOnlyList<DataViewSchema.Column> inputs, string argument) => new(
        view,
        inputs,
        FitColumn.Weight.Find(_options.ExampleWeightColumnName, view.Schema, argument),
        FitColumn.Label.Find(_options.LabelColumnName, view.Schema, argument));

    /// <summary>The options, with the kinds of the slots taken from the columns if the options leave them to the columns.</summary>
    private AutoencoderFeaturesOptions OptionsFor(IReadOnlyList<DataViewSchema.Column> inputs, IChannel channel)
    {
        if (_options.Reconstruction is not Mixed { Slots: null } mixed)
        {
            return _options;
        }

        IReadOnlyList<SlotRange> slots = CategoricalSlots.Of(inputs);
        if (slots.Count == 0 && _options.IsFirstRank)
        {
            channel.Warning(
                MessageSensitivity.Schema,
                $"{nameof(_options.Reconstruction)} is {nameof(Mixed)}, but no slot of {_columns.Inputs} is marked as categorical, as ML.NET's "
                + $"OneHotEncoding would mark it. Every slot is treated as continuous. If some are not, set new {nameof(Mixed)} {{ "
                + $"{nameof(Mixed.Slots)} = [{nameof(SlotRange)}.{nameof(SlotRange.OneHot)}(start, count), "
                + $"{nameof(SlotRange)}.{nameof(SlotRange.Binary)}(start, count)] }}.");
        }

        return new AutoencoderFeaturesOptions(_options) { Reconstruction = mixed with { Slots = slots } };
    }

    private AutoencoderModel Train(DataViewRows rows, DataViewRows? validationRows, AutoencoderFeaturesOptions options, Ranks ranks, FitMonitor monitor)
    {
        var (device, fallsBackToCpu) = MLNetInternals.GpuOf(_environment);
        try
        {
            return Autoencoder.Fit(rows, validationRows, options, _drawnSeed, new GpuPreference(device, fallsBackToCpu), monitor, ranks);
        }
        catch (InvalidOperationException failed)
        {
            throw new InvalidOperationException($"The fit to {_columns.Inputs} failed. {failed.Message}", failed);
        }
    }
}
