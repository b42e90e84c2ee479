using System.Reflection;
using System.Text.RegularExpressions;

namespace MLNet.Autoencoder.Tests;

/// <summary>A page of the documentation: a Markdown file in the repository.</summary>
/// <param name="Path">The path, relative to the root of the repository.</param>
/// <param name="Text">The text.</param>
internal sealed partial record Page(string Path, string Text)
{
    /// <summary>The root of the repository.</summary>
    public static readonly string Root = typeof(Page).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(attribute => attribute.Key == "RepositoryRoot").Value!;

    private static readonly string[] Folders = ["docs", "src", "examples", "tests", "benchmarks"];

    /// <summary>Reads a page.</summary>
    public static Page Read(string path) => new(path, File.ReadAllText(System.IO.Path.Combine(Root, path)));

    /// <summary>All pages in the root and in the folders with handwritten content.</summary>
    public static IEnumerable<Page> All() =>
        Directory.GetFiles(Root, "*.md")
            .Concat(Folders.SelectMany(folder => Directory.GetFiles(System.IO.Path.Combine(Root, folder), "*.md", SearchOption.AllDirectories)))
            .Select(file => System.IO.Path.GetRelativePath(Root, file).Replace('\\', '/'))
            .Where(path => !path.Split('/').Any(part => part is "bin" or "obj"))
            .Order(StringComparer.Ordinal)
            .Select(Read);

    /// <summary>The code blocks in a language, in order.</summary>
    public IReadOnlyList<string> Blocks(string language) =>
        [.. Fences().Matches(Text).Where(match => match.Groups["language"].Value == language).Select(match => match.Groups["code"].Value)];

    /// <summary>The text without its code blocks.</summary>
    public string Prose() => Fences().Replace(Text, string.Empty);

    public override string ToString() => Path;

    [GeneratedRegex("^```(?<language>[^\n]*)\n(?<code>.*?)^```$", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Fences();
}
