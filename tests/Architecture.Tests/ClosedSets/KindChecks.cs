using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace MLNet.Autoencoder.Tests;

/// <summary>Finds code that tests which kind an object is instead of calling a member of it.</summary>
/// <param name="bases">The full names of the types whose derived types are kinds.</param>
/// <param name="allowed">The files, and folders that end in a slash, in which such tests are allowed.</param>
internal sealed class KindChecks(IReadOnlyList<string> bases, IReadOnlyList<string> allowed)
{
    public IEnumerable<Finding> In(SourceProject project)
    {
        INamedTypeSymbol[] kinds = [.. bases.Select(name => project.Compilation.GetTypeByMetadataName(name)
            ?? throw new InvalidOperationException($"The type {name} does not exist: correct {nameof(House)}.{nameof(House.KindTypes)}."))];
        return from file in project.Files
               where !allowed.Any(place => place.EndsWith('/') ? file.Path.StartsWith(place, StringComparison.Ordinal) : file.Path == place)
               from type in file.Root.DescendantNodes().Select(TestedType).OfType<ExpressionSyntax>()
               where file.Model.GetSymbolInfo(type).Symbol is INamedTypeSymbol tested && kinds.Any(kind => Derives(tested, kind))
               select Finding.At(type, $"tests for {type}: {type.SyntaxTree.GetText().Lines.GetLineFromPosition(type.SpanStart).ToString().Trim()}");
    }

    /// <summary>The type that a node tests for. In a pattern, a type can look like a constant.</summary>
    private static ExpressionSyntax? TestedType(SyntaxNode node) => node switch
    {
        BinaryExpressionSyntax { RawKind: (int)SyntaxKind.IsExpression or (int)SyntaxKind.AsExpression } test => test.Right,
        CastExpressionSyntax cast => cast.Type,
        DeclarationPatternSyntax pattern => pattern.Type,
        RecursivePatternSyntax pattern => pattern.Type,
        TypePatternSyntax pattern => pattern.Type,
        ConstantPatternSyntax pattern => pattern.Expression,
        CaseSwitchLabelSyntax label => label.Value,
        _ => null,
    };

    private static bool Derives(INamedTypeSymbol type, INamedTypeSymbol from)
    {
        INamedTypeSymbol? parent = type.BaseType;
        while (parent is not null && !SymbolEqualityComparer.Default.Equals(parent, from))
        {
            parent = parent.BaseType;
        }

        return parent is not null;
    }
}
