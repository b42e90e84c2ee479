using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace MLNet.Autoencoder.Tests;

/// <summary>What the README promises is what the code does.</summary>
public partial class ReadmeTests
{
    private static readonly string Readme = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "README.md"));

    [RealPackageFact]
    public void The_snippets_compile()
    {
        string[] snippets = [.. Snippets().Matches(Readme).Select(match => match.Groups["code"].Value)];

        Assert.Equal(2, snippets.Length);
        Assert.All(snippets, snippet => Assert.Empty(Compile(snippet)));
    }

    [Fact]
    public void The_table_of_options_lists_every_option_with_its_default()
    {
        var options = new AutoencoderFeaturesOptions();
        IEnumerable<string> expected = typeof(AutoencoderFeaturesOptions)
            .GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Select(property => $"{property.Name} = {Default(property.Name, property.GetValue(options))}")
            .Order(StringComparer.Ordinal);

        string table = Readme[Readme.IndexOf("## Options", StringComparison.Ordinal)..Readme.IndexOf("## Limits", StringComparison.Ordinal)];
        IEnumerable<string> actual = Rows().Matches(table)
            .Select(row => $"{row.Groups["name"].Value} = {row.Groups["default"].Value.Trim('`')}")
            .Order(StringComparer.Ordinal);

        Assert.Equal(expected, actual);
    }

    private static IEnumerable<Diagnostic> Compile(string snippet)
    {
        string[] references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator);
        var compilation = CSharpCompilation.Create(
            "Snippet",
            [CSharpSyntaxTree.ParseText(snippet), CSharpSyntaxTree.ParseText("global using System; global using System.IO; global using System.Linq;")],
            references.Select(path => MetadataReference.CreateFromFile(path)),
            new CSharpCompilationOptions(OutputKind.ConsoleApplication, nullableContextOptions: NullableContextOptions.Enable));

        return compilation.GetDiagnostics().Where(diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning);
    }

    private static string Default(string name, object? value) => value switch
    {
        _ when name == nameof(AutoencoderFeaturesOptions.OutputColumnName) => "has to be set",
        null => "null",
        IReadOnlyList<int> list => $"[{string.Join(", ", list)}]",
        AutoencoderKind or ReconstructionLoss => $"new {value.GetType().Name}()",
        CancellationToken => "default",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString()!,
    };

    [GeneratedRegex("```csharp\n(?<code>.*?)```", RegexOptions.Singleline)]
    private static partial Regex Snippets();

    [GeneratedRegex(@"^\| `(?<name>\w+)` \| (?<default>.+?) \|", RegexOptions.Multiline)]
    private static partial Regex Rows();
}
