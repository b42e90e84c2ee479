using MLNet.Autoencoder.Tests.Conformance;

namespace MLNet.Autoencoder.Tests;

/// <summary>Missing values, which a fit ignores and a reconstruction fills in.</summary>
public sealed class MissingValueTests
{
    private const int WithGap = 3;
    private const int Empty = 4;
    private const int Infinite = 5;

    [Fact]
    public void Rows_with_missing_values_are_used_and_only_unusable_rows_are_left_out()
    {
        var log = new Logged();

        var history = Configurations.Estimator("missing values", log.Context).Fit(Data()).History;

        Assert.Equal(TestData.RowCount - 2, history.RowCount + history.ValidationRowCount);
        string warning = Assert.Single(log.Warnings, line => line.Contains("left out", StringComparison.Ordinal));
        Assert.Contains("2 of 50 rows were left out of the fit because of infinite values, or no values at all, in column 'Pixels'.", warning, StringComparison.Ordinal);
    }

    [Fact]
    public void If_rows_with_a_NaN_are_left_out_the_warning_says_how_to_keep_them()
    {
        var log = new Logged();

        Configurations.Estimator("latent only", log.Context).Fit(Data());

        string warning = Assert.Single(log.Warnings, line => line.Contains("left out", StringComparison.Ordinal));
        Assert.Contains("MissingValues = Mask", warning, StringComparison.Ordinal);
    }

    [Fact]
    public void Missing_values_alone_give_no_warning()
    {
        var log = new Logged();

        Configurations.Estimator("missing values", log.Context).Fit(Configurations.Data("missing values"));

        Assert.DoesNotContain(log.Warnings, line => line.Contains("left out", StringComparison.Ordinal));
    }

    [Fact]
    public void The_features_are_those_of_the_row_with_its_gaps_filled_by_means()
    {
        var data = Data();
        var transformer = Configurations.Estimator("missing values").Fit(data);
        float mean = Enumerable.Range(0, TestData.RowCount).Where(i => i is < WithGap or > Infinite).Average(i => TestData.Row(i)[1]);

        float[] latent = ViewReader.Column(transformer.Transform(data), "Latent")[WithGap];

        float[] expected = transformer.Encode([TestData.Row(WithGap)[0], mean, .. TestData.Row(WithGap)[2..]]);
        Assert.All(expected.Zip(latent), pair => Assert.Equal(pair.First, pair.Second, 1e-4f));
    }

    [Fact]
    public void The_reconstruction_fills_the_gaps_and_the_error_ignores_them()
    {
        var data = Data();
        var view = Configurations.Estimator("missing values").Fit(data).Transform(data);

        float[] row = TestData.Row(WithGap);
        float[] decoded = ViewReader.Column(view, "Decoded")[WithGap];
        float error = ViewReader.Column(view, "Score")[WithGap][0];

        Assert.All(decoded, value => Assert.True(float.IsFinite(value)));
        Assert.Equal(Enumerable.Range(0, 6).Where(slot => slot != 1).Sum(slot => Math.Pow(decoded[slot] - row[slot], 2)), error, 1e-5);
    }

    [Fact]
    public void A_row_without_any_value_is_reconstructed_but_has_no_errors()
    {
        var data = Data();
        var view = Configurations.Estimator("missing values").Fit(data).Transform(data);

        Assert.All(["Latent", "LogVariance", "Decoded"], name => Assert.All(
            ViewReader.Column(view, name)[Empty], value => Assert.True(float.IsFinite(value))));
        Assert.All(["Score", "ScaledScore"], name => Assert.True(float.IsNaN(ViewReader.Column(view, name)[Empty][0])));
    }

    [Fact]
    public void An_infinite_value_still_makes_the_whole_row_NaN()
    {
        var data = Data();
        var view = Configurations.Estimator("missing values").Fit(data).Transform(data);

        Assert.All(Configurations.Added("missing values"), name => Assert.All(
            ViewReader.Column(view, name)[Infinite], value => Assert.True(float.IsNaN(value))));
    }

    private static TableView Data() => TestData.Good(row: i => i switch
    {
        WithGap => [TestData.Row(i)[0], float.NaN, .. TestData.Row(i)[2..]],
        Empty => [float.NaN, float.NaN, float.NaN, float.NaN, float.NaN, float.NaN],
        Infinite => [float.NegativeInfinity, float.NaN, 0, 0, 0, 0],
        _ => TestData.Row(i),
    });
}
