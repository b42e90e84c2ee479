using System.Reflection;
using System.Xml.Linq;
using Microsoft.CodeAnalysis;

namespace MLNet.Autoencoder.Tests;

/// <summary>The documentation of a library's public types and members, from the XML file next to its assembly.</summary>
internal sealed class PublicDocumentation
{
    private readonly Dictionary<string, XElement> _members;

    private PublicDocumentation(string file) =>
        _members = XDocument.Load(file).Descendants("member").ToDictionary(member => member.Attribute("name")!.Value);

    /// <summary>Fails if the documentation of a public type or member lacks a part, a thrown exception, or the default of an option.</summary>
    /// <param name="library">The library, with the XML file next to it.</param>
    /// <param name="folder">The folder of its sources, relative to the root of the repository.</param>
    public static void ShouldBeComplete(Assembly library, string folder)
    {
        string[] gaps = [.. PartsMissingIn(library), .. DocumentedExceptions.MissingIn(folder), .. DocumentedDefaults.MisstatedIn(library)];
        Assert.True(gaps.Length == 0, string.Join('\n', gaps));
    }

    private static IEnumerable<string> PartsMissingIn(Assembly library)
    {
        var documentation = new PublicDocumentation(Path.ChangeExtension(library.Location, ".xml"));
        return from type in PublicSymbols.TypesOf(library)
               from symbol in PublicSymbols.MembersOf(type).Prepend(type)
               from part in documentation.PartsMissingOf(symbol)
               select $"{symbol.ToDisplayString()} has no <{part}>.";
    }

    private IEnumerable<string> PartsMissingOf(ISymbol symbol)
    {
        XElement? text = _members.GetValueOrDefault(symbol.GetDocumentationCommentId()!);
        if (text is null)
        {
            // An implicit constructor. The compiler requires documentation for an explicit one. Editors show that of the type.
            return symbol is IMethodSymbol { MethodKind: MethodKind.Constructor, Parameters: [] } ? [] : ["summary"];
        }

        return IsInherited(symbol, text) ? [] : PartsOf(symbol).Where(part => !Says(text, part.Tag, part.Name))
            .Select(part => part.Name is null ? part.Tag : $"{part.Tag} name=\"{part.Name}\"");
    }

    private static IEnumerable<(string Tag, string? Name)> PartsOf(ISymbol symbol)
    {
        var parameters = symbol switch
        {
            IMethodSymbol method => method.Parameters,
            IPropertySymbol property => property.Parameters,
            _ => [],
        };
        var typeParameters = symbol switch
        {
            IMethodSymbol method => method.TypeParameters,
            INamedTypeSymbol type => type.TypeParameters,
            _ => [],
        };
        bool returns = symbol is IMethodSymbol { ReturnsVoid: false, MethodKind: not MethodKind.Constructor };
        return
        [
            ("summary", null),
            .. parameters.Select(parameter => ("param", (string?)parameter.Name)),
            .. typeParameters.Select(parameter => ("typeparam", (string?)parameter.Name)),
            .. returns ? [("returns", null)] : Array.Empty<(string, string?)>(),
        ];
    }

    private static bool Says(XElement text, string tag, string? name) => text.Elements(tag).Any(element =>
        element.Attribute("name")?.Value == name && (element.Value.Trim().Length > 0 || element.HasElements));

    /// <summary>Whether the documentation is inherited from an overridden or implemented member.</summary>
    private static bool IsInherited(ISymbol symbol, XElement text) =>
        text.Elements("inheritdoc").Any(element => element.Attribute("path") is null)
        && (symbol.IsOverride || symbol.ContainingType.AllInterfaces.SelectMany(type => type.GetMembers())
            .Any(member => SymbolEqualityComparer.Default.Equals(symbol.ContainingType.FindImplementationForInterfaceMember(member), symbol)));
}
