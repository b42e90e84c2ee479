using Microsoft.CodeAnalysis;

namespace MLNet.Autoencoder.Tests;

/// <summary>A source file and what its names mean.</summary>
/// <param name="Path">Relative to the root of the repository.</param>
/// <param name="Root">Its syntax.</param>
/// <param name="Model">What the syntax means.</param>
internal sealed record SourceFile(string Path, SyntaxNode Root, SemanticModel Model)
{
    /// <summary>All nodes of a type, except those in documentation comments.</summary>
    public IEnumerable<TNode> Nodes<TNode>()
        where TNode : SyntaxNode => Root.DescendantNodes().OfType<TNode>();
}
