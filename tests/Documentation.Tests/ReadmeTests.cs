using System.Reflection;
using System.Text.RegularExpressions;
using MLNet.Autoencoder.Seam;

namespace MLNet.Autoencoder.Tests;

/// <summary>The tables in the README are correct.</summary>
public sealed partial class ReadmeTests
{
    [Fact]
    public void The_options_listed_exist_and_have_the_stated_defaults()
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

    [Fact]
    public void The_versions_of_ML_NET_listed_are_those_named_in_the_error()
    {
        string readme = Page.Read("README.md").Text;
        string table = readme[readme.IndexOf("| Microsoft.ML | tests run against it |", StringComparison.Ordinal)..];
        IEnumerable<string> listed = VersionRows().Matches(table[..table.IndexOf("\n\n", StringComparison.Ordinal)])
            .SelectMany(row => row.Groups["versions"].Value.Split(", "));

        string[] named = MLNetInternals.TestedVersions.Split([", ", " and "], StringSplitOptions.None);

        Assert.Equal(listed.Order(StringComparer.Ordinal), named);
    }

    [GeneratedRegex(@"^\| (?<versions>\d[^|]*) \|", RegexOptions.Multiline)]
    private static partial Regex VersionRows();

    [GeneratedRegex(@"^\| `(?<name>\w+)` \| `(?<default>[^`]+)` \|", RegexOptions.Multiline)]
    private static partial Regex Rows();
}
