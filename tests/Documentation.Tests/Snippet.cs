using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace MLNet.Autoencoder.Tests;

/// <summary>A program in the documentation.</summary>
/// <param name="Name">The page, and which block of C# in it.</param>
/// <param name="Code">The program.</param>
internal sealed record Snippet(string Name, string Code)
{
    /// <summary>What a console project has without being asked.</summary>
    public const string ImplicitUsings = """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Net.Http;
        global using System.Threading;
        global using System.Threading.Tasks;
        """;

    /// <summary>C# as .NET 8 has it, the oldest that the libraries run on.</summary>
    private static readonly CSharpParseOptions Oldest = new(LanguageVersion.CSharp12);

    public static readonly MetadataReference[] References =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Select(path => MetadataReference.CreateFromFile(path)),
    ];

    /// <summary>The programs of a page.</summary>
    public static IEnumerable<Snippet> Of(Page page) => page.Blocks("csharp").Select((code, index) => new Snippet($"{page.Path} [{index + 1}]", code));

    /// <summary>Whether it runs anywhere, and not for ever.</summary>
    public bool Ends => !Uses("TorchSharp") && !Uses("WebApplication");

    /// <summary>What the compiler says of it: errors and warnings.</summary>
    public IEnumerable<string> Faults() => Compile().GetDiagnostics()
        .Where(diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning)
        .Select(diagnostic => $"{Name}: {diagnostic}");

    /// <summary>Runs it, alone in the process: the current folder and what is printed are the process's.</summary>
    /// <param name="folder">The current folder meanwhile.</param>
    /// <returns>What it printed.</returns>
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
