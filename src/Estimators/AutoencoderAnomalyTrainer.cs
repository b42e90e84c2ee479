using Microsoft.ML;
using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers;
using MLNet.Autoencoder.Columns;
using MLNet.Autoencoder.Communication;
using MLNet.Autoencoder.Inputs;
using MLNet.Autoencoder.Seam;

namespace MLNet.Autoencoder;

/// <summary>
/// Fits an anomaly detector to a column of normal rows, or of rows among which anomalies are rare. Created by
/// <see cref="AutoencoderAnomalyCatalog.Autoencoder(AnomalyDetectionCatalog.AnomalyDetectionTrainers, string, string, float, int?, int?)"/> or its overload with
/// options.
/// </summary>
/// <remarks>
/// <para>
/// A denoising autoencoder learns to predict masked values from the others (Vincent et al., Extracting and Composing Robust Features with Denoising
/// Autoencoders, 2008). A row is scored by how badly each of its values is predicted while it is masked, see <see cref="AnomalyScore"/>. The threshold is taken
/// from the scores of rows held out of the fit.
/// </para>
/// <para>Fitting twice gives the same detector: if the options have no seed, one is drawn when the trainer is created.</para>
/// <list type="table">
/// <item><term>Machine learning task</term><description>Anomaly detection</description></item>
/// <item><term>Is normalization required?</term><description>No: slots are standardized, and those with heavy tails are put on a logarithmic scale</description></item>
/// <item><term>Is caching required?</term><description>No: rows are read once, unless they take more memory than is available</description></item>
/// <item><term>Input column data type</term><description>Fixed-size <c>Vector&lt;Single&gt;</c>, dense or sparse</description></item>
/// <item><term>Output columns</term><description><c>Score</c>, <c>Single</c>; <c>PredictedLabel</c>, <c>Boolean</c>; on request, p-values, contributions and expected
/// values</description></item>
/// <item><term>Missing values, NaN</term><description>The fit learns from the rest of the row. They contribute 0 to the score</description></item>
/// <item><term>Infinite values</term><description>The row is left out of the fit, with a warning, and its score is NaN</description></item>
/// <item><term>Categories</term><description>The groups in the annotation <c>CategoricalSlotRanges</c>, which <c>OneHotEncoding</c> writes</description></item>
/// <item><term>Exportable to ONNX</term><description>Yes: alone by <c>SaveAsOnnx</c>, in the package MLNet.Autoencoder.Onnx, or in a chain by
/// <c>mlContext.Model.ConvertToOnnx</c></description></item>
/// </list>
/// </remarks>
public sealed class AutoencoderAnomalyTrainer : ITrainerEstimator<AutoencoderAnomalyTransformer, AnomalyDetector>
{
    private readonly IHostEnvironment _environment;
    private readonly IHost _host;
    private readonly AutoencoderAnomalyOptions _options;
    private readonly DetectorColumns _columns;
    private readonly int _drawnSeed;

    internal AutoencoderAnomalyTrainer(IHostEnvironment environment, AutoencoderAnomalyOptions options)
    {
        _options = new AutoencoderAnomalyOptions(options);
        _options.Validate();
        if (string.IsNullOrEmpty(_options.FeatureColumnName) || _options.ExampleWeightColumnName is "")
        {
            string name = string.IsNullOrEmpty(_options.FeatureColumnName) ? nameof(options.FeatureColumnName) : nameof(options.ExampleWeightColumnName);
            throw new ArgumentException(
                $"{name} must be a column name{(name == nameof(options.FeatureColumnName) ? string.Empty : " or null")}, but it is empty.", nameof(options));
        }

        _columns = DetectorColumns.Create(new InputColumns([_options.FeatureColumnName]), _options.NameOf, _options.Score);
        _environment = environment;
        _host = environment.Register(nameof(AutoencoderAnomalyTrainer));
        _drawnSeed = _options.Seed ?? _host.Rand.Next();
        Info = MLNetInternals.NewTrainerInfo(supportsValidation: true);
    }

    /// <summary>What ML.NET may know about the trainer: no normalization or caching is needed, and validation data is supported.</summary>
    public TrainerInfo Info { get; }

    /// <summary>Fits a detector.</summary>
    /// <param name="input">The rows to train on.</param>
    /// <returns>The transformer that adds the columns.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="input"/> is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or has the wrong type.</exception>
    /// <exception cref="InvalidOperationException">There are no rows to train on, or the fit failed.</exception>
    /// <exception cref="OperationCanceledException">The fit was canceled.</exception>
    public AutoencoderAnomalyTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return Fit(input, nameof(input), validationData: null);
    }

    /// <summary>Fits a detector, and takes its threshold and the best epoch from given rows instead of held-out ones.</summary>
    /// <param name="trainData">The rows to train on.</param>
    /// <param name="validationData">Rows of the same kind that are not trained on; <see langword="null"/> to hold out some of the others.</param>
    /// <returns>The transformer that adds the columns.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="trainData"/> is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or has the wrong type or size.</exception>
    /// <exception cref="InvalidOperationException">There are no rows to train on, or the fit failed.</exception>
    /// <exception cref="OperationCanceledException">The fit was canceled.</exception>
    public AutoencoderAnomalyTransformer Fit(IDataView trainData, IDataView? validationData)
    {
        ArgumentNullException.ThrowIfNull(trainData);
        return Fit(trainData, nameof(trainData), validationData);
    }

    /// <summary>The shape of the schema that the fitted transformer delivers.</summary>
    /// <param name="inputSchema">The shape of the input.</param>
    /// <returns>The input's columns and the added ones.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="inputSchema"/> is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or has the wrong type.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        IReadOnlyList<SchemaShape.Column> inputs = _columns.Inputs.Find(inputSchema, nameof(inputSchema));
        FitColumn.Weight.Check(_options.ExampleWeightColumnName, inputSchema, nameof(inputSchema));
        SchemaShape.Column[] added = [.. _columns.Added.Select(column => column.Column.Promise(column.Name, inputs))];
        return new SchemaShape([.. inputSchema.Where(column => added.All(other => other.Name != column.Name)), .. added]);
    }

    private AutoencoderAnomalyTransformer Fit(IDataView trainData, string argument, IDataView? validationData)
    {
        var ranks = new Ranks(_options.Communicator);
        return ranks.Run(() => Fit(trainData, argument, validationData, ranks));
    }

    private AutoencoderAnomalyTransformer Fit(IDataView trainData, string argument, IDataView? validationData, Ranks ranks)
    {
        IReadOnlyList<DataViewSchema.Column> inputs = _columns.Inputs.Find(trainData.Schema, argument);
        DetectorColumns fitted = _columns.FittedTo(inputs);
        DataViewRows rows = RowsOf(trainData, inputs, argument);
        DataViewRows? validationRows = validationData is null
            ? null
            : RowsOf(validationData, fitted.Inputs.Find(validationData.Schema, nameof(validationData)), nameof(validationData));
        using IChannel channel = _host.Start("Training");
        AnomalyDetectorOptions options = OptionsFor(inputs).ForRowsOf(rows.Dimension);
        RankColumns.ThrowIfDifferent(ranks, inputs, label: null);
        AnomalyDetector detector = Train(rows, validationRows, options, ranks, new FitMonitor(_environment, channel, options));
        if (ranks.IsFirst)
        {
            SkippedRows.Warn(detector.Model.History, options, _columns.Inputs, _options.ExampleWeightColumnName, holdsOut: validationData is null, channel);
        }

        return new AutoencoderAnomalyTransformer(detector, fitted);
    }

    private DataViewRows RowsOf(IDataView view, IReadOnlyList<DataViewSchema.Column> inputs, string argument) =>
        new(view, inputs, FitColumn.Weight.Find(_options.ExampleWeightColumnName, view.Schema, argument));

    /// <summary>The options for the rows at hand: what their annotations call categories are categories.</summary>
    private AutoencoderAnomalyOptions OptionsFor(IReadOnlyList<DataViewSchema.Column> inputs)
    {
        bool isOpen = _options.Reconstruction is Gaussian { Variance: null } or Mixed { Slots: null };
        IReadOnlyList<SlotRange> categories = isOpen ? CategoricalSlots.Of(inputs) : [];
        return categories.Count == 0 ? _options : new AutoencoderAnomalyOptions(_options) { Reconstruction = new Mixed { Slots = categories } };
    }

    private AnomalyDetector Train(DataViewRows rows, DataViewRows? validationRows, AnomalyDetectorOptions options, Ranks ranks, FitMonitor monitor)
    {
        var (device, fallsBackToCpu) = MLNetInternals.GpuOf(_environment);
        try
        {
            return Autoencoder.FitAnomalyDetector(rows, validationRows, options, _drawnSeed, new GpuPreference(device, fallsBackToCpu), monitor, ranks);
        }
        catch (InvalidOperationException failed)
        {
            throw new InvalidOperationException($"The fit to {_columns.Inputs} failed. {failed.Message}", failed);
        }
    }
}
