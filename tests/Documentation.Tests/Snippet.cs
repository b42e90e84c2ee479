using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace MLNet.Autoencoder.Tests;

/// <summary>A program in the documentation.</summary>
/// <param name="Name">The page and the number of the C# block on it.</param>
/// <param name="Code">The program.</param>
internal sealed record Snippet(string Name, string Code)
{
    /// <summary>The implicit usings of a console project.</summary>
    public const string ImplicitUsings = """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Net.Http;
        global using System.Threading;
        global using System.Threading.Tasks;
        """;

    /// <summary>The C# version of .NET 8, the oldest that the libraries run on.</summary>
    private static readonly CSharpParseOptions Oldest = new(LanguageVersion.CSharp12);

    public static readonly MetadataReference[] References =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Select(path => MetadataReference.CreateFromFile(path)),
    ];

    /// <summary>The programs on a page.</summary>
    public static IEnumerable<Snippet> Of(Page page) => page.Blocks("csharp").Select((code, index) => new Snippet($"{page.Path} [{index + 1}]", code));

    /// <summary>Whether the program runs on any machine, and terminates.</summary>
    public bool CanRun => !Uses("TorchSharp") && !Uses("WebApplication");

    /// <summary>The errors and warnings of the compiler.</summary>
    public IEnumerable<string> Faults() => Compile().GetDiagnostics()
        .Where(diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning)
        .Select(diagnostic => $"{Name}: {diagnostic}");

    /// <summary>Runs the program. No other may run at the same time, because the process has only one current folder and one output.</summary>
    /// <param name="folder">The current folder of the program.</param>
    /// <returns>The output of the program.</returns>
    public string Run(string folder)
    {
        using var program = new MemoryStream();
        Assert.True(Compile().Emit(program).Success);
        MethodInfo main = Assembly.Load(program.ToArray()).EntryPoint!;
        string folderBefore = Environment.CurrentDirectory;
        TextWriter outputBefore = Console.Out;
        using var output = new StringWriter();
        try
        {
            Environment.CurrentDirectory = folder;
            Console.SetOut(output);
            main.Invoke(null, [Array.Empty<string>()]);
        }
        finally
        {
            Console.SetOut(outputBefore);
            Environment.CurrentDirectory = folderBefore;
        }

        return output.ToString();
    }

    private bool Uses(string word) => Code.Contains(word, StringComparison.Ordinal);

    private CSharpCompilation Compile() => CSharpCompilation.Create(
        "Snippet",
        [CSharpSyntaxTree.ParseText(Code, Oldest), CSharpSyntaxTree.ParseText(ImplicitUsings, Oldest)],
        References,
        new CSharpCompilationOptions(OutputKind.ConsoleApplication, nullableContextOptions: NullableContextOptions.Enable));
}
