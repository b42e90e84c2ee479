namespace MLNet.Autoencoder.Core.Tests.Training;

/// <summary>Numbers at the limits of single precision, and empty tables, give finite features or an error that says why.</summary>
public class NumberTests
{
    private const int RowCount = 80;

    /// <summary>Tables of 4 columns, as functions of a normal value, its row and its slot.</summary>
    private static readonly Dictionary<string, Func<float, int, int, float>> Tables = new()
    {
        ["1e30"] = (value, _, _) => 1e30f * value,
        ["1e-30"] = (value, _, _) => 1e-30f * value,
        ["denormals"] = (value, _, _) => 1e-41f * value,
        ["a column of denormals"] = (value, _, slot) => slot == 1 ? 1e-41f * value : value,
        ["1e30 next to 1e-30"] = (value, _, slot) => slot < 2 ? 1e30f * value : 1e-30f * value,
        ["half of the whole range"] = (value, row, slot) => slot == 1 ? float.MaxValue * (0.5f + (row / 200f)) : value,
        ["a constant column"] = (value, _, slot) => slot == 1 ? 7 : value,
        ["all columns constant"] = (_, _, slot) => slot,
        ["all zero"] = (_, _, _) => 0,
        ["batches of zeros"] = (value, row, _) => row < 10 ? value : 0,
        ["an offset of 1e9"] = (value, _, _) => 1e9f + (1000 * value),
        ["an offset of 1e30"] = (value, _, _) => 1e30f * (1 + (1e-5f * value)),
        ["1e20 among ones"] = (_, row, slot) => row == 17 && slot == 1 ? 1e20f : 1,
        ["1e20 among others"] = (value, row, slot) => row == 17 && slot == 1 ? 1e20f : value,
        ["the largest number among others"] = (value, row, slot) => row == 17 && slot == 1 ? float.MaxValue : value,
    };

    private static readonly AutoencoderKind[] Kinds =
    [
        new Variational(), new Plain(), new Denoising { Corruption = new SwapNoise() }, new Denoising(),
        new Sparse(), new Sparse { Sparsity = new L1Penalty() }, new Sparse { Sparsity = new KlSparsity() },
        new Sparse { Sparsity = new BatchTopK() }, new Sparse { Sparsity = new JumpRelu() }, new Sparse { Sparsity = new Gated() },
    ];

    public static TheoryData<string> TableNames => [.. Tables.Keys];

    private static float[] Table(string name)
    {
        float[] rows = Fits.Rows(RowCount, 4);
        return [.. rows.Select((value, i) => Tables[name](value, i / 4, i % 4))];
    }

    /// <summary>Fits every kind, with fewer latent units than slots and with more.</summary>
    private static void AssertFeaturesAreFinite(float[] rows, int d, Scaling scaling = Scaling.Automatic) => Assert.All(
        Kinds.SelectMany(kind => (int[])[2, 9], (kind, q) => (Kind: kind, LatentDimension: q)),
        fit =>
        {
            AutoencoderOptions options = Fits.Options();
            (options.Kind, options.LatentDimension, options.Scaling, options.ValidationFraction) = (fit.Kind, fit.LatentDimension, scaling, 0.1f);
            options.HiddenLayers = fit.LatentDimension == 2 ? [8] : [];

            AutoencoderModel model = Autoencoder.Fit(new InMemoryRows(rows, d), options);

            Assert.All(model.Encode(rows), feature => Assert.True(float.IsFinite(feature)));
            Assert.DoesNotContain(model.Reconstruct(rows), float.IsNaN);
            Assert.True(double.IsFinite(model.History.Epochs[^1].Training.Total));
        });

    [Theory]
    [MemberData(nameof(TableNames))]
    public void If_the_model_scales_its_input_every_table_gives_finite_features(string name)
    {
        AssertFeaturesAreFinite(Table(name), 4);
        AssertFeaturesAreFinite(Table(name), 4, Scaling.Standardize);
        AssertFeaturesAreFinite(Table(name), 4, Scaling.MinMax);
    }

    [Theory]
    [InlineData("1e-30")]
    [InlineData("denormals")]
    [InlineData("a constant column")]
    [InlineData("all columns constant")]
    [InlineData("all zero")]
    [InlineData("batches of zeros")]
    public void Small_numbers_give_finite_features_without_scaling(string name) => AssertFeaturesAreFinite(Table(name), 4, Scaling.None);

    [Theory]
    [InlineData("1e30")]
    [InlineData("1e20 among others")]
    [InlineData("the largest number among others")]
    public void Large_numbers_without_scaling_are_an_error_that_says_so(string name)
    {
        AutoencoderOptions options = Fits.Options();
        options.Scaling = Scaling.None;

        var error = Assert.Throws<InvalidOperationException>(() => Autoencoder.Fit(new InMemoryRows(Table(name), 4), options));

        Assert.Contains("Training diverged", error.Message, StringComparison.Ordinal);
        Assert.Contains("Let the model scale its input", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Scaling.Automatic)]
    [InlineData(Scaling.Standardize)]
    [InlineData(Scaling.MinMax)]
    [InlineData(Scaling.None)]
    public void A_range_of_values_beyond_single_precision_is_an_error_that_names_the_slot(Scaling scaling)
    {
        float[] rows = Fits.Rows(RowCount, 4);
        (rows[6], rows[10]) = (float.MaxValue, -1e37f);
        AutoencoderOptions options = Fits.Options();
        options.Scaling = scaling;

        var error = Assert.Throws<InvalidOperationException>(() => Autoencoder.Fit(new InMemoryRows(rows, 4), options));

        Assert.Contains("slot 2 span a range of 3.5E+38", error.Message, StringComparison.Ordinal);
        Assert.Contains("Divide the column", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, 4)]
    [InlineData(1, 1)]
    [InlineData(RowCount, 1)]
    [InlineData(3, 20)]
    public void One_row_one_column_and_fewer_rows_than_columns_give_finite_features(int rows, int d) =>
        AssertFeaturesAreFinite(Fits.Rows(rows, d), d);

    [Fact]
    public void Two_equal_rows_have_the_same_features()
    {
        AssertFeaturesAreFinite([1, 2, 3, 4, 1, 2, 3, 4], 4);

        float[] features = Autoencoder.Fit(new InMemoryRows(new float[] { 1, 2, 3, 4, 1, 2, 3, 4 }, 4), Fits.Options()).Encode([1, 2, 3, 4, 1, 2, 3, 4]);

        Assert.Equal(features[..2], features[2..]);
    }

    [Fact]
    public void A_large_offset_hides_nothing_that_single_precision_can_represent()
    {
        float[] rows = [.. Fits.Rows(RowCount, 4).Select(value => 1000 * value)], moved = [.. rows.Select(value => 1e9f + value)];
        AutoencoderOptions options = Fits.Options();
        (options.Kind, options.HiddenLayers) = (new Plain(), []);

        double Explained(float[] table)
        {
            float[] reconstructed = Autoencoder.Fit(new InMemoryRows(table, 4), options).Reconstruct(table);
            double offset = table.Average(value => (double)value);
            return 1 - (table.Zip(reconstructed, (x, y) => Math.Pow((double)x - y, 2)).Sum() / table.Sum(x => Math.Pow(x - offset, 2)));
        }

        // Adjacent numbers near 1e9 are 64 apart.
        Assert.Equal(Explained(rows), Explained(moved), 0.01);
    }

    [Fact]
    public void The_features_of_a_row_far_from_all_training_rows_are_all_finite_or_all_NaN()
    {
        float[] rows = Fits.Rows(RowCount, 4);
        Assert.All(Kinds, kind => Assert.All([1f, 1e-10f], unit =>
        {
            AutoencoderOptions options = Fits.Options();
            (options.Kind, options.LatentDimension) = (kind, 3);
            AutoencoderModel model = Autoencoder.Fit(new InMemoryRows(rows.Select(value => unit * value).ToArray(), 4), options);

            float[] Features(float value) => model.Encode([value, -value, value, 0]);

            Assert.All(Features(1e20f), feature => Assert.True(float.IsFinite(feature)));

            // With a unit of 1e-10, scaling alone turns the values into infinities, which a rectifier could turn into 0.
            float[] largest = Features(float.MaxValue);
            Assert.True(largest.All(float.IsNaN) || (unit == 1 && largest.All(float.IsFinite)));
            Assert.All(model.Decode(largest), value => Assert.Equal(float.IsNaN(largest[0]), float.IsNaN(value)));
        }));
    }

    [Fact]
    public void An_empty_table_is_an_error_that_says_so()
    {
        var error = Assert.Throws<InvalidOperationException>(() => Autoencoder.Fit(new InMemoryRows(default, 4), Fits.Options()));

        Assert.Contains("There are no rows to train on", error.Message, StringComparison.Ordinal);
    }
}
