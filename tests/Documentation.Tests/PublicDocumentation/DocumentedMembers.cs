using System.Text.RegularExpressions;
using System.Xml.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace MLNet.Autoencoder.Tests;

/// <summary>
/// Whether public members document their parameters, what they return and the exceptions they throw themselves, read from the sources. That each has
/// a summary is checked by the compiler.
/// </summary>
internal static partial class DocumentedMembers
{
    /// <summary>Folders of generated code, and of the reference contract of ML.NET.</summary>
    private static readonly string[] NotOfTheLibrary = ["obj", "Contract"];

    /// <summary>The parts that are missing or empty, and that are not inherited.</summary>
    /// <param name="folder">The folder of the sources, from the root of the repository.</param>
    public static IEnumerable<string> GapsIn(string folder) =>
        from file in Directory.EnumerateFiles(Path.Combine(Page.Root, folder), "*.cs", SearchOption.AllDirectories)
        where !Path.GetRelativePath(Page.Root, file).Split(Path.DirectorySeparatorChar).Intersect(NotOfTheLibrary).Any()
        from member in CSharpSyntaxTree.ParseText(File.ReadAllText(file)).GetRoot().DescendantNodes().OfType<MemberDeclarationSyntax>()
        where IsPublic(member)
        let comment = CommentOf(member)
        where !IsInherited(member, comment)
        from part in PartsOf(member).Distinct()
        where !Says(comment, part)
        select $"{Path.GetFileName(file)}: {Line().Match(member.WithoutLeadingTrivia().ToString()).Value} has no <{part.Tag}> {part.Name}";

    private static bool IsPublic(SyntaxNode node) => node switch
    {
        CompilationUnitSyntax or BaseNamespaceDeclarationSyntax => node.Parent is null || IsPublic(node.Parent),
        MemberDeclarationSyntax { Parent: InterfaceDeclarationSyntax type, Modifiers: [] } => IsPublic(type),
        MemberDeclarationSyntax member => IsPublic(member.Parent!) && member.Modifiers.Any(modifier =>
            modifier.IsKind(SyntaxKind.PublicKeyword)
            || (modifier.IsKind(SyntaxKind.ProtectedKeyword) && !member.Modifiers.Any(SyntaxKind.PrivateKeyword))),
        _ => false,
    };

    private static XElement CommentOf(MemberDeclarationSyntax member)
    {
        IEnumerable<string> text = member.GetLeadingTrivia()
            .Where(trivia => trivia.IsKind(SyntaxKind.SingleLineDocumentationCommentTrivia)).Select(trivia => trivia.ToFullString());
        return XElement.Parse($"<comment>{Slashes().Replace(string.Concat(text), string.Empty)}</comment>", LoadOptions.PreserveWhitespace);
    }

    /// <summary>Whether all of it stands elsewhere: at what is overridden or implemented.</summary>
    private static bool IsInherited(MemberDeclarationSyntax member, XElement comment) =>
        comment.Elements("inheritdoc").Any(element => element.Attribute("path") is null)
        && (member.Modifiers.Any(SyntaxKind.OverrideKeyword) || member.Parent is TypeDeclarationSyntax { BaseList: not null });

    private static IEnumerable<(string Tag, string? Name)> PartsOf(MemberDeclarationSyntax member)
    {
        (BaseParameterListSyntax? parameters, TypeParameterListSyntax? types, TypeSyntax? result) = member switch
        {
            MethodDeclarationSyntax method => (method.ParameterList, method.TypeParameterList, method.ReturnType),
            DelegateDeclarationSyntax made => (made.ParameterList, made.TypeParameterList, made.ReturnType),
            OperatorDeclarationSyntax made => (made.ParameterList, null, made.ReturnType),
            ConversionOperatorDeclarationSyntax made => (made.ParameterList, null, made.Type),
            ConstructorDeclarationSyntax constructor => (constructor.ParameterList, null, null),
            IndexerDeclarationSyntax indexer => (indexer.ParameterList, null, null),
            TypeDeclarationSyntax type => (type.ParameterList, type.TypeParameterList, null),
            _ => default((BaseParameterListSyntax?, TypeParameterListSyntax?, TypeSyntax?)),
        };
        foreach (ParameterSyntax parameter in parameters?.Parameters ?? [])
        {
            yield return ("param", parameter.Identifier.ValueText);
        }

        foreach (TypeParameterSyntax type in types?.Parameters ?? [])
        {
            yield return ("typeparam", type.Identifier.ValueText);
        }

        if (result is not null and not PredefinedTypeSyntax { Keyword.RawKind: (int)SyntaxKind.VoidKeyword })
        {
            yield return ("returns", null);
        }

        foreach (string exception in ThrownBy(member))
        {
            yield return ("exception", exception);
        }
    }

    /// <summary>Whether the part has text of its own, or that of another member's same part.</summary>
    private static bool Says(XElement comment, (string Tag, string? Name) part) =>
        comment.Elements("inheritdoc").Any(element => element.Attribute("path")?.Value == $"/{part.Tag}")
        || comment.Elements(part.Tag).Any(element =>
            (element.Attribute("name") ?? element.Attribute("cref"))?.Value == part.Name && (element.Value.Trim().Length > 0 || element.HasElements));

    /// <summary>What the body of a public method or property throws.</summary>
    private static IEnumerable<string> ThrownBy(MemberDeclarationSyntax member) =>
        member is TypeDeclarationSyntax || !member.Modifiers.Any(SyntaxKind.PublicKeyword) ? [] : member.DescendantNodes().Select(node => node switch
        {
            ThrowStatementSyntax { Expression: ObjectCreationExpressionSyntax thrown } => thrown.Type.ToString(),
            ThrowExpressionSyntax { Expression: ObjectCreationExpressionSyntax thrown } => thrown.Type.ToString(),
            InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax called } => ThrownBy(called),
            _ => null,
        }).OfType<string>();

    private static string? ThrownBy(MemberAccessExpressionSyntax called) => (called.Expression.ToString(), called.Name.ToString()) switch
    {
        ("Require", "WholeRows") => "ArgumentException",
        ("Require", _) => "ArgumentOutOfRangeException",
        (var type, var name) when type.EndsWith("Exception", StringComparison.Ordinal) && name.StartsWith("ThrowIf", StringComparison.Ordinal)
            => type,
        _ => null,
    };

    [GeneratedRegex(@"^\s*///", RegexOptions.Multiline)]
    private static partial Regex Slashes();

    [GeneratedRegex("^.*")]
    private static partial Regex Line();
}
