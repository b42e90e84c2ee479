using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace MLNet.Autoencoder.Tests;

/// <summary>Finds what each file uses from other files in its project by resolving the names in it.</summary>
/// <remarks>
/// Names are enough: code that needs none (an indexer, an operator, an inferred type) uses a type that another name has brought in.
/// References in documentation comments do not count.
/// </remarks>
internal static class ArrowReader
{
    public static IEnumerable<Arrow> ArrowsOf(SourceProject project)
    {
        HashSet<string> paths = [.. project.Files.Select(file => file.Path)];
        return from file in project.Files
               from name in file.Nodes<SimpleNameSyntax>()
               where !name.IsVar
               let used = SymbolOf(file.Model.GetSymbolInfo(name))
               where used is not null
               let declarations = DeclarationsOf(used).Where(paths.Contains).ToArray()
               where declarations.Length > 0 && !declarations.Contains(file.Path)
               select new Arrow(file.Path, name.GetLocation().GetLineSpan().StartLinePosition.Line + 1, DisplayOf(used), declarations[0]);
    }

    /// <summary>The symbol of a name, or the first if there are several: <c>nameof</c> refers to all overloads of a method.</summary>
    private static ISymbol? SymbolOf(SymbolInfo info)
    {
        ISymbol? symbol = info.Symbol ?? info.CandidateSymbols.FirstOrDefault();
        return symbol is IMethodSymbol { ReducedFrom: { } extension } ? extension : symbol;
    }

    private static IEnumerable<string> DeclarationsOf(ISymbol symbol)
    {
        if (symbol is INamespaceSymbol)
        {
            return [];
        }

        // A member that the compiler adds, such as a default constructor, is declared where its type is.
        ISymbol? declared = symbol.OriginalDefinition;
        while (declared is { DeclaringSyntaxReferences: [] })
        {
            declared = declared.ContainingType;
        }

        return declared is null ? [] : declared.DeclaringSyntaxReferences.Select(reference => reference.SyntaxTree.FilePath);
    }

    private static string DisplayOf(ISymbol symbol) =>
        symbol is INamedTypeSymbol || symbol.ContainingType is null ? symbol.Name
            : symbol is IMethodSymbol { MethodKind: MethodKind.Constructor } ? symbol.ContainingType.Name
            : $"{symbol.ContainingType.Name}.{symbol.Name}";
}
