using System.Reflection;

namespace MLNet.Autoencoder.Tests;

public class OptionDeclarationTests
{
    /// <summary>One option holds all columns to add, which are rows of the table of output columns.</summary>
    [Fact]
    public void Every_property_is_declared_or_names_a_column_to_add()
    {
        var options = new AutoencoderFeaturesOptions();
        IEnumerable<string> declared = options.Declared.Select(option => option.Name).Concat(Columns.OutputColumns.All.Select(column => column.Option));

        Assert.Equal(
            typeof(AutoencoderFeaturesOptions).GetProperties(BindingFlags.Public | BindingFlags.Instance).Select(property => property.Name).Order(),
            declared.Where(name => name != nameof(options.AddedColumns)).Order());
    }

    [Fact]
    public void Later_changes_do_not_affect_a_copy()
    {
        string[] names = ["A", "B"];
        var options = new AutoencoderFeaturesOptions { InputColumnNames = names, OutputColumnName = "Latent", ExampleWeightColumnName = "Weight", LabelColumnName = "Label" };

        var copy = new AutoencoderFeaturesOptions(options);
        names[0] = "C";
        (options.OutputColumnName, options.ExampleWeightColumnName, options.LabelColumnName) = ("Other", null, null);

        Assert.Equal(["A", "B"], copy.InputColumnNames!);
        Assert.Equal(("Latent", "Weight", "Label"), (copy.OutputColumnName, copy.ExampleWeightColumnName, copy.LabelColumnName));
    }

    [Fact]
    public void Every_option_of_an_anomaly_detector_is_declared_and_copied()
    {
        var options = new AutoencoderAnomalyOptions
        {
            FeatureColumnName = "A", ExampleWeightColumnName = "B", ScoreColumnName = "C", PredictedLabelColumnName = "D", PValueColumnName = "E",
            ContributionsColumnName = "F", ExpectedColumnName = "G", Contamination = 0.3f, Score = AnomalyScore.ReconstructionError, LatentDimension = 3,
        };
        PropertyInfo[] properties = typeof(AutoencoderAnomalyOptions).GetProperties(BindingFlags.Public | BindingFlags.Instance);

        var copy = new AutoencoderAnomalyOptions(options);

        Assert.Equal(properties.Select(property => property.Name).Order(), options.Declared.Select(option => option.Name).Order());
        Assert.All(properties, property => Assert.Equal(property.GetValue(options), property.GetValue(copy)));
    }
}
