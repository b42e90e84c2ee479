namespace MLNet.Autoencoder.Tests;

/// <summary>Internal types live in the namespace of their folder, public ones where users find them.</summary>
[Collection(SourceTreeCollection.Name)]
public sealed class NamespaceTests(SourceTree sources)
{
    [Theory]
    [MemberData(nameof(SourceTree.Names), MemberType = typeof(SourceTree))]
    public void Namespaces_follow_folders(string project) => Finding.ShouldBeNone(
        new NamespaceRule(SourceTree.PlanOf(project)).MisplacedTypesIn(sources[project]),
        "A public type is in MLNet.Autoencoder, or in Microsoft.ML if it holds extension methods; an internal one is in the namespace of its folder. "
        + "Give an internal helper beside a public type its own file, or nest it.");
}
