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
}
