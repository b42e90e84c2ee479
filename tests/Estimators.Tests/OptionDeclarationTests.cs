using System.Reflection;

namespace MLNet.Autoencoder.Tests;

public class OptionDeclarationTests
{
    /// <summary>A column to add is a row of the table of output columns, which one option holds.</summary>
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
    public void A_copy_does_not_follow_later_changes()
    {
        string[] names = ["A", "B"];
        var options = new AutoencoderFeaturesOptions { InputColumnNames = names, OutputColumnName = "Latent", ExampleWeightColumnName = "Weight" };

        var copy = new AutoencoderFeaturesOptions(options);
        names[0] = "C";
        (options.OutputColumnName, options.ExampleWeightColumnName) = ("Other", null);

        Assert.Equal(["A", "B"], copy.InputColumnNames!);
        Assert.Equal(("Latent", "Weight"), (copy.OutputColumnName, copy.ExampleWeightColumnName));
    }
}
