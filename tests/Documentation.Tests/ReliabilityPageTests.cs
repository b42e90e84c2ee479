using System.Text.RegularExpressions;

namespace MLNet.Autoencoder.Tests;

/// <summary>Every promise in docs/reliability.md has a test.</summary>
public partial class ReliabilityPageTests
{
    [Fact]
    public void Every_promise_names_a_test_that_exists()
    {
        string[] sources = Directory.GetFiles(Path.Combine(Page.Root, "tests"), "*Tests.cs", SearchOption.AllDirectories);
        HashSet<string> tests = [.. sources.SelectMany(NamesOfTests)];
        string[] named = [.. Named().Matches(Page.Read("docs/reliability.md").Text).Select(match => match.Groups["name"].Value)];

        Assert.NotEmpty(named);
        Assert.Empty(named.Except(tests));
    }

    private static IEnumerable<string> NamesOfTests(string source) => Method().Matches(File.ReadAllText(source))
        .Select(match => $"{Path.GetFileNameWithoutExtension(source)}.{match.Groups["name"].Value}");

    [GeneratedRegex(@"`(?<name>\w+Tests\.\w+)`")]
    private static partial Regex Named();

    [GeneratedRegex(@"public (void|async Task) (?<name>\w+)\(")]
    private static partial Regex Method();
}
