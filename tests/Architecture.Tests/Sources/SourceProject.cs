using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace MLNet.Autoencoder.Tests;

/// <summary>A project as its compiler sees it.</summary>
internal sealed class SourceProject
{
    // Preview, because the compiler in this package is older than the one that builds the sources.
    private static readonly CSharpParseOptions Language = new(LanguageVersion.Preview, DocumentationMode.None);

    // Without nullable annotations, which change no meaning of a name and take half of the time.
    private static readonly CSharpCompilationOptions Library = new(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true);

    private SourceProject(string assembly, IEnumerable<(string Path, string Text)> sources, IEnumerable<MetadataReference> references)
    {
        SyntaxTree[] trees = [.. sources.Select(source => CSharpSyntaxTree.ParseText(source.Text, Language, source.Path))];
        Compilation = CSharpCompilation.Create(assembly, trees, references, Library);
        Files = [.. from tree in trees
                    where !IsGenerated(tree.FilePath)
                    select new SourceFile(tree.FilePath, tree.GetRoot(), Compilation.GetSemanticModel(tree))];
    }

    public CSharpCompilation Compilation { get; }

    /// <summary>The files that people wrote.</summary>
    public IReadOnlyList<SourceFile> Files { get; }

    /// <summary>Compiles a sample, which must be free of errors.</summary>
    /// <param name="sources">The path of each file, from the root of a repository, and what is in it.</param>
    public static SourceProject FromSample(params (string Path, string Text)[] sources)
    {
        var sample = new SourceProject("Sample", sources, [MetadataReference.CreateFromFile(typeof(object).Assembly.Location)]);
        Assert.Empty(sample.Errors());
        return sample;
    }

    /// <summary>Compiles a folder, with what the build generated for it.</summary>
    /// <param name="folder">From the root of the repository.</param>
    /// <param name="except">Folders in it that do not belong to it.</param>
    /// <param name="references">What it may use.</param>
    public static SourceProject FromFolder(string folder, IReadOnlyList<string> except, IEnumerable<MetadataReference> references)
    {
        string[] others = [$"{folder}/bin/", $"{folder}/obj/", .. except.Select(other => $"{folder}/{other}/")];
        IEnumerable<string> written = Repository.Files(folder, "*.cs")
            .Where(path => !others.Any(other => path.StartsWith(other, StringComparison.Ordinal)));
        IEnumerable<string> generated = Repository.Files(Repository.GeneratedFolder(folder), "*.cs");
        return new SourceProject(AssemblyOf(folder), written.Concat(generated).Select(path => (path, Repository.Read(path))), references);
    }

    /// <summary>What the project's own compiler would report: a rule that reads names can rely on all of them being understood.</summary>
    public IReadOnlyList<string> Errors() =>
        [.. Compilation.GetDiagnostics().Where(found => found.Severity == DiagnosticSeverity.Error).Select(found => found.ToString())];

    /// <summary>The name of the assembly that a folder is compiled to.</summary>
    /// <param name="folder">From the root of the repository.</param>
    public static string AssemblyOf(string folder)
    {
        string project = Path.GetFileNameWithoutExtension(Repository.Files(folder, "*.csproj").First());
        return project.Replace(".Contract", string.Empty, StringComparison.Ordinal);
    }

    private static bool IsGenerated(string path) => path.Split('/').Contains("obj");
}
