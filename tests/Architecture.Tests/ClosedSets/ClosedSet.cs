using Microsoft.CodeAnalysis;

namespace MLNet.Autoencoder.Tests;

/// <summary>A type from <c>src/</c> whose values are all known at compile time: an enum, or an abstract class without a public constructor.</summary>
internal static class ClosedSet
{
    /// <summary>The closed set that a type is, nullable or not; null if the type is not a closed set.</summary>
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
