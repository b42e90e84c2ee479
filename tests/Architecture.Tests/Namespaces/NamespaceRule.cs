using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace MLNet.Autoencoder.Tests;

/// <summary>The folder of an internal type decides its namespace. Public types are where users look for them.</summary>
internal sealed class NamespaceRule(ProjectPlan plan)
{
    private const string Public = "MLNet.Autoencoder";

    // ML.NET's own namespace, so that extension methods need no extra using.
    private const string Extensions = "Microsoft.ML";

    // The compiler and the runtime look here for attributes that they know by name.
    private const string KnownAttributes = "System.Runtime.CompilerServices";

    private readonly RoomOrder _order = new(plan);

    /// <summary>The types in the wrong namespace. A nested type follows its outer type.</summary>
    public IEnumerable<Finding> MisplacedTypesIn(SourceProject project) =>
        from file in project.Files
        where _order.RoomOf(file.Path) is not null
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

        string room = NamespaceOf(_order.RoomOf(file)!);
        return type.BaseType?.ToDisplayString() == "System.Attribute" ? [room, KnownAttributes] : [room];
    }

    /// <summary>All kinds share one namespace.</summary>
    private string NamespaceOf(string room)
    {
        string folder = plan.KindsRoom is { } kinds && room.StartsWith($"{kinds}/", StringComparison.Ordinal) ? kinds : room;
        return folder == ProjectPlan.Root ? plan.Namespace : $"{plan.Namespace}.{folder.Replace('/', '.')}";
    }

    private static bool IsPublic(INamedTypeSymbol type) => type.DeclaredAccessibility == Accessibility.Public;
}
