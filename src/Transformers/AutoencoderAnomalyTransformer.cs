extern alias internals;

using System.Diagnostics;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using MLNet.Autoencoder;
using MLNet.Autoencoder.Columns;
using MLNet.Autoencoder.Seam;
using MLNet.Autoencoder.Views;

[assembly: internals::Microsoft.ML.LoadableClass(
    typeof(AutoencoderAnomalyTransformer),
    typeof(AutoencoderAnomalyTransformer),
    null,
    typeof(internals::Microsoft.ML.SignatureLoadModel),
    AutoencoderAnomalyTransformer.UserName,
    AutoencoderAnomalyTransformer.LoaderSignature)]

namespace MLNet.Autoencoder;

/// <summary>
/// Adds the scores of a fitted anomaly detector to a data view: <c>Score</c>, <c>PredictedLabel</c> and, if they were requested, p-values, contributions and
/// expected values. Safe to use from several threads.
/// </summary>
[DebuggerDisplay("{FeatureColumnName,nq}: {Model.Score} > {Model.Threshold}")]
public sealed class AutoencoderAnomalyTransformer : ISingleFeaturePredictionTransformer<AnomalyDetector>
{
    internal const string UserName = "Autoencoder Anomaly Detection";

    internal const string LoaderSignature = BoundDetector.TransformerName;

    internal static readonly ModelStreamHeader Header = new(
        Signature: "AUTOENCA",
        Version: 0x00010001, // The first version.
        OldestReader: 0x00010001,
        OldestReadable: 0x00010001,
        LoaderSignature,
        typeof(AutoencoderAnomalyTransformer).Assembly.FullName!);

    internal AutoencoderAnomalyTransformer(AnomalyDetector model, DetectorColumns columns)
    {
        Model = model;
        Columns = columns;
    }

    /// <summary>The detector, for use without ML.NET.</summary>
    public AnomalyDetector Model { get; }

    /// <summary>What was measured during the fit.</summary>
    public TrainingHistory History => Model.Model.History;

    /// <summary>The column that is read, a <c>Vector&lt;Single&gt;</c>.</summary>
    public string FeatureColumnName => Columns.Inputs.Names[0];

    /// <summary>The type of that column: a vector of d slots.</summary>
    public DataViewType FeatureColumnType => new VectorDataViewType(NumberDataViewType.Single, Model.Model.InputDimension);

    /// <summary>The column of scores, <c>Single</c>; higher is more anomalous.</summary>
    public string ScoreColumnName => Columns.NameOf<ScoreColumn>()!;

    /// <summary>The column that says whether the score is above the threshold, <c>Boolean</c>.</summary>
    public string PredictedLabelColumnName => Columns.NameOf<PredictedLabelColumn>()!;

    /// <summary>The column of p-values, <c>Single</c>; <see langword="null"/> if there is none.</summary>
    public string? PValueColumnName => Columns.NameOf<PValueColumn>();

    /// <summary>The column of contributions, <c>Vector&lt;Single&gt;</c> of d; <see langword="null"/> if there is none.</summary>
    public string? ContributionsColumnName => Columns.NameOf<ContributionsColumn>();

    /// <summary>The column of expected values, <c>Vector&lt;Single&gt;</c> of d; <see langword="null"/> if there is none.</summary>
    public string? ExpectedColumnName => Columns.NameOf<ExpectedColumn>();

    /// <inheritdoc/>
    public bool IsRowToRowMapper => true;

    internal DetectorColumns Columns { get; }

    /// <summary>The schema of <see cref="Transform"/>'s result.</summary>
    /// <param name="inputSchema">The schema of the input.</param>
    /// <returns>The input's columns and the added ones.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="inputSchema"/> is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The feature column is missing or has the wrong type or size.</exception>
    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => Bind(inputSchema, nameof(inputSchema)).OutputSchema;

    /// <summary>Adds the columns. Lazy: nothing is read or computed before a cursor asks for it.</summary>
    /// <param name="input">The data.</param>
    /// <returns>The data with the added columns.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="input"/> is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The feature column is missing or has the wrong type or size.</exception>
    public IDataView Transform(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return MLNetInternals.ConvertibleToOnnx(new AutoencoderDataView(input, Bind(input.Schema, nameof(input))));
    }

    /// <summary>A mapper of single rows.</summary>
    /// <param name="inputSchema">The schema of the rows.</param>
    /// <returns>The mapper.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="inputSchema"/> is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The feature column is missing or has the wrong type or size.</exception>
    public IRowToRowMapper GetRowToRowMapper(DataViewSchema inputSchema) => new AutoencoderRowMapper(Bind(inputSchema, nameof(inputSchema)));

    /// <inheritdoc/>
    void ICanSaveModel.Save(ModelSaveContext ctx)
    {
        ArgumentNullException.ThrowIfNull(ctx);

        // *** Binary format ***
        // <ML.NET's header: signature, versions, loader>
        // safetensors: the detector (see AnomalyDetector.Save), whose metadata holds the column names, covered by its checksum:
        //     input_column;
        //     the name of each added column, under the attribute of its row in DetectorColumns, such as score_column
        Model.Save(MLNetInternals.BeginSave(ctx, Header), Columns.ToAttributes());
    }

    /// <summary>The same transformer with another detector.</summary>
    internal AutoencoderAnomalyTransformer With(AnomalyDetector model) => new(model, Columns);

    private static AutoencoderAnomalyTransformer Create(IHostEnvironment env, internals::Microsoft.ML.ModelLoadContext ctx)
    {
        ArgumentNullException.ThrowIfNull(env);
        ArgumentNullException.ThrowIfNull(ctx);
        Stream stream = MLNetInternals.BeginLoad(ctx, Header);
        try
        {
            var detector = AnomalyDetector.Load(stream, long.MaxValue, out var attributes);
            return new AutoencoderAnomalyTransformer(detector, DetectorColumns.FromAttributes(attributes, detector));
        }
        catch (FormatException damaged)
        {
            // ML.NET calls this method by reflection and wraps its exceptions. Once processed by the environment, ours is wrapped like ML.NET's own.
            throw env.Process(damaged);
        }
    }

    private BoundDetector Bind(DataViewSchema schema, string argument)
    {
        ArgumentNullException.ThrowIfNull(schema, argument);
        return new BoundDetector(schema, Columns, Model, argument);
    }
}
