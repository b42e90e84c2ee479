using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace MLNet.Autoencoder.Tests;

/// <summary>A project as its compiler sees it.</summary>
internal sealed class SourceProject
{
    // Preview, because the package is older than the compiler that builds the sources.
    private static readonly CSharpParseOptions Language = new(LanguageVersion.Preview, DocumentationMode.None);

    // Without nullable analysis, which doubles the time and never changes what a name means.
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

    /// <summary>The files in the folder, without generated ones.</summary>
    public IReadOnlyList<SourceFile> Files { get; }

    /// <summary>Compiles a sample, which must have no errors.</summary>
    /// <param name="sources">The path of each file, relative to the root of the repository, and its text.</param>
    public static SourceProject FromSample(params (string Path, string Text)[] sources)
    {
        var sample = new SourceProject("Sample", sources, [MetadataReference.CreateFromFile(typeof(object).Assembly.Location)]);
        Assert.Empty(sample.Errors());
        return sample;
    }

    /// <summary>Compiles a folder together with the sources that the build generated for it.</summary>
    /// <param name="folder">Relative to the root of the repository.</param>
    /// <param name="except">Subfolders to leave out.</param>
    /// <param name="references">The assemblies it references.</param>
    public static SourceProject FromFolder(string folder, IReadOnlyList<string> except, IEnumerable<MetadataReference> references)
    {
        string[] others = [$"{folder}/bin/", $"{folder}/obj/", .. except.Select(other => $"{folder}/{other}/")];
        IEnumerable<string> written = Repository.Files(folder, "*.cs")
            .Where(path => !others.Any(other => path.StartsWith(other, StringComparison.Ordinal)));
        IEnumerable<string> generated = Repository.Files(Repository.GeneratedFolder(folder), "*.cs");
        return new SourceProject(AssemblyOf(folder), written.Concat(generated).Select(path => (path, Repository.Read(path))), references);
    }

    /// <summary>Compiler errors. A rule that reads what names mean is only reliable without them.</summary>
    public IReadOnlyList<string> Errors() =>
        [.. Compilation.GetDiagnostics().Where(found => found.Severity == DiagnosticSeverity.Error).Select(found => found.ToString())];

    /// <summary>The name of a folder's assembly.</summary>
    /// <param name="folder">Relative to the root of the repository.</param>
    public static string AssemblyOf(string folder)
    {
        string project = Path.GetFileNameWithoutExtension(Repository.Files(folder, "*.csproj").First());
        return project.Replace(".Contract", string.Empty, StringComparison.Ordinal);
    }

    private static bool IsGenerated(string path) => path.Split('/').Contains("obj");
}
