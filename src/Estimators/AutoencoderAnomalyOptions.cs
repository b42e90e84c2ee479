using MLNet.Autoencoder.Columns;
using MLNet.Autoencoder.Training;

namespace MLNet.Autoencoder;

/// <summary>The options of <c>mlContext.AnomalyDetection.Trainers.Autoencoder</c>: what to fit, and which columns to read and add. All have defaults.</summary>
/// <remarks>
/// <para>The trainer copies the options when it is created. Later changes do not affect it.</para>
/// <para>
/// Unless <see cref="AutoencoderOptions.Reconstruction"/> is set, slots that ML.NET's <c>OneHotEncoding</c> made are categories, as with <see cref="Mixed"/>,
/// and all others are numbers.
/// </para>
/// </remarks>
public sealed class AutoencoderAnomalyOptions : AnomalyDetectorOptions
{
    internal const string DefaultFeatureColumnName = "Features";

    // The rows decide the model, not the columns that they come from.
    private static readonly Option<string> FeatureColumnNameOption = Declare(nameof(FeatureColumnName), DefaultFeatureColumnName);
    private static readonly Option<string?> ExampleWeightColumnNameOption = Declare<string?>(nameof(ExampleWeightColumnName), null);
    private static readonly Option<string> ScoreColumnNameOption = Declare(nameof(ScoreColumnName), "Score");
    private static readonly Option<string> PredictedLabelColumnNameOption = Declare(nameof(PredictedLabelColumnName), "PredictedLabel");
    private static readonly Option<string?> PValueColumnNameOption = Declare<string?>(nameof(PValueColumnName), null);
    private static readonly Option<string?> ContributionsColumnNameOption = Declare<string?>(nameof(ContributionsColumnName), null);
    private static readonly Option<string?> ExpectedColumnNameOption = Declare<string?>(nameof(ExpectedColumnName), null);

    // The last static field: it collects those above.
    private static readonly Option[] Declarations = Option.DeclaredIn(typeof(AutoencoderAnomalyOptions));

    /// <summary>Creates options with default values.</summary>
    public AutoencoderAnomalyOptions()
    {
    }

    /// <summary>Copies options.</summary>
    internal AutoencoderAnomalyOptions(AutoencoderAnomalyOptions other)
        : base(other)
    {
    }

    /// <summary>The column to read, a <c>Vector&lt;Single&gt;</c> of fixed size d, dense or sparse. No normalization is needed.</summary>
    /// <value>The default is <c>Features</c>.</value>
    public string FeatureColumnName { get => Get(FeatureColumnNameOption); set => Set(FeatureColumnNameOption, value); }

    /// <summary>
    /// The column with the weight of each row, <c>Single</c>, 0 or more. It multiplies the loss of the row in the fit, and its share in the threshold and in
    /// p-values; a row of weight 0 takes no part. The transformer does not need the column. <see langword="null"/> if all rows have the same weight.
    /// </summary>
    /// <value>The default is <see langword="null"/>.</value>
    public string? ExampleWeightColumnName { get => Get(ExampleWeightColumnNameOption); set => Set(ExampleWeightColumnNameOption, value); }

    /// <summary>
    /// The column of scores to add, <c>Single</c>; higher is more anomalous. With <see cref="AnomalyScore.MaskedPrediction"/>, a value of a normal row
    /// adds 1 or less, as a rule.
    /// </summary>
    /// <value>The default is <c>Score</c>.</value>
    public string ScoreColumnName { get => Get(ScoreColumnNameOption); set => Set(ScoreColumnNameOption, value); }

    /// <summary>The column to add that says whether the score is above the threshold, <c>Boolean</c>.</summary>
    /// <value>The default is <c>PredictedLabel</c>.</value>
    public string PredictedLabelColumnName { get => Get(PredictedLabelColumnNameOption); set => Set(PredictedLabelColumnNameOption, value); }

    /// <summary>
    /// The column of p-values to add, <c>Single</c>: the share of normal rows that score at least as high, greater than 0 and at most 1. 0.001 means that one
    /// normal row in a thousand scores this high. Its lowest value is 1 / (m + 1), where m is the number of rows held out of the fit. <see langword="null"/> for
    /// none.
    /// </summary>
    /// <value>The default is <see langword="null"/>.</value>
    public string? PValueColumnName { get => Get(PValueColumnNameOption); set => Set(PValueColumnNameOption, value); }

    /// <summary>
    /// The column of contributions to add, <c>Vector&lt;Single&gt;</c> of d: how much each slot contributes to the score, 0 or more. They add up to the score.
    /// Missing values contribute 0, and a one-hot group contributes in the slot of its category. <see langword="null"/> for none.
    /// </summary>
    /// <value>The default is <see langword="null"/>.</value>
    public string? ContributionsColumnName { get => Get(ContributionsColumnNameOption); set => Set(ContributionsColumnNameOption, value); }

    /// <summary>
    /// The column of expected values to add, <c>Vector&lt;Single&gt;</c> of d, in the units of the input: what the row should have read; probabilities for
    /// categories. <see langword="null"/> for none.
    /// </summary>
    /// <value>The default is <see langword="null"/>.</value>
    public string? ExpectedColumnName { get => Get(ExpectedColumnNameOption); set => Set(ExpectedColumnNameOption, value); }

    /// <inheritdoc/>
    internal override IEnumerable<Option> Declared => [.. base.Declared, .. Declarations];

    internal override AutoencoderOptions Copy() => new AutoencoderAnomalyOptions(this);

    /// <summary>The name of a column to add; <see langword="null"/> if it is not added.</summary>
    internal string? NameOf(DetectorColumn column) => (string?)ValueOf(Declarations.Single(option => option.Name == column.Option));

    private static Option<T> Declare<T>(string name, T defaultValue) => new(name, defaultValue, OptionRange.Any<T>(), OptionIdentity.None);
}
