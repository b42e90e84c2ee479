using MLNet.Autoencoder.Columns;

namespace MLNet.Autoencoder;

/// <summary>
/// The options of <c>mlContext.Transforms.AutoencoderFeatures</c>: what to fit, and which columns to read and add. Only
/// <see cref="OutputColumnName"/> is required.
/// </summary>
/// <remarks>The estimator copies the options when it is created. Later changes do not affect it.</remarks>
public sealed class AutoencoderFeaturesOptions : AutoencoderOptions
{
    /// <summary>Creates options with default values.</summary>
    public AutoencoderFeaturesOptions()
    {
    }

    /// <summary>Copies options.</summary>
    internal AutoencoderFeaturesOptions(AutoencoderFeaturesOptions other)
        : base(other)
    {
        InputColumnName = other.InputColumnName;
        InputColumnNames = other.InputColumnNames is { } names ? [.. names] : null;
        ExampleWeightColumnName = other.ExampleWeightColumnName;
        AddedColumns = other.AddedColumns;
    }

    /// <summary>
    /// The column to read, a <c>Vector&lt;Single&gt;</c> of fixed size d, dense or sparse. <see langword="null"/> to read the column named by
    /// <see cref="OutputColumnName"/>, unless <see cref="InputColumnNames"/> is set.
    /// </summary>
    /// <value>The default is <see langword="null"/>.</value>
    public string? InputColumnName { get; set; }

    /// <summary>
    /// The columns to read, instead of <see cref="InputColumnName"/>. A row consists of their values in this order, d in total. If there are
    /// several, each is a <c>Single</c> or a <c>Vector&lt;Single&gt;</c> of fixed size, dense or sparse. A list of one is the same as
    /// <see cref="InputColumnName"/>. Names must not repeat. <see langword="null"/> to read a single column.
    /// </summary>
    /// <value>The default is <see langword="null"/>.</value>
    /// <remarks>The slots of reconstructions are named like those of ML.NET's <c>Concatenate</c>.</remarks>
    public IReadOnlyList<string>? InputColumnNames { get; set; }

    /// <summary>
    /// The column with the weight of each row in the fit, <c>Single</c>, 0 or more. It multiplies the loss of the row; a row of weight 0 takes
    /// no part in the fit. The transformer does not need the column. <see langword="null"/> if all rows have the same weight.
    /// </summary>
    /// <value>The default is <see langword="null"/>.</value>
    public string? ExampleWeightColumnName { get; set; }

    /// <summary>The column of latent means to add, <c>Vector&lt;Single&gt;</c> of q. Replaces a column of the same name. Required.</summary>
    /// <value>The default is <see langword="null"/>, which is not allowed.</value>
    public string OutputColumnName
    {
        get => AddedColumns.Of<LatentColumn>()!;
        set => AddedColumns = AddedColumns.With<LatentColumn>(value);
    }

    /// <summary>
    /// The column of latent log-variances to add, <c>Vector&lt;Single&gt;</c> of q; <see langword="null"/> for none.
    /// </summary>
    /// <value>The default is <see langword="null"/>.</value>
    public string? LogVarianceColumnName
    {
        get => AddedColumns.Of<LogVarianceColumn>();
        set => AddedColumns = AddedColumns.With<LogVarianceColumn>(value);
    }

    /// <summary>
    /// The column of reconstructions to add, <c>Vector&lt;Single&gt;</c> of d: the row decoded from its latent means, in the input's units, with
    /// missing values filled in. <see langword="null"/> for none.
    /// </summary>
    /// <value>The default is <see langword="null"/>.</value>
    public string? ReconstructionColumnName
    {
        get => AddedColumns.Of<ReconstructionColumn>();
        set => AddedColumns = AddedColumns.With<ReconstructionColumn>(value);
    }

    /// <summary>
    /// The column of reconstruction errors to add, <c>Single</c>: the squared error ‖x − Dec(μ)‖² over the values present in the row, 0 or more;
    /// the usual anomaly score. It is in the units of the input, so columns with large numbers dominate unless you standardize them first.
    /// <see langword="null"/> for none.
    /// </summary>
    /// <value>The default is <see langword="null"/>.</value>
    public string? ReconstructionErrorColumnName
    {
        get => AddedColumns.Of<ReconstructionErrorColumn>();
        set => AddedColumns = AddedColumns.With<ReconstructionErrorColumn>(value);
    }

    /// <summary>The columns to add. Each property above that names one corresponds to a row of <see cref="OutputColumns.All"/>.</summary>
    internal ColumnNames AddedColumns { get; private set; } = ColumnNames.None;
}
