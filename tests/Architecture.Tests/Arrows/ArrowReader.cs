using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace MLNet.Autoencoder.Tests;

/// <summary>Finds what each file uses of the other files of its project, by what its names mean.</summary>
/// <remarks>
/// Every use shows in a name: something can be used without one (an indexer, an operator, a type that is inferred) only where a name has
/// already brought in its type. References in documentation comments do not count.
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

    /// <summary>What a name means; the first of several that are meant together, as <c>nameof</c> means all overloads of a method.</summary>
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

        // A member that the compiler adds, as the constructor of a class without one, lies with its type.
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
