using System.Reflection;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace MLNet.Autoencoder.Tests;

/// <summary>The public surface of a library as C# declarations, one line per type and member, so that reviews see every change.</summary>
internal static class PublicSurface
{
    private static readonly string[] NotedAttributes = ["ObsoleteAttribute", "FlagsAttribute", "EditorBrowsableAttribute", "ExperimentalAttribute"];

    private static readonly SymbolDisplayFormat Format = new(
        typeQualificationStyle: SymbolDisplayTypeQualificationStyle.NameAndContainingTypes,
        genericsOptions: SymbolDisplayGenericsOptions.IncludeTypeParameters | SymbolDisplayGenericsOptions.IncludeTypeConstraints
            | SymbolDisplayGenericsOptions.IncludeVariance,
        memberOptions: SymbolDisplayMemberOptions.IncludeParameters | SymbolDisplayMemberOptions.IncludeType | SymbolDisplayMemberOptions.IncludeRef
            | SymbolDisplayMemberOptions.IncludeModifiers | SymbolDisplayMemberOptions.IncludeAccessibility
            | SymbolDisplayMemberOptions.IncludeConstantValue | SymbolDisplayMemberOptions.IncludeExplicitInterface,
        parameterOptions: SymbolDisplayParameterOptions.IncludeExtensionThis | SymbolDisplayParameterOptions.IncludeModifiers
            | SymbolDisplayParameterOptions.IncludeType | SymbolDisplayParameterOptions.IncludeName
            | SymbolDisplayParameterOptions.IncludeDefaultValue,
        propertyStyle: SymbolDisplayPropertyStyle.ShowReadWriteDescriptor,
        kindOptions: SymbolDisplayKindOptions.IncludeTypeKeyword,
        miscellaneousOptions: SymbolDisplayMiscellaneousOptions.UseSpecialTypes | SymbolDisplayMiscellaneousOptions.AllowDefaultLiteral
            | SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier);

    public static string TextOf(Assembly library)
    {
        var text = new StringBuilder();
        foreach (var types in PublicSymbols.TypesOf(library).GroupBy(type => type.ContainingNamespace.ToDisplayString()))
        {
            text.Append($"namespace {types.Key};\n");
            foreach (INamedTypeSymbol type in types)
            {
                text.Append($"\n{HeadOf(type)}\n");
                text.AppendJoin(string.Empty, LinesOf(type).Select(line => $"    {line}\n"));
            }

            text.Append('\n');
        }

        return text.ToString();
    }

    private static string HeadOf(INamedTypeSymbol type)
    {
        string modifier = type switch
        {
            { TypeKind: not TypeKind.Class } => string.Empty,
            { IsStatic: true } => "static ",
            { IsAbstract: true } => "abstract ",
            _ => type.IsSealed ? "sealed " : string.Empty,
        };
        string[] bases = [.. BasesOf(type).Select(other => other.ToDisplayString(Format.WithKindOptions(SymbolDisplayKindOptions.None)))];
        string inherits = bases.Length == 0 ? string.Empty : $" : {string.Join(", ", bases)}";
        return $"{AttributesOf(type)}{SyntaxFacts.GetText(type.DeclaredAccessibility)} {modifier}{type.ToDisplayString(Format)}{inherits}";
    }

    /// <summary>The bases as written in the declaration: without implied interfaces, and without IEquatable for records.</summary>
    private static IEnumerable<INamedTypeSymbol> BasesOf(INamedTypeSymbol type)
    {
        if (type.BaseType is { SpecialType: SpecialType.None })
        {
            yield return type.BaseType;
        }

        foreach (INamedTypeSymbol other in type.Interfaces.OrderBy(other => other.ToDisplayString(), StringComparer.Ordinal))
        {
            bool isImplied = type.Interfaces.Any(wider => wider.AllInterfaces.Contains(other, SymbolEqualityComparer.Default))
                || (type.IsRecord && other.Name == nameof(IEquatable<>));
            if (!isImplied)
            {
                yield return other;
            }
        }
    }

    private static IEnumerable<string> LinesOf(INamedTypeSymbol type)
    {
        IEnumerable<ISymbol> members = PublicSymbols.MembersOf(type);
        return type.TypeKind == TypeKind.Enum
            ? members.OfType<IFieldSymbol>().Select(field => $"{AttributesOf(field)}{field.Name} = {field.ConstantValue}")
            : members.OrderBy(RankOf).ThenBy(member => member.Name, StringComparer.Ordinal).ThenBy(LineOf, StringComparer.Ordinal).Select(LineOf);
    }

    private static string LineOf(ISymbol member)
    {
        string hasBody = member is { ContainingType.TypeKind: TypeKind.Interface, IsAbstract: false, IsStatic: false } ? "virtual " : string.Empty;
        return $"{AttributesOf(member)}{hasBody}{member.ToDisplayString(Format)}";
    }

    private static int RankOf(ISymbol member) => member switch
    {
        IFieldSymbol => 0,
        IMethodSymbol { MethodKind: MethodKind.Constructor } => 1,
        IPropertySymbol => 2,
        _ => 3,
    };

    private static string AttributesOf(ISymbol symbol) => string.Concat(
        symbol.GetAttributes().Where(attribute => NotedAttributes.Contains(attribute.AttributeClass!.Name)).Select(attribute => $"[{attribute}] "));
}
