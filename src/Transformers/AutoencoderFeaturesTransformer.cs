extern alias internals;

using System.Diagnostics;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using MLNet.Autoencoder;
using MLNet.Autoencoder.Columns;
using MLNet.Autoencoder.Inputs;
using MLNet.Autoencoder.Rows;
using MLNet.Autoencoder.Seam;
using MLNet.Autoencoder.Views;

[assembly: internals::Microsoft.ML.LoadableClass(
    typeof(AutoencoderFeaturesTransformer),
    typeof(AutoencoderFeaturesTransformer),
    null,
    typeof(internals::Microsoft.ML.SignatureLoadModel),
    AutoencoderFeaturesTransformer.UserName,
    AutoencoderFeaturesTransformer.LoaderSignature)]

namespace MLNet.Autoencoder;

/// <summary>
/// Adds the features of a fitted autoencoder to a data view. Created by fitting the estimator from
/// <c>mlContext.Transforms.AutoencoderFeatures</c>, or loaded by <c>mlContext.Model.Load</c>.
/// </summary>
/// <remarks>
/// <para>
/// It always adds the latent means (<c>Vector&lt;Single&gt;</c> of q). If the options name columns for them, it also adds the log-variances
/// (<c>Vector&lt;Single&gt;</c> of q), the reconstruction of the row (<c>Vector&lt;Single&gt;</c> of d, in the input's units), its squared
/// error, and its mean squared error in scaled units (each <c>Single</c>). The input is one column, a <c>Vector&lt;Single&gt;</c> of d, dense or
/// sparse, or several columns, scalars or vectors of <c>Single</c>, with d values in total.
/// </para>
/// <para>
/// A row with an infinity gets NaN in every slot of every added column. So does a row with a NaN, unless the model was fitted with
/// <see cref="MissingValues.Mask"/>. Then a NaN is a missing value: the reconstruction fills it in, the errors ignore it, and only those
/// of a row without any value are NaN.
/// </para>
/// <para>
/// <c>mlContext.Model.ConvertToOnnx</c> converts a chain that contains the transformer. <c>SaveAsOnnx</c>, in the package
/// MLNet.Autoencoder.Onnx, saves the transformer alone.
/// </para>
/// <para>
/// Immutable and safe to use from many threads at once. It holds nothing that needs disposing. Cursors and prediction engines are disposed by
/// the code that requests them and, as everywhere in ML.NET, must be used by one thread at a time.
/// </para>
/// </remarks>
[DebuggerDisplay("{OutputColumnName,nq}: {Model.Kind.GetType().Name,nq} {Model.Architecture}")]
public sealed class AutoencoderFeaturesTransformer : ITransformer
{
    internal const string UserName = "Autoencoder Features";

    internal const string LoaderSignature = BoundFeatures.TransformerName;

    internal static readonly ModelStreamHeader Header = new(
        Signature: "AUTOENCF",
        Version: 0x00010001, // The first version.
        OldestReader: 0x00010001,
        OldestReadable: 0x00010001,
        LoaderSignature,
        typeof(AutoencoderFeaturesTransformer).Assembly.FullName!);

    internal AutoencoderFeaturesTransformer(AutoencoderModel model, FeatureColumns columns)
    {
        Model = model;
        Columns = columns;
    }

    /// <summary>The fitted autoencoder: its shape, the history of its fit, and its methods for plain arrays.</summary>
    public AutoencoderModel Model { get; }

    /// <summary>The history of the fit: every loss term, epoch by epoch.</summary>
    public TrainingHistory History => Model.History;

    /// <summary>
    /// The input column, <c>Vector&lt;Single&gt;</c> of d; <see langword="null"/> if there are several: see <see cref="InputColumnNames"/>.
    /// </summary>
    public string? InputColumnName => InputColumnNames is [var only] ? only : null;

    /// <summary>
    /// The input columns, one or more, in the order of their values in a row. A single column is a <c>Vector&lt;Single&gt;</c>; if there are
    /// several, each is a <c>Vector&lt;Single&gt;</c> or a <c>Single</c>. Together they have d values.
    /// </summary>
    public IReadOnlyList<string> InputColumnNames => Columns.Inputs.Names;

    /// <summary>The column of latent means, <c>Vector&lt;Single&gt;</c> of q.</summary>
    public string OutputColumnName => Columns.Added.Of<LatentColumn>()!;

    /// <summary>The column of latent log-variances, <c>Vector&lt;Single&gt;</c> of q; <see langword="null"/> if there is none.</summary>
    public string? LogVarianceColumnName => Columns.Added.Of<LogVarianceColumn>();

    /// <summary>The column of reconstructions, <c>Vector&lt;Single&gt;</c> of d; <see langword="null"/> if there is none.</summary>
    public string? ReconstructionColumnName => Columns.Added.Of<ReconstructionColumn>();

    /// <summary>
    /// The column of squared errors over the values present, in the squared units of the input, <c>Single</c>; <see langword="null"/> if there is none.
    /// </summary>
    public string? ReconstructionErrorColumnName => Columns.Added.Of<ReconstructionErrorColumn>();

    /// <summary>
    /// The column of mean squared errors over the values present, in scaled units, <c>Single</c>; <see langword="null"/> if there is none.
    /// </summary>
    public string? ScaledReconstructionErrorColumnName => Columns.Added.Of<ScaledReconstructionErrorColumn>();

    /// <summary>The columns that are read and added.</summary>
    internal FeatureColumns Columns { get; }

    /// <summary>Always <see langword="true"/>: each output row depends on one input row.</summary>
    public bool IsRowToRowMapper => true;

    /// <summary>Encodes rows as latent means.</summary>
    /// <param name="rows">The rows, row-major, <c>[n, d]</c>, in the input's units.</param>
    /// <returns>Their latent means, <c>[n, q]</c>.</returns>
    /// <exception cref="ArgumentException">The number of values is not a multiple of d, or the result does not fit in one array.</exception>
    public float[] Encode(ReadOnlySpan<float> rows) => Model.Encode(rows);

    /// <summary>Decodes latent codes to rows.</summary>
    /// <param name="codes">The codes, row-major, <c>[n, q]</c>.</param>
    /// <returns>The rows, <c>[n, d]</c>, in the input's units.</returns>
    /// <exception cref="ArgumentException">The number of values is not a multiple of q, or the result does not fit in one array.</exception>
    public float[] Decode(ReadOnlySpan<float> codes) => Model.Decode(codes);

    /// <summary>Encodes rows and decodes them again.</summary>
    /// <param name="rows">The rows, row-major, <c>[n, d]</c>, in the input's units.</param>
    /// <returns>Their reconstructions, <c>[n, d]</c>.</returns>
    /// <exception cref="ArgumentException">The number of values is not a multiple of d, or the result does not fit in one array.</exception>
    public float[] Reconstruct(ReadOnlySpan<float> rows) => Model.Reconstruct(rows);

    /// <summary>Generates new rows by decoding codes drawn from N(0, 1).</summary>
    /// <param name="count">n, the number of rows; 0 or more.</param>
    /// <param name="seed">The same seed gives the same rows.</param>
    /// <returns>The rows, <c>[n, d]</c>, in the input's units.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is negative, or the rows do not fit in one array.</exception>
    public float[] Sample(int count, int seed) => Model.Sample(count, seed);

    /// <summary>Reports what the latent units do on data: which are active, how much information each holds, and how they correlate.</summary>
    /// <param name="data">
    /// The data, with the input columns. Rows that cannot be encoded are left out. Of more than 20,000 rows, or fewer if they are very wide, a
    /// random sample from all of them is used, the same one every time.
    /// </param>
    /// <returns>Statistics of the units, and the variance that the model explains next to that of as many principal components.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="data"/> is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An input column is missing, or its type or size is not the one fitted.</exception>
    /// <exception cref="InvalidOperationException">No row can be encoded.</exception>
    public LatentDiagnostics Diagnose(IDataView data)
    {
        ArgumentNullException.ThrowIfNull(data);
        return Model.Diagnose(new DataViewRows(data, Columns.Inputs.Find(data.Schema, nameof(data))));
    }

    /// <summary>
    /// Collects what a reader needs to find out what latent units stand for: the rows that fire them, with the columns that show what each row is about, what
    /// changes without them, and related units.
    /// </summary>
    /// <param name="data">
    /// The data, with the input columns and the columns to show. It is read more than once. Rows that cannot be encoded are left out.
    /// </param>
    /// <param name="options">The options; <see langword="null"/> for the defaults.</param>
    /// <returns>The explanations, with the slot names of the input columns.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="data"/> is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException">
    /// The options name a unit twice or set both <see cref="UnitReportOptions.Downstream"/> and <see cref="UnitViewOptions.DownstreamModel"/>, or the downstream
    /// model needs other columns than the latent one.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException">
    /// An input column is missing, or its type or size is not the one fitted; a column to show or the score column is missing or has the wrong type; or an option
    /// is out of range.
    /// </exception>
    /// <exception cref="InvalidOperationException">No row can be encoded, or the data returned fewer rows when it was read again.</exception>
    public UnitReport Explain(IDataView data, UnitViewOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(data);
        options ??= new UnitViewOptions();
        string[] shownNames = [.. options.ShownColumnNames ?? []];
        IReadOnlyList<DataViewSchema.Column> inputs = Columns.Inputs.Find(data.Schema, nameof(data));
        ShownColumns shown = ShownColumns.Find(shownNames, data.Schema, nameof(data));
        DownstreamModel? downstream = Bound(options);
        UnitReport report = Model.Explain(
            new DataViewRows(data, inputs), new UnitReportOptions(options) { Downstream = downstream is null ? options.Downstream : downstream.Scores });
        IReadOnlyDictionary<long, string[]> values = shown.Read(data, report.Units.SelectMany(unit => unit.TopRows.Concat(unit.WeakRows)).Select(row => row.Row));
        string[] slots = SlotNames.Texts(inputs);
        return report
            .WithNames(slots.All(name => name.Length == 0) ? [] : slots, shownNames, row => values.GetValueOrDefault(row, []))
            .WithScoreNames(downstream?.ScoreNames ?? []);
    }

    /// <summary>The schema of the view that <see cref="Transform"/> returns.</summary>
    /// <param name="inputSchema">The schema of the input.</param>
    /// <returns>The input's columns, followed by the added ones, which hide input columns of the same name.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="inputSchema"/> is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An input column is missing, or its type or size is not the one fitted.</exception>
    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => Bind(inputSchema, nameof(inputSchema)).OutputSchema;

    /// <summary>Adds the columns. Reads no rows; a cursor computes only the columns that are requested.</summary>
    /// <param name="input">The data to add to.</param>
    /// <returns>The data with the columns added.</returns>
    /// <remarks>
    /// A cursor with an added column active encodes rows in blocks, so it reads ahead in the input: first 1 row, then 2, 4 and up to 128 rows, or
    /// 2¹⁸ values, at a time. It reads every active column of these rows. If the input throws an exception, <c>MoveNext</c> throws it when the
    /// cursor reaches that row. If an active column contains anything but numbers, keys, Booleans, texts, times and row ids, or vectors of them,
    /// rows are read one by one. Order, ids and results are the same either way.
    /// </remarks>
    /// <exception cref="ArgumentNullException"><paramref name="input"/> is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An input column is missing, or its type or size is not the one fitted.</exception>
    public IDataView Transform(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return MLNetInternals.ConvertibleToOnnx(new AutoencoderDataView(input, Bind(input.Schema, nameof(input))));
    }

    /// <summary>Creates a mapper that adds the columns to single rows, such as those of a prediction engine.</summary>
    /// <param name="inputSchema">The schema of the rows.</param>
    /// <returns>The mapper for that schema.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="inputSchema"/> is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An input column is missing, or its type or size is not the one fitted.</exception>
    public IRowToRowMapper GetRowToRowMapper(DataViewSchema inputSchema) =>
        new AutoencoderRowMapper(Bind(inputSchema, nameof(inputSchema)));

    /// <summary>Called by <c>mlContext.Model.Save</c>.</summary>
    void ICanSaveModel.Save(ModelSaveContext ctx)
    {
        ArgumentNullException.ThrowIfNull(ctx);

        // *** Binary format ***
        // <ML.NET's header: signature, versions, loader>
        // safetensors: the model (see AutoencoderModel.Save), whose metadata holds the column names, covered by its checksum:
        //     input_column or, for several columns, input_columns: a JSON array of { name, size }, the size null for a scalar;
        //     the name of each added column, under the attribute of its row in OutputColumns, such as latent_column
        Model.Save(MLNetInternals.BeginSave(ctx, Header), Columns.ToAttributes());
    }

    /// <summary>Called by <c>mlContext.Model.Load</c>, which finds it by its name, parameters and the attribute above. Reads what <c>Save</c> writes.</summary>
    private static AutoencoderFeaturesTransformer Create(IHostEnvironment env, internals::Microsoft.ML.ModelLoadContext ctx)
    {
        ArgumentNullException.ThrowIfNull(env);
        ArgumentNullException.ThrowIfNull(ctx);
        Stream stream = MLNetInternals.BeginLoad(ctx, Header);
        try
        {
            var model = AutoencoderModel.Load(stream, long.MaxValue, out var attributes);
            return new AutoencoderFeaturesTransformer(model, FeatureColumns.FromAttributes(attributes, model));
        }
        catch (FormatException damaged)
        {
            // ML.NET calls this method by reflection and wraps its exceptions. Once processed by the environment, ours is wrapped like ML.NET's own.
            throw env.Process(damaged);
        }
    }

    /// <summary>The downstream model of the options, if any, bound to the latent column.</summary>
    private DownstreamModel? Bound(UnitViewOptions options)
    {
        if (options.DownstreamModel is not { } model)
        {
            return null;
        }

        return options.Downstream is null
            ? DownstreamModel.Bind(model, OutputColumnName, Model.LatentDimension, options.ScoreColumnName, nameof(options))
            : throw new ArgumentException(
                $"{nameof(UnitViewOptions.DownstreamModel)} is a {model.GetType().Name}, but {nameof(UnitReportOptions.Downstream)} is set too. Set only one of them.",
                nameof(options));
    }

    private BoundFeatures Bind(DataViewSchema schema, string argument)
    {
        ArgumentNullException.ThrowIfNull(schema, argument);
        return new BoundFeatures(schema, Columns, Model, argument);
    }
}
