extern alias internals;

using System.Diagnostics;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using MLNet.Autoencoder;
using MLNet.Autoencoder.Columns;
using MLNet.Autoencoder.Inputs;
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
/// Adds the features of a fitted autoencoder to a data view. Fitted by the estimator that <c>mlContext.Transforms.AutoencoderFeatures</c>
/// makes, or read by <c>mlContext.Model.Load</c>.
/// </summary>
/// <remarks>
/// <para>
/// Added are the latent means (<c>Vector&lt;Single&gt;</c> of q) and, each when a name was given for it, their log-variances
/// (<c>Vector&lt;Single&gt;</c> of q), the reconstruction of the row (<c>Vector&lt;Single&gt;</c> of d, in the input's units) and its squared
/// error (<c>Single</c>). The input column is a <c>Vector&lt;Single&gt;</c> of d, dense or sparse; or there are several, scalars or vectors
/// of <c>Single</c>, whose values one after the other are the d.
/// </para>
/// <para>
/// A row with an infinite value gets NaN in every slot of every added column, and so does one with a NaN, unless the model was fitted with
/// <see cref="MissingValues.Mask"/>: then a NaN is a missing value, which the reconstruction fills in and the squared error passes over, and
/// only the error of a row without any value is NaN.
/// </para>
/// <para>
/// A chain with it is converted by <c>mlContext.Model.ConvertToOnnx</c>; <c>SaveAsOnnx</c>, in the package MLNet.Autoencoder.Onnx, saves it alone.
/// </para>
/// <para>
/// Immutable; may be used from many threads at once. It holds nothing that has to be disposed: cursors and prediction engines are disposed by
/// who asked for them, and each is, as ML.NET has it, for one thread at a time.
/// </para>
/// </remarks>
[DebuggerDisplay("{OutputColumnName,nq}: {Model.Kind.GetType().Name,nq} {Model.Architecture}")]
public sealed class AutoencoderFeaturesTransformer : ITransformer
{
    internal const string UserName = "Autoencoder Features";

    internal const string LoaderSignature = BoundFeatures.TransformerName;

    internal static readonly ModelStreamHeader Header = new(
        Signature: "AUTOENCF",
        Version: 0x00010001, // The first.
        OldestReader: 0x00010001,
        OldestReadable: 0x00010001,
        LoaderSignature,
        typeof(AutoencoderFeaturesTransformer).Assembly.FullName!);

    internal AutoencoderFeaturesTransformer(AutoencoderModel model, FeatureColumns columns)
    {
        Model = model;
        Columns = columns;
    }

    /// <summary>The trained autoencoder: its shape, the course of the fit, and what it does to plain arrays.</summary>
    public AutoencoderModel Model { get; }

    /// <summary>The course of the fit: every term of the loss, epoch by epoch.</summary>
    public TrainingHistory History => Model.History;

    /// <summary>
    /// The column that is read, <c>Vector&lt;Single&gt;</c> of d; <see langword="null"/> if there are several, as in the options that asked
    /// for them: see <see cref="InputColumnNames"/>.
    /// </summary>
    public string? InputColumnName => InputColumnNames is [var only] ? only : null;

    /// <summary>
    /// The columns that are read, one or more, in the order of their values: of one, a <c>Vector&lt;Single&gt;</c>; of several, each that or
    /// a <c>Single</c>. Together they have d values.
    /// </summary>
    public IReadOnlyList<string> InputColumnNames => Columns.Inputs.Names;

    /// <summary>The column of latent means, <c>Vector&lt;Single&gt;</c> of q.</summary>
    public string OutputColumnName => Columns.Added.Of<LatentColumn>()!;

    /// <summary>The column of latent log-variances, <c>Vector&lt;Single&gt;</c> of q; <see langword="null"/> if there is none.</summary>
    public string? LogVarianceColumnName => Columns.Added.Of<LogVarianceColumn>();

    /// <summary>The column of reconstructions, <c>Vector&lt;Single&gt;</c> of d; <see langword="null"/> if there is none.</summary>
    public string? ReconstructionColumnName => Columns.Added.Of<ReconstructionColumn>();

    /// <summary>The column of the reconstructions' squared errors over the values that rows have, <c>Single</c>; <see langword="null"/> if there is none.</summary>
    public string? ReconstructionErrorColumnName => Columns.Added.Of<ReconstructionErrorColumn>();

    /// <summary>The columns that are read and added.</summary>
    internal FeatureColumns Columns { get; }

    /// <summary>Always <see langword="true"/>: each output row depends on one input row.</summary>
    public bool IsRowToRowMapper => true;

    /// <summary>The latent means of rows.</summary>
    /// <param name="rows">Rows one after the other, <c>[n, d]</c>, in the input's units.</param>
    /// <returns>Their latent means, <c>[n, q]</c>.</returns>
    /// <exception cref="ArgumentException">The values do not make whole rows, or the results would not fit one array.</exception>
    public float[] Encode(ReadOnlySpan<float> rows) => Model.Encode(rows);

    /// <summary>The rows that latent codes stand for.</summary>
    /// <param name="codes">Codes one after the other, <c>[n, q]</c>.</param>
    /// <returns>The rows, <c>[n, d]</c>, in the input's units.</returns>
    /// <exception cref="ArgumentException">The values do not make whole codes, or the results would not fit one array.</exception>
    public float[] Decode(ReadOnlySpan<float> codes) => Model.Decode(codes);

    /// <summary>Rows encoded and decoded again.</summary>
    /// <param name="rows">Rows one after the other, <c>[n, d]</c>, in the input's units.</param>
    /// <returns>Their reconstructions, <c>[n, d]</c>.</returns>
    /// <exception cref="ArgumentException">The values do not make whole rows, or the results would not fit one array.</exception>
    public float[] Reconstruct(ReadOnlySpan<float> rows) => Model.Reconstruct(rows);

    /// <summary>New rows, decoded from codes drawn from N(0, 1).</summary>
    /// <param name="count">n, how many; 0 or more.</param>
    /// <param name="seed">The same seed gives the same rows.</param>
    /// <returns>The rows, <c>[n, d]</c>, in the input's units.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is negative, or more rows than one array can hold.</exception>
    public float[] Sample(int count, int seed) => Model.Sample(count, seed);

    /// <summary>What the latent units do on data: which are used, how much they tell of a row, and how they go together.</summary>
    /// <param name="data">
    /// The data, with the input columns. Rows that cannot be encoded are left out; of more than 20,000, or fewer where they are very wide, so many are
    /// drawn from all over, the same ones every time.
    /// </param>
    /// <returns>What the units do, with the variance that the model explains beside that of as many principal components.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="data"/> is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An input column is missing, or of another type or size than was fitted.</exception>
    /// <exception cref="InvalidOperationException">There is no row that can be encoded.</exception>
    public LatentDiagnostics Diagnose(IDataView data)
    {
        ArgumentNullException.ThrowIfNull(data);
        return Model.Diagnose(new DataViewRows(data, Columns.Inputs.Find(data.Schema, nameof(data))));
    }

    /// <summary>The schema of what <see cref="Transform"/> gives.</summary>
    /// <param name="inputSchema">The schema of the input.</param>
    /// <returns>The input's columns, then the added ones, hiding any of their names.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="inputSchema"/> is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An input column is missing, or of another type or size than was fitted.</exception>
    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => Bind(inputSchema, nameof(inputSchema)).OutputSchema;

    /// <summary>Adds the columns. Reads no rows; a cursor computes the columns asked of it.</summary>
    /// <param name="input">The data to add to.</param>
    /// <returns>The data with the columns added.</returns>
    /// <remarks>
    /// A cursor with any of the added columns active encodes rows in blocks, and so reads the input ahead: the first row alone, then 2, 4 and up
    /// to 128 rows, or 2¹⁸ values, at a time. Of these rows it reads every active column. An exception of the input is thrown at its own row,
    /// by <c>MoveNext</c>. Where an active column holds other values than numbers, keys, Booleans, texts, times and row ids or vectors of them,
    /// rows are read one by one. Order, ids and results are the same.
    /// </remarks>
    /// <exception cref="ArgumentNullException"><paramref name="input"/> is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An input column is missing, or of another type or size than was fitted.</exception>
    public IDataView Transform(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return MLNetInternals.ConvertibleToOnnx(new AutoencoderDataView(input, Bind(input.Schema, nameof(input))));
    }

    /// <summary>Makes what adds the columns to single rows, such as those of a prediction engine.</summary>
    /// <param name="inputSchema">The schema of the rows.</param>
    /// <returns>The mapper, of that schema.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="inputSchema"/> is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An input column is missing, or of another type or size than was fitted.</exception>
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

    /// <summary>Called by <c>mlContext.Model.Load</c>, which finds it by its name, parameters and the attribute above.</summary>
    private static AutoencoderFeaturesTransformer Create(IHostEnvironment env, internals::Microsoft.ML.ModelLoadContext ctx)
    {
        ArgumentNullException.ThrowIfNull(env);
        ArgumentNullException.ThrowIfNull(ctx);

        // *** Binary format ***
        // <ML.NET's header: signature, versions, loader>
        // safetensors: the model (see AutoencoderModel.Save), whose metadata holds the column names, covered by its checksum:
        //     input_column or, for several columns, input_columns: a JSON array of { name, size }, the size null for a scalar;
        //     the name of each added column, under the attribute of its row in OutputColumns, such as latent_column
        Stream stream = MLNetInternals.BeginLoad(ctx, Header);
        try
        {
            var model = AutoencoderModel.Load(stream, out var attributes);
            return new AutoencoderFeaturesTransformer(model, FeatureColumns.FromAttributes(attributes, model));
        }
        catch (FormatException damaged)
        {
            // ML.NET calls by reflection and wraps what is thrown. Processed by the environment, it is wrapped as in-box errors are.
            throw env.Process(damaged);
        }
    }

    private BoundFeatures Bind(DataViewSchema schema, string argument)
    {
        ArgumentNullException.ThrowIfNull(schema, argument);
        return new BoundFeatures(schema, Columns, Model, argument);
    }
}
