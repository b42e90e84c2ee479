using Microsoft.CodeAnalysis;

namespace MLNet.Autoencoder.Tests;

/// <summary>A place in the sources that breaks a rule.</summary>
/// <param name="File">Relative to the root of the repository.</param>
/// <param name="Line">Starts at 1.</param>
/// <param name="Text">What is wrong there.</param>
internal sealed record Finding(string File, int Line, string Text)
{
    /// <summary>The place of a node.</summary>
    public static Finding At(SyntaxNode node, string text) =>
        new(node.SyntaxTree.FilePath, node.GetLocation().GetLineSpan().StartLinePosition.Line + 1, text);

    /// <summary>Fails with the remedy and every place.</summary>
    public static void ShouldBeNone(IEnumerable<Finding> findings, string remedy)
    {
        string[] lines = [.. findings.Select(finding => finding.ToString()).Distinct()];
        Assert.True(lines.Length == 0, $"{remedy}\n{string.Join('\n', lines)}\n{lines.Length} in total.");
    }

    public override string ToString() => $"{File}({Line}): {Text}";
}
