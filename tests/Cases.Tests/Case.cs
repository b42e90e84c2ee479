using System.Diagnostics;
using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace MLNet.Autoencoder.Tests;

/// <summary>Compiles and runs a program that once showed a fault.</summary>
internal static class Case
{
    /// <summary>The implicit usings of a console project.</summary>
    private const string ImplicitUsings = """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Threading;
        global using System.Threading.Tasks;
        """;

    private static readonly CSharpParseOptions Language = new(LanguageVersion.Latest);

    /// <summary>The folder of the cases.</summary>
    public static string Folder { get; } = Path.GetFullPath(Path.Combine(
        typeof(Case).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == "RepositoryRoot").Value!, "..", "shared", "cases"));

    /// <summary>Runs a program in a process of its own.</summary>
    /// <param name="name">The folder of the case.</param>
    /// <param name="arguments">The arguments of the program.</param>
    /// <param name="heapLimit">The most bytes of the managed heap; 0 for no limit.</param>
    /// <returns>The lines that it printed.</returns>
    public static string[] Run(string name, string[]? arguments = null, long heapLimit = 0)
    {
        string program = Compile(name);
        string own = typeof(Case).Assembly.Location;
        var start = new ProcessStartInfo(
            Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet",
            [
                "exec", "--depsfile", Path.ChangeExtension(own, ".deps.json"), "--runtimeconfig", Path.ChangeExtension(own, ".runtimeconfig.json"), program,
                .. arguments ?? [],
            ])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetTempPath(),
        };
        if (heapLimit > 0)
        {
            start.Environment["DOTNET_GCHeapHardLimit"] = $"{heapLimit:X}";
        }

        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"{name} ended with exit code {process.ExitCode}.\n{output}{errors.Result}");
        return output.ReplaceLineEndings("\n").TrimEnd().Split('\n');
    }

    /// <summary>Compiles a program into the folder of the tests, which has all assemblies that it needs.</summary>
    private static string Compile(string name)
    {
        string path = Path.Combine(AppContext.BaseDirectory, $"Case.{name}.dll");
        IEnumerable<string> assemblies = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator);
        var program = CSharpCompilation.Create(
            $"Case.{name}",
            [
                CSharpSyntaxTree.ParseText(File.ReadAllText(Path.Combine(Folder, name, "Program.cs")), Language),
                CSharpSyntaxTree.ParseText(ImplicitUsings, Language),
            ],
            assemblies.Select(assembly => MetadataReference.CreateFromFile(assembly)),
            new CSharpCompilationOptions(OutputKind.ConsoleApplication, optimizationLevel: OptimizationLevel.Release));
        var result = program.Emit(path);
        Assert.True(result.Success, string.Join('\n', result.Diagnostics));
        return path;
    }
}
