using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace MLNet.Autoencoder.Tests;

/// <summary>Where a type is declared decides its namespace, unless users see it.</summary>
internal sealed class NamespaceRule(ProjectPlan plan)
{
    private const string Public = "MLNet.Autoencoder";

    // Where users of ML.NET find the methods of its catalogs.
    private const string Extensions = "Microsoft.ML";

    // Where the compiler and the runtime look for attributes that they know by name.
    private const string KnownAttributes = "System.Runtime.CompilerServices";

    private readonly RoomOrder _order = new(plan);

    /// <summary>The types in another namespace than the rule says. Nested types have none of their own.</summary>
    public IEnumerable<Finding> MisplacedTypesIn(SourceProject project) =>
        from file in project.Files
        from declaration in file.Nodes<MemberDeclarationSyntax>()
        where declaration is BaseTypeDeclarationSyntax or DelegateDeclarationSyntax
        let type = (INamedTypeSymbol)file.Model.GetDeclaredSymbol(declaration)!
        where type.ContainingType is null
        let given = type.ContainingNamespace.ToDisplayString()
        let expected = NamespacesFor(type, file.Path)
        where !expected.Contains(given)
        select Finding.At(
            declaration, $"{(IsPublic(type) ? "Public" : "Internal")} type {type.Name} is in {given}, but belongs in {string.Join(" or ", expected)}.");

    private string[] NamespacesFor(INamedTypeSymbol type, string file)
    {
        if (IsPublic(type))
        {
            return type.IsStatic && type.MightContainExtensionMethods ? [Public, Extensions] : [Public];
        }

        string room = NamespaceOf(_order.RoomOf(file) ?? ProjectPlan.Root);
        return type.BaseType?.ToDisplayString() == "System.Attribute" ? [room, KnownAttributes] : [room];
    }

    /// <summary>All kinds share the namespace of the room around them.</summary>
    private string NamespaceOf(string room)
    {
        string folder = plan.KindsRoom is { } kinds && room.StartsWith($"{kinds}/", StringComparison.Ordinal) ? kinds : room;
        return folder == ProjectPlan.Root ? plan.Namespace : $"{plan.Namespace}.{folder.Replace('/', '.')}";
    }

    private static bool IsPublic(INamedTypeSymbol type) => type.DeclaredAccessibility == Accessibility.Public;
}
