using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNet.Autoencoder.Tests;

/// <summary>The error that suits slots of different units, and the warning to those who chose the other.</summary>
public sealed class ErrorUnitTests
{
    private const string Warning = "an error in the units of the input";

    /// <summary>Slots of size 1 whose dependence on each other an anomaly breaks, and an amount that says nothing.</summary>
    [Fact]
    public void Among_columns_of_different_units_only_the_scaled_error_finds_anomalies()
    {
        var context = new MLContext(seed: 1);
        IDataView train = context.Data.LoadFromEnumerable(Payments(1500, seed: 1, _ => false));
        IDataView test = context.Data.LoadFromEnumerable(Payments(1000, seed: 2, i => i % 20 == 0));
        var estimator = context.Transforms.AutoencoderFeatures(Options(options => options.ScaledReconstructionErrorColumnName = "Scaled"));

        IDataView scored = estimator.Fit(train).Transform(test);
        IDataView standardized = context.Transforms.NormalizeMeanVariance("Features", fixZero: false).Append(estimator).Fit(train).Transform(test);

        Assert.InRange(AreaUnderRocCurve(scored, "Score"), 0, 0.7);
        Assert.InRange(AreaUnderRocCurve(scored, "Scaled"), 0.99, 1);
        Assert.InRange(AreaUnderRocCurve(standardized, "Score"), 0.99, 1);

        double AreaUnderRocCurve(IDataView view, string score) => context.BinaryClassification
            .EvaluateNonCalibrated(view, nameof(Payment.IsAnomaly), score, predictedLabelColumnName: nameof(Payment.IsAnomaly)).AreaUnderRocCurve;
    }

    [Fact]
    public void A_slot_that_outweighs_the_others_gives_a_warning_that_says_by_how_much_and_what_to_do()
    {
        string warning = Assert.Single(Warnings(i => [i % 7, i % 5, 1000 * (i % 7), i % 3], ["a", "b", "Amount", "c"]));

        // The standard deviation of 0 to 6 is 2, and that of 0 to 4 is 1.41, the median of the three others.
        Assert.Contains("ReconstructionErrorColumnName is 'Score'", warning, StringComparison.Ordinal);
        Assert.Contains("slot 2 ('Amount') outweighs the others: its standard deviation, 2E+03, is 1414 times their median", warning, StringComparison.Ordinal);
        Assert.Contains("use ScaledReconstructionErrorColumnName, or standardize the columns first", warning, StringComparison.Ordinal);
    }

    [Fact]
    public void A_slot_without_a_name_is_known_by_its_number() =>
        Assert.Contains("slot 0 outweighs", Assert.Single(Warnings(i => [1000 * (i % 7), i % 5])), StringComparison.Ordinal);

    [Fact]
    public void Of_several_columns_the_warning_names_the_one()
    {
        var log = new Logged();
        IDataView view = log.Context.Data.LoadFromEnumerable(Payments(70, seed: 1, _ => false));

        log.Context.Transforms.AutoencoderFeatures(Options(options =>
            (options.InputColumnName, options.InputColumnNames) = (null, ["Features", "Amount"]))).Fit(view);

        Assert.Contains("('Amount')", Assert.Single(log.Warnings, IsOfUnits), StringComparison.Ordinal);
    }

    [Fact]
    public void Without_scaling_the_warning_says_that_the_scaled_error_needs_it() => Assert.Contains(
        "set Scaling = Standardize and use ScaledReconstructionErrorColumnName",
        Assert.Single(Warnings(i => [100 * (i % 7), i % 5], set: options => (options.Scaling, options.LearningRate) = (Scaling.None, 1e-6f))),
        StringComparison.Ordinal);

    public static TheoryData<string, Func<int, float[]>> Harmless => new()
    {
        { "up to tenfold", i => [i % 7, 9 * (i % 7)] },
        { "one slot", i => [1000 * (i % 7)] },
        { "a constant slot", i => [1000 * (i % 7), 0, 3] },
        { "flags, most of them rare, and a number of size 1", i => [i % 7 / 2f, Flag(i % 2 == 0), Flag(i == 3), Flag(i == 4), Flag(i == 5)] },
        { "large numbers, with a flag among them", i => [1000 * (i % 7), 2000 * (i % 5), 500 * (i % 3), Flag(i % 2 == 0)] },
        { "one unit, with borders that hardly vary", i => [.. Enumerable.Range(0, 64).Select(slot => slot < 40 ? 3 * Flag(i == slot) : 16 * Flag(i % 2 == 0))] },
    };

    [Theory]
    [MemberData(nameof(Harmless))]
    public void There_is_no_warning_about(string slots, Func<int, float[]> row)
    {
        Assert.NotEmpty(slots);
        Assert.Empty(Warnings(row));
    }

    [Fact]
    public void There_is_no_warning_without_the_column_or_with_the_scaled_one_beside_it()
    {
        float[] Row(int i) => [1000 * (i % 7), i % 5];

        Assert.Single(Warnings(Row));
        Assert.Empty(Warnings(Row, set: options => options.ReconstructionErrorColumnName = null));
        Assert.Empty(Warnings(Row, set: options => options.ScaledReconstructionErrorColumnName = "Scaled"));
    }

    private static float Flag(bool isSet) => isSet ? 1 : 0;

    private static bool IsOfUnits(string line) => line.Contains(Warning, StringComparison.Ordinal);

    private static string[] Warnings(Func<int, float[]> row, string[]? names = null, Action<AutoencoderFeaturesOptions>? set = null)
    {
        const int Rows = 105; // A multiple of 3, 5 and 7.
        var log = new Logged();
        var type = new VectorDataViewType(NumberDataViewType.Single, row(0).Length);
        var annotations = new DataViewSchema.Annotations.Builder();
        if (names is not null)
        {
            var texts = new VBuffer<ReadOnlyMemory<char>>(type.Size, [.. names.Select(name => name.AsMemory())]);
            annotations.Add(
                "SlotNames", new VectorDataViewType(TextDataViewType.Instance, type.Size), (ref VBuffer<ReadOnlyMemory<char>> target) => texts.CopyTo(ref target));
        }

        var column = TableColumn.Vector("Features", type, i => new VBuffer<float>(type.Size, row(i)), annotations.ToAnnotations());
        log.Context.Transforms.AutoencoderFeatures(Options(set + (options => (options.Epochs, options.ValidationFraction) = (1, 0))))
            .Fit(new TableView(Rows, column));
        return [.. log.Warnings.Where(IsOfUnits)];
    }

    private static AutoencoderFeaturesOptions Options(Action<AutoencoderFeaturesOptions> set)
    {
        var options = new AutoencoderFeaturesOptions
        {
            InputColumnName = "Features",
            OutputColumnName = "Latent",
            LatentDimension = 2,
            HiddenLayers = [16],
            Seed = 1,
            ReconstructionErrorColumnName = "Score",
        };
        set(options);
        return options;
    }

    private static List<Payment> Payments(int count, int seed, Func<int, bool> isAnomaly)
    {
        var random = new Random(seed);
        float Normal() => (float)(Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()));
        return [.. Enumerable.Range(0, count).Select(i =>
        {
            float a = Normal(), b = Normal(), amount = MathF.Exp(6 + Normal());
            float[] features = [.. Enumerable.Range(0, 12).Select(slot => (slot % 2 == 0 ? a : b) + (0.3f * Normal()) + (isAnomaly(i) ? 2 * Normal() : 0))];
            return new Payment { Features = [.. features, amount], Amount = amount, IsAnomaly = isAnomaly(i) };
        })];
    }

    private sealed class Payment
    {
        [VectorType(13)]
        public float[] Features { get; set; } = [];

        public float Amount { get; set; }

        public bool IsAnomaly { get; set; }
    }
}
