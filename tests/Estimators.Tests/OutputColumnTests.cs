using MLNet.Autoencoder.Columns;
using MLNet.Autoencoder.Tests.Conformance;

namespace MLNet.Autoencoder.Tests;

/// <summary>What is true of every row of the table of output columns. The conformance suite covers all of them, too.</summary>
public sealed class OutputColumnTests
{
    public static TheoryData<string> Options => [.. OutputColumns.All.Select(column => column.Option)];

    [Theory]
    [MemberData(nameof(Options))]
    public void Each_option_sets_only_the_name_of_its_own_column(string option)
    {
        var options = new AutoencoderFeaturesOptions();

        typeof(AutoencoderFeaturesOptions).GetProperty(option)!.SetValue(options, "Name");

        Assert.Equal("Name", typeof(AutoencoderFeaturesOptions).GetProperty(option)!.GetValue(options));
        var added = Assert.Single(options.AddedColumns);
        Assert.Equal((option, "Name"), (added.Column.Option, added.Name));
    }

    [Theory]
    [MemberData(nameof(Options))]
    public void Setting_an_option_to_null_removes_its_column(string option)
    {
        var options = Configurations.Options("all columns");

        typeof(AutoencoderFeaturesOptions).GetProperty(option)!.SetValue(options, null);

        Assert.Equal(OutputColumns.All.Select(column => column.Option).Where(other => other != option), options.AddedColumns.Select(added => added.Column.Option));
    }

    [Fact]
    public void Fitted_and_loaded_transformers_have_every_name_as_a_property()
    {
        var data = TestData.Good();
        var fitted = Configurations.Estimator("all columns").Fit(data);
        var loaded = Assert.IsType<AutoencoderFeaturesTransformer>(SaveAndLoad.InFreshContext(fitted, data.Schema).Transformer);

        Assert.All(OutputColumns.All, column =>
        {
            var property = typeof(AutoencoderFeaturesTransformer).GetProperty(column.Option)!;
            Assert.Equal(TestColumns.NameOf(column), property.GetValue(fitted));
            Assert.Equal(TestColumns.NameOf(column), property.GetValue(loaded));
        });
    }

    [Fact]
    public void No_two_columns_share_a_name()
    {
        Assert.Distinct(OutputColumns.All.Select(column => column.Option));
        Assert.Distinct(OutputColumns.All.Select(column => column.Attribute));
        Assert.Distinct(OutputColumns.All.Select(column => column.OnnxName));
    }
}
