using System.Reflection;
using System.Text.RegularExpressions;

namespace MLNet.Autoencoder.Tests;

/// <summary>What the README says in short is true.</summary>
public sealed partial class ReadmeTests
{
    [Fact]
    public void Each_option_in_the_short_table_is_there_and_has_that_default()
    {
        var options = new AutoencoderFeaturesOptions();
        string readme = Page.Read("README.md").Text;
        string table = readme[readme.IndexOf("## Options", StringComparison.Ordinal)..];
        MatchCollection rows = Rows().Matches(table[..table.IndexOf("\n## ", 1, StringComparison.Ordinal)]);

        Assert.NotEmpty(rows);
        Assert.All(rows, row =>
        {
            PropertyInfo? option = typeof(AutoencoderFeaturesOptions).GetProperty(row.Groups["name"].Value);
            Assert.NotNull(option);
            Assert.Equal(OptionsPage.DefaultOf(option, options), row.Groups["default"].Value);
        });
    }

    [GeneratedRegex(@"^\| `(?<name>\w+)` \| `(?<default>[^`]+)` \|", RegexOptions.Multiline)]
    private static partial Regex Rows();
}
