using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Runtime;
using MLNet.Autoencoder.Seam;

namespace MLNet.Autoencoder;

/// <summary>
/// Fits an autoencoder to one column, or to several together, and adds its latent features. Made by
/// <see cref="AutoencoderFeaturesCatalog.AutoencoderFeatures(TransformsCatalog, string, string, int, int, int?)"/> or its overload with
/// options.
/// </summary>
/// <remarks>
/// <para>Fitting twice gives the same model: the seed is drawn, if the options name none, when the estimator is made.</para>
/// <list type="table">
/// <item><term>Does this estimator need to look at the data to train its parameters?</term><description>Yes</description></item>
/// <item><term>Input column data type</term><description>Fixed-size <c>Vector&lt;Single&gt;</c>, dense or sparse</description></item>
/// <item><term>The same, of several input columns</term><description>That, or <c>Single</c></description></item>
/// <item><term>Output column data type</term><description><c>Vector&lt;Single&gt;</c>; <c>Single</c> for the reconstruction error</description></item>
/// <item><term>Rows with NaN or infinite values</term><description>Left out of the fit, with a warning; NaN in every added column</description></item>
/// <item><term>Exportable to ONNX</term><description>No</description></item>
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
    /// The data to fit to, with the input columns. Rows with NaN or infinite values are left out; one warning in <c>MLContext.Log</c> counts
    /// them.
    /// </param>
    /// <returns>What adds the features.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="input"/> is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentOutOfRangeException">
    /// An input column is missing, or not a fixed-size vector of Single; of several, each may also be a Single.
    /// </exception>
    /// <exception cref="InvalidOperationException">
    /// No row can be fitted to, a value does not suit the reconstruction loss, or training diverged.
    /// </exception>
    /// <exception cref="OperationCanceledException">The token in the options, or the environment, was cancelled.</exception>
    /// <exception cref="NotSupportedException">The engine in the options cannot do what they ask for, or lacks what it runs on.</exception>
    public AutoencoderFeaturesTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        var inputs = _columns.Inputs.Find(input.Schema, nameof(input));
        using IChannel channel = _host.Start("Training");
        AutoencoderModel model = Train(new DataViewRows(input, inputs), channel);
        WarnOfSkippedRows(model.History, channel);
        return new AutoencoderFeaturesTransformer(model, _columns.FittedTo(inputs));
    }

    /// <summary>The shape of what the fitted transformer gives: the input's columns, and the added ones, replacing any of their names.</summary>
    /// <param name="inputSchema">The shape of the input.</param>
    /// <exception cref="ArgumentNullException"><paramref name="inputSchema"/> is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentOutOfRangeException">
    /// An input column is missing, or not a fixed-size vector of Single; of several, each may also be a Single.
    /// </exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        var added = _columns.Promise(_columns.Inputs.Find(inputSchema, nameof(inputSchema))).ToArray();
        var kept = inputSchema.Where(column => added.All(other => other.Name != column.Name));
        return new SchemaShape([.. kept, .. added]);
    }

    private static FeatureColumns ColumnsOf(AutoencoderFeaturesOptions options)
    {
        if (string.IsNullOrEmpty(options.OutputColumnName))
        {
            throw new ArgumentException(
                $"{nameof(options.OutputColumnName)} must name the column of latent features to add, but it is "
                + $"{(options.OutputColumnName is null ? "null" : "empty")}.",
                nameof(options));
        }

        if (options.LogVarianceColumnName is not null && !options.Kind.IsVariational)
        {
            throw new ArgumentException(
                $"{nameof(options.LogVarianceColumnName)} is '{options.LogVarianceColumnName}', but the codes of Kind = {options.Kind} have no "
                + $"variance. Leave it out, or use Kind = {nameof(Variational)}.",
                nameof(options));
        }

        return FeatureColumns.Create(
            InputsOf(options),
            options.OutputColumnName,
            options.LogVarianceColumnName,
            options.ReconstructionColumnName,
            options.ReconstructionErrorColumnName);
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

    private AutoencoderModel Train(DataViewRows rows, IChannel channel)
    {
        try
        {
            return AutoencoderModel.Fit(
                rows, null, _options, _drawnSeed, MLNetInternals.GpuOf(_environment), new FitMonitor(_environment, channel, _options));
        }
        catch (InvalidOperationException failed)
        {
            throw new InvalidOperationException($"Fitting to {_columns.Inputs} failed. {failed.Message}", failed);
        }
    }

    private void WarnOfSkippedRows(TrainingHistory history, IChannel channel)
    {
        if (history.SkippedRowCount > 0)
        {
            channel.Warning(
                MessageSensitivity.Schema,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{history.SkippedRowCount} of {history.RowCount + history.SkippedRowCount} rows were left out of the fit for "
                    + $"NaN or infinite values in {_columns.Inputs}."));
        }
    }
}
