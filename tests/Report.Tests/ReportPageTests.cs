using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using MLNet.Autoencoder.Tests;

namespace MLNet.Autoencoder.Report.Tests;

/// <summary>What docs/report.md shows is what compiles.</summary>
public sealed partial class ReportPageTests
{
    [RealPackageFact]
    public void The_snippets_compile()
    {
        string page = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "report.md"));
        string[] snippets = [.. Snippets().Matches(page).Select(match => match.Groups["code"].Value)];

        Assert.NotEmpty(snippets);
        Assert.All(snippets, snippet => Assert.Empty(Compile(snippet)));
    }

    private static IEnumerable<Diagnostic> Compile(string snippet)
    {
        string[] references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator);
        var compilation = CSharpCompilation.Create(
            "Snippet",
            [
                CSharpSyntaxTree.ParseText(snippet),
                CSharpSyntaxTree.ParseText("global using System; global using System.IO; global using System.Linq;"),
            ],
            references.Select(path => MetadataReference.CreateFromFile(path)),
            new CSharpCompilationOptions(OutputKind.ConsoleApplication, nullableContextOptions: NullableContextOptions.Enable));

        return compilation.GetDiagnostics().Where(diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning);
    }

    [GeneratedRegex("```csharp\n(?<code>.*?)```", RegexOptions.Singleline)]
    private static partial Regex Snippets();
}
