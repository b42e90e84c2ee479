using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace MLNet.Autoencoder.Tests;

/// <summary>Finds comparisons with part of a tensor's name, such as <c>tensor.Name.EndsWith(".bias")</c>.</summary>
/// <param name="allowed">The files that may compare.</param>
internal sealed partial class NameComparisons(IReadOnlyList<string> allowed)
{
    private static readonly string[] Comparing =
        ["StartsWith", "EndsWith", "Contains", "Equals", "Compare", "CompareOrdinal", "IndexOf", "LastIndexOf", "SequenceEqual", "IsMatch"];

    public IEnumerable<Finding> In(SourceProject project) =>
        from file in project.Files
        where !allowed.Contains(file.Path)
        from node in file.Root.DescendantNodes()
        from text in OperandsOf(node).SelectMany(operand => TextsIn(operand, file.Model))
        where TensorName().IsMatch(text)
        select Finding.At(node, $"compares with \"{text}\": {node.ToString().Split('\n')[0].Trim()}");

    /// <summary>The operands of a comparison; empty for other nodes.</summary>
    private static IEnumerable<ExpressionSyntax> OperandsOf(SyntaxNode node) => node switch
    {
        BinaryExpressionSyntax { RawKind: (int)SyntaxKind.EqualsExpression or (int)SyntaxKind.NotEqualsExpression } equality =>
            [equality.Left, equality.Right],
        InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax called } call when Comparing.Contains(called.Name.Identifier.Text) =>
            [called.Expression, .. call.ArgumentList.Arguments.Select(argument => argument.Expression)],
        ConstantPatternSyntax pattern => [pattern.Expression],
        CaseSwitchLabelSyntax label => [label.Value],
        _ => [],
    };

    /// <summary>The constant text of an operand, or of its parts if it is concatenated or interpolated.</summary>
    private static IEnumerable<string> TextsIn(ExpressionSyntax operand, SemanticModel model) => operand switch
    {
        _ when model.GetConstantValue(operand).Value is string constant => [constant],
        ParenthesizedExpressionSyntax inner => TextsIn(inner.Expression, model),
        BinaryExpressionSyntax { RawKind: (int)SyntaxKind.AddExpression } sum => TextsIn(sum.Left, model).Concat(TextsIn(sum.Right, model)),
        InterpolatedStringExpressionSyntax interpolated => interpolated.Contents.OfType<InterpolatedStringTextSyntax>().Select(part => part.TextToken.ValueText),
        _ => [],
    };

    [GeneratedRegex(@"^(encoder|decoder)(\.|$)|\.(weight|bias|threshold|linear|hidden|mean|log_variance|output)(\.|$)")]
    private static partial Regex TensorName();
}
