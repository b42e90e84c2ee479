using MLNet.Autoencoder.Columns;
using MLNet.Autoencoder.Training;

namespace MLNet.Autoencoder;

/// <summary>
/// What <c>mlContext.Transforms.AutoencoderFeatures</c> fits and which columns it reads and adds. Only <see cref="OutputColumnName"/> has to
/// be set.
/// </summary>
/// <remarks>The estimator takes a copy when it is made: later changes do not reach it.</remarks>
public sealed class AutoencoderFeaturesOptions : AutoencoderOptions
{
    // Which columns the rows come from does not decide the model: the rows do.
    private static readonly Option<string?> InputColumnNameOption = Declare<string?>(nameof(InputColumnName));
    private static readonly Option<IReadOnlyList<string>?> InputColumnNamesOption =
        Declare<IReadOnlyList<string>?>(nameof(InputColumnNames), copy: names => [.. names!]);

    private static readonly Option<string?> ExampleWeightColumnNameOption = Declare<string?>(nameof(ExampleWeightColumnName));
    private static readonly Option<ColumnNames> AddedColumnsOption =
        new(nameof(AddedColumns), ColumnNames.None, OptionRange.Any<ColumnNames>(), OptionIdentity.None);

    /// <summary>Options with every value at its default.</summary>
    public AutoencoderFeaturesOptions()
    {
    }

    /// <summary>A copy.</summary>
    internal AutoencoderFeaturesOptions(AutoencoderFeaturesOptions other)
        : base(other)
    {
    }

    /// <summary>
    /// The column to read, <c>Vector&lt;Single&gt;</c> of fixed size d, dense or sparse; <see langword="null"/> for the name in
    /// <see cref="OutputColumnName"/>, unless <see cref="InputColumnNames"/> names others.
    /// </summary>
    /// <value>The default is <see langword="null"/>.</value>
    public string? InputColumnName
    {
        get => Get(InputColumnNameOption);
        set => Set(InputColumnNameOption, value);
    }

    /// <summary>
    /// The columns to read, in place of <see cref="InputColumnName"/>: a row is their values one after the other, in this order, d together.
    /// Of two or more, each is a <c>Single</c> or a <c>Vector&lt;Single&gt;</c> of fixed size, dense or sparse; a list of one is the same as
    /// <see cref="InputColumnName"/>. No name may be in it twice. <see langword="null"/> for one column, named there.
    /// </summary>
    /// <value>The default is <see langword="null"/>.</value>
    /// <remarks>The slots of reconstructions are named as those of ML.NET's <c>Concatenate</c> are.</remarks>
    public IReadOnlyList<string>? InputColumnNames
    {
        get => Get(InputColumnNamesOption);
        set => Set(InputColumnNamesOption, value);
    }

    /// <summary>
    /// The column with the weight of each row in the fit, <c>Single</c>, 0 or more: the loss of a row is multiplied by it, and a row of weight 0
    /// is as if it were not there. Not needed where features are added. <see langword="null"/> for rows that all count alike.
    /// </summary>
    /// <value>The default is <see langword="null"/>.</value>
    public string? ExampleWeightColumnName
    {
        get => Get(ExampleWeightColumnNameOption);
        set => Set(ExampleWeightColumnNameOption, value);
    }

    /// <summary>The column of latent means to add, <c>Vector&lt;Single&gt;</c> of q. Replaces a column of the same name. Has to be set.</summary>
    /// <value>The default is <see langword="null"/>, which is refused.</value>
    public string OutputColumnName
    {
        get => AddedColumns.Of<LatentColumn>()!;
        set => AddedColumns = AddedColumns.With<LatentColumn>(value);
    }

    /// <summary>
    /// The column of the logarithms of the latent variances to add, <c>Vector&lt;Single&gt;</c> of q; <see langword="null"/> for none.
    /// </summary>
    /// <value>The default is <see langword="null"/>.</value>
    public string? LogVarianceColumnName
    {
        get => AddedColumns.Of<LogVarianceColumn>();
        set => AddedColumns = AddedColumns.With<LogVarianceColumn>(value);
    }

    /// <summary>
    /// The column of reconstructions to add, <c>Vector&lt;Single&gt;</c> of d, decoded from the latent means, in the input's units: where a value
    /// is missing, what the model would put there. <see langword="null"/> for none.
    /// </summary>
    /// <value>The default is <see langword="null"/>.</value>
    public string? ReconstructionColumnName
    {
        get => AddedColumns.Of<ReconstructionColumn>();
        set => AddedColumns = AddedColumns.With<ReconstructionColumn>(value);
    }

    /// <summary>
    /// The column of reconstruction errors to add, <c>Single</c>: the squared error ‖x − Dec(μ)‖² of the row over the values it has, 0 or more,
    /// which is the usual score of how anomalous a row is. In the input's units: columns of large numbers outweigh the others, unless they are
    /// standardised before. <see langword="null"/> for none.
    /// </summary>
    /// <value>The default is <see langword="null"/>.</value>
    public string? ReconstructionErrorColumnName
    {
        get => AddedColumns.Of<ReconstructionErrorColumn>();
        set => AddedColumns = AddedColumns.With<ReconstructionErrorColumn>(value);
    }

    /// <summary>The columns to add. Each property above that names one is a row of <see cref="OutputColumns.All"/>.</summary>
    internal ColumnNames AddedColumns
    {
        get => Get(AddedColumnsOption);
        private set => Set(AddedColumnsOption, value);
    }

    /// <inheritdoc/>
    internal override IEnumerable<Option> Declared =>
        [.. base.Declared, InputColumnNameOption, InputColumnNamesOption, ExampleWeightColumnNameOption, AddedColumnsOption];

    private static Option<T> Declare<T>(string name, Func<T, T>? copy = null) =>
        new(name, default!, OptionRange.Any<T>(), OptionIdentity.None, copy);
}
