using System.Text.RegularExpressions;

namespace MLNet.Autoencoder.Tests;

/// <summary>Links on the pages lead to existing files and headings.</summary>
public sealed partial class LinkTests
{
    private static readonly Dictionary<string, Page> Pages = Page.All().ToDictionary(page => page.Path);

    [Fact]
    public void Every_link_to_a_file_and_every_anchor_resolves()
    {
        string[] dead =
        [
            .. from page in Pages.Values
               from link in LinksOf(page)
               where !Resolves(page, link)
               select $"{page.Path}: {link}",
        ];

        Assert.True(dead.Length == 0, "These links are dead:\n" + string.Join('\n', dead));
    }

    [Fact]
    public void Every_page_in_docs_is_listed_in_the_contents()
    {
        string[] chapters = [.. Pages.Keys.Where(path => path.StartsWith("docs/", StringComparison.Ordinal) && path != "docs/README.md")];
        IEnumerable<string> listed = LinksOf(Pages["docs/README.md"]).Select(link => "docs/" + link.Split('#')[0]);

        Assert.Empty(chapters.Except(listed));
    }

    [Theory]
    [InlineData("The same seed, the same bytes", "the-same-seed-the-same-bytes")]
    [InlineData("What is `q`? λ, v & *more*", "what-is-q-λ-v--more")]
    [InlineData("From [one](page.md) to snake_case-2", "from-one-to-snake_case-2")]
    public void Anchors_are_those_of_GitHub(string heading, string anchor) => Assert.Equal(anchor, AnchorOf(heading));

    private static IEnumerable<string> LinksOf(Page page) => Links().Matches(page.Prose())
        .Select(match => match.Groups["target"].Value)
        .Where(target => !target.Contains("://", StringComparison.Ordinal) && !target.StartsWith("mailto:", StringComparison.Ordinal));

    private static bool Resolves(Page page, string link)
    {
        string[] parts = link.Split('#', 2);
        string folder = Path.GetDirectoryName(page.Path)!;
        string target = parts[0].Length == 0
            ? page.Path
            : Path.GetRelativePath(Page.Root, Path.GetFullPath(Path.Combine(Page.Root, folder, parts[0]))).Replace('\\', '/');
        string file = Path.Combine(Page.Root, target);
        return (File.Exists(file) || Directory.Exists(file))
            && (parts.Length == 1 || (Pages.TryGetValue(target, out Page? there) && AnchorsOf(there).Contains(parts[1])));
    }

    /// <summary>The anchors of the headings. Repeated headings get the suffixes -1, -2 and so on.</summary>
    private static IEnumerable<string> AnchorsOf(Page page) => Headings().Matches(page.Prose())
        .Select(match => AnchorOf(match.Groups["text"].Value))
        .GroupBy(anchor => anchor)
        .SelectMany(group => group.Select((anchor, index) => index == 0 ? anchor : $"{anchor}-{index}"));

    /// <summary>The visible letters, digits, hyphens and underscores in lowercase. Spaces become hyphens; everything else is omitted.</summary>
    private static string AnchorOf(string heading)
    {
        string visible = Links().Replace(heading, match => match.Groups["text"].Value).Trim().ToLowerInvariant();
        return string.Concat(visible.Where(c => char.IsLetterOrDigit(c) || c is '-' or '_' or ' ')).Replace(' ', '-');
    }

    [GeneratedRegex(@"\[(?<text>[^\[\]]*)\]\((?<target>[^()\s]+)\)")]
    private static partial Regex Links();

    [GeneratedRegex("^#+ (?<text>.+)$", RegexOptions.Multiline)]
    private static partial Regex Headings();
}
