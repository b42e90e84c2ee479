using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace MLNet.Autoencoder.Tests;

/// <summary>Checks in the sources that public members document the exceptions that they throw themselves.</summary>
internal static class DocumentedExceptions
{
    /// <summary>The exceptions that members throw but neither document nor inherit documentation for.</summary>
    /// <param name="folder">The folder of the sources, relative to the root of the repository.</param>
    public static IEnumerable<string> MissingIn(string folder) =>
        from file in Directory.EnumerateFiles(Path.Combine(Page.Root, folder), "*.cs", SearchOption.AllDirectories)
        where !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal)
        from member in CSharpSyntaxTree.ParseText(File.ReadAllText(file)).GetRoot().DescendantNodes().OfType<MemberDeclarationSyntax>()
        where member is BaseMethodDeclarationSyntax or BasePropertyDeclarationSyntax
        where IsPublic(member)
        let text = member.GetLeadingTrivia().ToFullString()
        where !text.Contains("<inheritdoc", StringComparison.Ordinal)
        from exception in ThrownBy(member).Distinct()
        where !text.Contains($"<exception cref=\"{exception}\">", StringComparison.Ordinal)
        select $"{Path.GetFileName(file)}: a member throws {exception} but does not document it: {member.ToString().Split('\n')[0]}";

    private static bool IsPublic(MemberDeclarationSyntax member) =>
        member.Modifiers.Any(modifier => modifier.IsKind(SyntaxKind.PublicKeyword))
        && (member.Parent is not TypeDeclarationSyntax type || IsPublic(type));

    private static IEnumerable<string> ThrownBy(MemberDeclarationSyntax member) => member.DescendantNodes().Select(node => node switch
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
}
