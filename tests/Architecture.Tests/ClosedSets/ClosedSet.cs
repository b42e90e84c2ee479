using Microsoft.CodeAnalysis;

namespace MLNet.Autoencoder.Tests;

/// <summary>Types of ours whose values are known when the sources are compiled: enums, and abstract classes that nobody else derives from.</summary>
internal static class ClosedSet
{
    /// <summary>The closed set that a type is, with or without null; null if it is none.</summary>
    public static INamedTypeSymbol? Of(ITypeSymbol? type)
    {
        ITypeSymbol? value = type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable
            ? nullable.TypeArguments[0]
            : type;
        return value is INamedTypeSymbol named && IsOurs(named) && (named.TypeKind == TypeKind.Enum || IsClosed(named)) ? named : null;
    }

    private static bool IsClosed(INamedTypeSymbol type) =>
        type is { TypeKind: TypeKind.Class, IsAbstract: true, IsStatic: false }
        && type.InstanceConstructors.All(constructor => constructor.DeclaredAccessibility != Accessibility.Public);

    private static bool IsOurs(INamedTypeSymbol type) =>
        type.DeclaringSyntaxReferences.Any(reference => !reference.SyntaxTree.FilePath.Contains("/obj/", StringComparison.Ordinal));
}
