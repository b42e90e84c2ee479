using MLNet.Autoencoder.Columns;
using MLNet.Autoencoder.Training;

namespace MLNet.Autoencoder;

/// <summary>
/// The options of <c>mlContext.Transforms.AutoencoderFeatures</c>: what to fit, and which columns to read and add. Only
/// <see cref="OutputColumnName"/> is required.
/// </summary>
/// <remarks>The estimator copies the options when it is created. Later changes do not affect it.</remarks>
public sealed class AutoencoderFeaturesOptions : AutoencoderOptions
{
    // The rows decide the model, not the columns that they come from.
    private static readonly Option<string?> InputColumnNameOption = Declare<string?>(nameof(InputColumnName));
    private static readonly Option<IReadOnlyList<string>?> InputColumnNamesOption =
        Declare<IReadOnlyList<string>?>(nameof(InputColumnNames), copy: names => [.. names!]);

    private static readonly Option<string?> ExampleWeightColumnNameOption = Declare<string?>(nameof(ExampleWeightColumnName));
    private static readonly Option<string?> LabelColumnNameOption = Declare<string?>(nameof(LabelColumnName));
    private static readonly Option<ColumnNames> AddedColumnsOption =
        new(nameof(AddedColumns), ColumnNames.None, OptionRange.Any<ColumnNames>(), OptionIdentity.None);

    // The last static field: it collects those above.
    private static readonly Option[] Declarations = Option.DeclaredIn(typeof(AutoencoderFeaturesOptions));

    /// <summary>Creates options with default values.</summary>
    public AutoencoderFeaturesOptions()
    {
    }

    /// <summary>Copies options.</summary>
    internal AutoencoderFeaturesOptions(AutoencoderFeaturesOptions other)
        : base(other)
    {
    }

    /// <summary>
    /// The column to read, a <c>Vector&lt;Single&gt;</c> of fixed size d, dense or sparse. <see langword="null"/> to read the column named by
    /// <see cref="OutputColumnName"/>, unless <see cref="InputColumnNames"/> is set.
    /// </summary>
    /// <value>The default is <see langword="null"/>.</value>
    public string? InputColumnName { get => Get(InputColumnNameOption); set => Set(InputColumnNameOption, value); }

    /// <summary>
    /// The columns to read, instead of <see cref="InputColumnName"/>. A row consists of their values in this order, d in total. If there are
    /// several, each is a <c>Single</c> or a <c>Vector&lt;Single&gt;</c> of fixed size, dense or sparse. A list of one is the same as
    /// <see cref="InputColumnName"/>. Names must not repeat. <see langword="null"/> to read a single column.
    /// </summary>
    /// <value>The default is <see langword="null"/>.</value>
    /// <remarks>The slots of reconstructions are named like those of ML.NET's <c>Concatenate</c>.</remarks>
    public IReadOnlyList<string>? InputColumnNames { get => Get(InputColumnNamesOption); set => Set(InputColumnNamesOption, value); }

    /// <summary>
    /// The column with the weight of each row in the fit, <c>Single</c>, 0 or more. It multiplies the loss of the row; a row of weight 0 takes
    /// no part in the fit. The transformer does not need the column. <see langword="null"/> if all rows have the same weight.
    /// </summary>
    /// <value>The default is <see langword="null"/>.</value>
    public string? ExampleWeightColumnName { get => Get(ExampleWeightColumnNameOption); set => Set(ExampleWeightColumnNameOption, value); }

    /// <summary>
    /// The column with the label of each row, which the features are to predict: a key or a Boolean for classes, a <c>Single</c> for numbers.
    /// A row without a label (the key 0, or NaN) still helps to learn everything else. The transformer does not need the column: codes are computed from
    /// the input alone. <see cref="AutoencoderOptions.AuxiliaryLosses"/> decides what is learned from it. <see langword="null"/> if rows have no labels.
    /// </summary>
    /// <value>The default is <see langword="null"/>.</value>
    /// <remarks>
    /// The codes of training rows have seen their labels, so a trainer that is fitted and evaluated on the same rows looks better than it is. Evaluate on
    /// rows that this estimator has not seen, for example with ML.NET's <c>CrossValidate</c> over the whole pipeline.
    /// </remarks>
    public string? LabelColumnName { get => Get(LabelColumnNameOption); set => Set(LabelColumnNameOption, value); }

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
    /// The column of reconstruction errors to add, <c>Single</c>: the squared error ‖x − Dec(μ)‖² over the values present in the row, 0 or more. It is in
    /// the squared units of the input, so a slot with large numbers outweighs the others; if the slots have different units, use
    /// <see cref="ScaledReconstructionErrorColumnName"/>. <see langword="null"/> for none.
    /// </summary>
    /// <value>The default is <see langword="null"/>.</value>
    /// <remarks>
    /// If the standard deviation of a slot is more than ten times that of most others, the fit writes a warning that names the slot, unless
    /// <see cref="ScaledReconstructionErrorColumnName"/> is set as well.
    /// </remarks>
    public string? ReconstructionErrorColumnName
    {
        get => AddedColumns.Of<ReconstructionErrorColumn>();
        set => AddedColumns = AddedColumns.With<ReconstructionErrorColumn>(value);
    }

    /// <summary>
    /// The column of reconstruction errors in scaled units to add, <c>Single</c>: the mean of (x′ − Dec(μ)′)² over the values present in the row, where ′ is
    /// the scaling of the model; 0 or more. Slots of different units count alike: the anomaly score for most tables. <see langword="null"/> for none.
    /// </summary>
    /// <value>The default is <see langword="null"/>.</value>
    /// <remarks>
    /// For standardized slots, the error is about 1 if the model is no better than the mean row. Slots that <see cref="AutoencoderOptions.Scaling"/> does not
    /// change (categories and Booleans, slots that were constant in the fit, and all of them with <see cref="Scaling.None"/>) keep the units of the input. If
    /// the slots share one unit, such as the pixels of an image, the error is proportional to that of <see cref="ReconstructionErrorColumnName"/>.
    /// </remarks>
    public string? ScaledReconstructionErrorColumnName
    {
        get => AddedColumns.Of<ScaledReconstructionErrorColumn>();
        set => AddedColumns = AddedColumns.With<ScaledReconstructionErrorColumn>(value);
    }

    /// <summary>The columns to add. Each property above that names one corresponds to a row of <see cref="OutputColumns.All"/>.</summary>
    internal ColumnNames AddedColumns
    {
        get => Get(AddedColumnsOption);
        private set => Set(AddedColumnsOption, value);
    }

    /// <inheritdoc/>
    internal override IEnumerable<Option> Declared => [.. base.Declared, .. Declarations];

    private static Option<T> Declare<T>(string name, Func<T, T>? copy = null) =>
        new(name, default!, OptionRange.Any<T>(), OptionIdentity.None, copy);
}
