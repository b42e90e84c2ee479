namespace MLNet.Autoencoder.Tests;

/// <summary>Each C# block in the documentation is a complete program that compiles without warnings. Those that can run everywhere are run.</summary>
public sealed class SnippetTests : IDisposable
{
    private const int FewRows = 300;

    private static readonly string[] PagesToRun = ["README.md", "docs/anomalies.md", "docs/choosing.md", "docs/recipes.md", "docs/units.md"];

    private static readonly string Digits = Path.Combine(Page.Root, "examples", "data", "digits.csv");

    private readonly string _folder = Directory.CreateTempSubdirectory("snippets-").FullName;

    [Fact]
    public void Every_snippet_compiles_without_warnings()
    {
        Snippet[] snippets = [.. Page.All().SelectMany(Snippet.Of)];
        string[] faults = [.. snippets.SelectMany(snippet => snippet.Faults())];

        Assert.NotEmpty(snippets);
        Assert.True(faults.Length == 0, string.Join('\n', faults));
    }

    [Fact]
    public void The_program_in_getting_started_prints_what_the_page_shows()
    {
        var page = Page.Read("docs/getting-started.md");
        File.Copy(Digits, Path.Combine(_folder, "digits.csv"));

        string printed = Snippet.Of(page).Single().Run(_folder);

        Assert.Equal(page.Blocks("text").Single(), printed.ReplaceLineEndings("\n"));
    }

    [Fact]
    public void The_recipes_run_without_errors()
    {
        foreach (Snippet recipe in PagesToRun.Select(Page.Read).SelectMany(Snippet.Of).Where(recipe => recipe.CanRun))
        {
            File.WriteAllLines(Path.Combine(_folder, "digits.csv"), File.ReadLines(Digits).Take(FewRows));
            Exception? failure = Record.Exception(() => recipe.Run(_folder));
            Assert.True(failure is null, $"{recipe.Name}: {failure}");
        }
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
